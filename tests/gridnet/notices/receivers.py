"""Real receivers on this machine: a mail server, and a web server that takes what robots are sent."""

import email
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller


class Mailbox:
    """What the mail server took, decoded; `refuse` is the answer it gives instead, while it is set."""

    def __init__(self):
        self.mails, self.refuse = [], None

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd calls it so
        if self.refuse:
            return self.refuse
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
        return "250 taken"

    def texts(self):
        return [mail.get_payload(decode=True).decode() for _, mail in self.mails]

    def refs(self):
        return [mail["X-Gridnet-Ref"] for _, mail in self.mails]


@contextmanager
def mail_server():
    """A mail server on a free port; gives the mailbox and the Apprise URL that leads to it."""
    mailbox = Mailbox()
    controller = _started(mailbox)
    try:
        yield mailbox, f"mailto://127.0.0.1:{controller.port}?from=notice@example.cn&mode=insecure&format=text"
    finally:
        controller.stop()


def _started(mailbox):
    """aiosmtpd does not look for a free port itself."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(mailbox, hostname="127.0.0.1", port=port)
        try:
            controller.start()
        except OSError:  # somebody was quicker
            continue
        return controller


class Hook(ThreadingHTTPServer):
    """A web server that keeps what it is sent, answers with `status`, and waits for `open` before it does."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Taker)
        self.taken, self.status = [], 200
        self.reached, self.open = threading.Event(), threading.Event()
        self.open.set()

    @property
    def url(self):
        return f"json://127.0.0.1:{self.server_address[1]}/hook"


class _Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.reached.set()
        self.server.open.wait(60)
        self.server.taken.append((self.headers["X-Gridnet-Ref"], body))
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass  # whoever called was killed meanwhile

    def log_message(self, *_):
        pass


@contextmanager
def web_server():
    """A web server on a free port."""
    hook = Hook()
    thread = threading.Thread(target=hook.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        hook.open.set()
        hook.shutdown()
        hook.server_close()
        thread.join()
