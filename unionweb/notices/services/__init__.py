"""Writing, publishing and reading notices; each public function is one transaction."""

from unionweb.notices.services.publishing import (
    print_notice,
    print_notices,
    publish_checked,
    publish_notice,
    void_number,
)
from unionweb.notices.services.reading import answer_objection, note_reading, object_to, remind, sign_receipt
from unionweb.notices.services.writing import (
    Written,
    attach,
    check_notice,
    create_notice,
    detach,
    edit_notice,
    return_notice,
    typed_of,
    withdraw_notice,
    writers_pages,
)

__all__ = [
    "Written", "answer_objection", "attach", "check_notice", "create_notice", "detach", "edit_notice", "note_reading", "object_to",
    "print_notice", "print_notices", "publish_checked", "publish_notice", "remind", "return_notice", "sign_receipt",
    "typed_of", "void_number", "withdraw_notice", "writers_pages",
]  # fmt: skip
