"""URLs of calls."""

from unionweb.calls import registrations, registrations_reviews
from unionweb.calls.services import reviews_jobs
from unionweb.calls.views import reviewing, reviews_assigning, reviews_desk, reviews_scores
from unionweb.calls.views import honours, library, results_desk, results_public, results_steps
from unionweb.calls.views import desk, entries, files, hall, intake, parts, rounds, units
from unionweb.calls.views.blueprint import bp

__all__ = [
    "bp", "desk", "entries", "files", "hall", "intake", "parts", "registrations", "rounds", "units",
    "registrations_reviews", "reviewing", "reviews_assigning", "reviews_desk", "reviews_jobs", "reviews_scores",
    "honours", "library", "results_desk", "results_public", "results_steps",
]  # fmt: skip
