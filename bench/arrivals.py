"""People who arrive one after the other over some time, whether or not the ones before have been answered."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.server import Answer, Server, answer_of, received_now


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
    """Send each request at its moment (seconds from now, rising) on a connection of its own; wait for all answers.

    Nothing here waits for one connection: a server that is late finds a queue at its door, not a client that stops coming.
    """
    calls = [Call(request, due) for request, due in zip(requests, moments, strict=True)]
    with selectors.DefaultSelector() as selector:
        crowd = _Crowd(server.port, selector)
        waiting = iter(calls)
        following = next(waiting, None)
        while (following or selector.get_map()) and crowd.now() < moments[-1] + patience:
            while following and following.due <= crowd.now():
                crowd.send(following)
                following = next(waiting, None)
            pause = following.due - crowd.now() if following else 0.5
            for key, events in selector.select(min(max(pause, 0), 0.5)):
                crowd.go_on(key.fileobj, key.data, events)
    return calls


class _Crowd:
    """Everybody who has come and has not left yet."""

    def __init__(self, port: int, selector: selectors.BaseSelector):
        self.port, self.selector, self.began = port, selector, time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self.began

    def send(self, call: Call) -> None:
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", self.port))
        self.selector.register(connection, selectors.EVENT_WRITE, (call, bytearray()))

    def go_on(self, connection: socket.socket, data: tuple[Call, bytearray], events: int) -> None:
        call, received = data
        if events & selectors.EVENT_WRITE:
            connection.sendall(call.request)  # a form of a kilobyte goes out in one piece
            call.sent = self.now()
            self.selector.modify(connection, selectors.EVENT_READ, data)
        elif more := received_now(connection):
            received += more
        else:
            call.answered, call.answer = self.now(), answer_of(bytes(received))
            self.selector.unregister(connection)
            connection.close()
