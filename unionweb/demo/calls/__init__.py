"""Calls of the demo: three years of cases in the library, this year's call, the honours round, an exhibition, the register."""

from unionweb.demo.calls.collecting import collect

__all__ = ["collect"]
