"""The register of certificates by year, on the page and as Excel."""


from unionweb.certificates import queries
from unionweb.certificates.forms import RegisterFilter
from unionweb.certificates.rules.access import may_issue
from unionweb.certificates.views.blueprint import bp
from unionweb.kernel import clock
from unionweb.kernel.addresses import address
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import render, whole
from unionweb.kernel.workbooks import workbook


@bp.get("/certificates/register")
@requires(may_issue)
def register():
    year, form = _year(), RegisterFilter()
    years = queries.register_years()
    context = {"year": year, "years": years if year in years else sorted({year, *years}, reverse=True)}
    page = page_of(queries.register(form.sought(year)))

    def at(number):
        return address("certificates.register", year=year, page=number, **form.typed)

    return render("certificates/register.html", "certificates/_register_found.html", form=form, page=page, address=at, **context)


@bp.get("/certificates/register.xlsx")
@requires(may_issue)
def register_sheet():
    """What the page shows, all of it."""
    year = _year()
    rows = queries.register_rows(RegisterFilter().sought(year))
    return workbook(f"证书登记 {year}", Sheet(f"{year} 年", queries.HEADER, rows))


def _year() -> int:
    return whole("year", clock.today().year, 1990, 2100)


