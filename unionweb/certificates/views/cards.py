"""Badges for an event, four cards on a sheet. Nothing is kept: the list goes in, the paper comes out."""

from unionweb.certificates.forms import CardsForm
from unionweb.certificates.rules.access import may_issue
from unionweb.certificates.views.blueprint import bp
from unionweb.common import organisation
from unionweb.common.cards import print_cards
from unionweb.kernel import documents
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import download, render


@bp.get("/certificates/cards")
@requires(may_issue)
def new_cards():
    return _page(CardsForm(formdata=None, organ=organisation.name(), hint="扫码签到"))


@bp.post("/certificates/cards")
@requires(may_issue)
def create_cards():
    form = CardsForm()
    printed = form.submit(lambda: print_cards(form.cards))
    return download(printed, documents.titled(f"{form.title.data}胸牌", ".pdf"), "application/pdf") if printed else _page(form)


def _page(form):
    return render("certificates/cards.html", status=form.status, form=form)
