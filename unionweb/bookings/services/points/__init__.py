"""Services, their points and the people who serve, as the office sets them up."""

from unionweb.bookings.services.points.kinds import create_service, update_service
from unionweb.bookings.services.points.people import (
    create_provider,
    return_provider,
    update_provider,
    withdraw_provider,
)
from unionweb.bookings.services.points.places import (
    create_point,
    drop_photo,
    renew_door_code,
    reopen_point,
    set_photo,
    update_point,
    withdraw_point,
)

__all__ = [
    "create_point",
    "create_provider",
    "create_service",
    "drop_photo",
    "renew_door_code",
    "reopen_point",
    "return_provider",
    "set_photo",
    "update_point",
    "update_provider",
    "update_service",
    "withdraw_point",
    "withdraw_provider",
]
