"""People who arrive one after the other over some time, whether or not the ones before have been answered."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.server import Answer, Server, answer_of, connected, received_now


@dataclass
class Call:
    """One request: when it was due, sent and answered, in seconds since the start; what came back."""

    request: bytes
    due: float
    sent: float = 0.0
    answered: float = 0.0
    answer: Answer | None = None

    @property
    def wait(self) -> float:
        """Seconds from when the person pressed the button: what the client was late with is counted."""
        return self.answered - self.due


def arrive(server: Server, requests: Sequence[bytes], moments: Sequence[float], *, patience: float = 120) -> list[Call]:
    """Send each request at its moment (seconds from now, rising) on a connection of its own; wait for all answers."""
    calls = [Call(request, due) for request, due in zip(requests, moments, strict=True)]
    began, waiting, open_calls = time.monotonic(), iter(calls), {}
    following = next(waiting, None)
    with selectors.DefaultSelector() as selector:
        while following or open_calls:
            now = time.monotonic() - began
            if now > moments[-1] + patience:
                break
            while following and following.due <= now:
                _send(server, following, began, selector, open_calls)
                following = next(waiting, None)
            pause = max(0.0, following.due - (time.monotonic() - began)) if following else 0.5
            for key, _ in selector.select(min(pause, 0.5)):
                _receive(key.fileobj, began, selector, open_calls)
    return calls


def _send(server: Server, call: Call, began: float, selector, open_calls: dict[socket.socket, tuple[Call, bytearray]]) -> None:
    connection = connected(server.port)
    connection.sendall(call.request)
    call.sent = time.monotonic() - began
    open_calls[connection] = (call, bytearray())
    selector.register(connection, selectors.EVENT_READ)


def _receive(connection: socket.socket, began: float, selector, open_calls) -> None:
    call, received = open_calls[connection]
    if more := received_now(connection):
        received += more
        return
    call.answered, call.answer = time.monotonic() - began, answer_of(bytes(received))
    selector.unregister(connection)
    connection.close()
    del open_calls[connection]
