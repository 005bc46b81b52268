"""Services, points, the people who serve and when they open, kept until somebody changes them (common.standing)."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.accounts.models import Campus
from unionweb.bookings.models import OpeningException, OpeningRule, Provider, Service, ServicePoint
from unionweb.common import standing
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class Places:
    """Free-standing copies, in their usual order; points with their service and campus, withdrawn ones too."""

    services: list[Service]
    points: dict[int, ServicePoint]
    providers: dict[int, Provider]
    rules: list[OpeningRule]
    exceptions: list[OpeningException]

    def point(self, point_id: int) -> ServicePoint | None:
        """A point in use; None when it is withdrawn or not there."""
        found = self.points.get(point_id)
        return found if found and found.withdrawn_at is None else None


def places() -> Places:
    return standing.get("places")


def _places() -> Places:
    campuses = {row.id: row for row in _copies(Campus, Campus.id)}
    services = _copies(Service, Service.sort, Service.id)
    by_id = {service.id: service for service in services}
    points = _copies(ServicePoint, ServicePoint.id)
    for point in points:
        point.service, point.campus = by_id[point.service_id], campuses[point.campus_id]
    return Places(
        services,
        {point.id: point for point in points},
        {row.id: row for row in _copies(Provider, Provider.id)},
        _copies(OpeningRule, OpeningRule.id),
        _copies(OpeningException, OpeningException.id),
    )


def _copies(model, *order) -> list:
    return [standing.copy_of(row) for row in db.session.scalars(select(model).order_by(*order))]


standing.define("places", _places)
