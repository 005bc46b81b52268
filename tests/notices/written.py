"""Notices for the tests: written by 赵岚, checked by 钱正, published when asked."""

from datetime import date

from tests.support import university
from unionweb.accounts.models import Member
from unionweb.accounts.rules import Role
from unionweb.kernel.extensions import db
from unionweb.notices import services
from unionweb.notices.models import Notice
from unionweb.notices.rules import Form
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ

AUTHOR, CHECKER = 10003, 10009
EVERYONE = ((AudienceKind.everyone, ""),)
TYPED = {
    "kind": "announcement", "form": "", "organ": "union", "title": "关于举办秋季健步走的通知", "addressees": "各基层工会",
    "body": "一、时间\n\n9月20日上午。\n\n二、地点\n\n妈妈小屋门口集合。", "is_sealed": "y", "is_numbered": "y", "audience": ["everyone:"],
    "publicity_workdays": "5", "version": "0",
}  # fmt: skip


def add_checker() -> None:
    """A second person of the office, committed."""
    if db.session.get(Member, CHECKER) is None:
        university.add_member(CHECKER, "钱正", unit=4)
        university.grant(CHECKER, Role.office, area="all")
        db.session.commit()


def written(**changes) -> services.Written:
    usual = {
        "kind": Kind.announcement, "form": Form.document, "organ": Organ.union, "title": "关于举办秋季健步走的通知",
        "body": "一、时间\n\n9月20日上午。", "audience": EVERYONE, "addressees": "各基层工会",
    }  # fmt: skip
    return services.Written(**usual | changes)


def person(member_id: int) -> Member:
    return db.session.get(Member, member_id)


def add_draft(**changes) -> int:
    add_checker()
    return services.create_notice(written(**changes), person(AUTHOR))


def add_checked(**changes) -> int:
    notice_id = add_draft(**changes)
    services.check_notice(notice_id, version(notice_id), person(CHECKER))
    return notice_id


def add_published(**changes) -> int:
    """Published, its PDF not made."""
    notice_id = add_checked(**changes)
    services.publish_checked(notice_id, version(notice_id), person(AUTHOR))
    return notice_id


def add_publicity(**changes) -> int:
    usual = {"kind": Kind.publicity, "title": "先进个人公示", "listed": "王小敏 外国语学院 教学\n李静 外国语学院", "publicity_workdays": 5,
             "objection_contact": "校工会办公室，电话 60312", "publicity_starts_on": date(2026, 9, 16)}  # fmt: skip
    return add_published(**usual | changes)


def version(notice_id: int) -> int:
    return db.session.get(Notice, notice_id, populate_existing=True).version


def found(notice_id: int) -> Notice:
    return db.session.get(Notice, notice_id, populate_existing=True)
