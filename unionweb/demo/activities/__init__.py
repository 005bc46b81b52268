"""Activities of the demo: open, full, past, planned and called off, with those who signed up."""

from unionweb.demo.activities.inviting import invite

__all__ = ["invite"]
