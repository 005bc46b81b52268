"""URLs of calls."""

from unionweb.calls import registrations, registrations_reviews
from unionweb.calls.services import reviews_jobs
from unionweb.calls.views import (
    desk,
    entries,
    files,
    hall,
    honours,
    intake,
    library,
    parts,
    results_desk,
    results_public,
    results_steps,
    reviewing,
    reviews_assigning,
    reviews_desk,
    reviews_scores,
    rounds,
    typed,
    units,
)
from unionweb.calls.views.blueprint import bp

__all__ = [
    "bp",
    "desk",
    "entries",
    "files",
    "hall",
    "honours",
    "intake",
    "library",
    "parts",
    "registrations",
    "registrations_reviews",
    "results_desk",
    "results_public",
    "results_steps",
    "reviewing",
    "reviews_assigning",
    "reviews_desk",
    "reviews_jobs",
    "reviews_scores",
    "rounds",
    "typed",
    "units",
]  # fmt: skip
