"""A mail server on this machine that can keep its answer to itself, as one does that hangs."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail; while `hangs_at` names a step of the talk, that step is never answered."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[str] = []
        self.hangs_at = ""
        self.hanging = threading.Event()
        self.goes_on = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def hang_at(self, step: str) -> None:
        self.hangs_at = step
        self.hanging.clear()
        self.goes_on.clear()

    def go_on(self) -> None:
        self.hangs_at = ""
        self.goes_on.set()


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            step = line[:4].strip().upper().decode()
            self._hang(step)
            if step == "QUIT":
                self._say("221 goodbye")
                return
            if step == "DATA":
                self._say("354 go on")
                self._take()
            self._say("250 taken")

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.received.append(str(email.message_from_bytes(b"".join(lines))["Message-ID"]))
        self._hang("TAKEN")

    def _hang(self, step: str) -> None:
        if step == self.server.hangs_at:
            self.server.hanging.set()
            self.server.goes_on.wait(60)

    def _say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            return  # whoever asked is dead


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.go_on()
            server.shutdown()
