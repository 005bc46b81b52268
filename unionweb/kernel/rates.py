"""How often one address may ask, counted in memory by each process: for pages that cost little and tell little.

What must hold across processes (signing in, verifying by number) counts rows instead, see accounts.services.sessions.
"""

import time
from collections import OrderedDict, deque

from flask import abort, request

MOST_ADDRESSES = 10_000


class Rate:
    """At most `most` requests in `seconds` from one address; more are answered with 429."""

    def __init__(self, most: int, seconds: int):
        self._most, self._seconds = most, seconds
        self._seen: OrderedDict[str, deque] = OrderedDict()

    def check(self) -> None:
        """Count this request; 429 when there were too many."""
        now, address = time.monotonic(), request.remote_addr or ""
        times = self._seen.setdefault(address, deque())
        self._seen.move_to_end(address)
        while times and times[0] < now - self._seconds:
            times.popleft()
        if len(times) >= self._most:
            abort(429)
        times.append(now)
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)

    def forget(self) -> None:
        """Begin anew, as a fresh process would."""
        self._seen.clear()
