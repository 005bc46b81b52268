"""Retreats of the demo: last year's from the published rules to the trip, this year's open for applications."""

from unionweb.demo.retreats.travelling import travel

__all__ = ["travel"]
