"""A mail server for tests: speaks enough SMTP for smtplib, keeps what it took, and refuses on request."""

import socket
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ", 1)[0].upper()
            if word == "QUIT":
                return self.say("221 bye")
            self.answer(word, line)
        return None

    def answer(self, word, line):
        told = self.server.answers.get(word)
        if callable(told):
            told = told(line)
        if told == "hang up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif told:
            self.say(told)
        elif word in {"EHLO", "HELO"}:
            self.say("250-test\r\n250 AUTH PLAIN")
        elif word == "DATA":
            self.take()
        else:
            self.say("235 ok" if word == "AUTH" else "250 ok")
        self.server.heard.append(line)

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """mails: what was taken; heard: every line; answers: SMTP word → another answer, or a function of the line."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.heard, self.answers = [], [], {}

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is part of the tests."""


@contextmanager
def mail_server():
    """A running server for one `with` block."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
