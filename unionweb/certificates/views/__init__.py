"""The feature's pages: the office's batches, everybody's own certificates, and the page on which one is verified."""

from unionweb.certificates.views import batches, cards, organs, own, register, single, verifying
from unionweb.certificates.views.blueprint import bp

__all__ = ["batches", "bp", "cards", "organs", "own", "register", "single", "verifying"]
