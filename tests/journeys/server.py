"""The service as it runs: gunicorn on a database of its own, started, killed and started again."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from gridnet.base import db, schema
from gridnet.people import credentials
from gridnet.people.roles import Role
from tests.factories import incidents, people

ROOT = Path(__file__).parents[2]
READY_S = 60


@contextmanager
def database(owner_url, *, staffed=True):
    """A database beside the one of the other tests; a staffed county in it, and a token for its dispatcher."""
    name = f"journey_{secrets.token_hex(4)}"
    url = owner_url.set(database=name)
    admin = create_engine(owner_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        schema.upgrade(url)
        yield url, staff(url) if staffed else None
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def staff(url):
    """The bearer token of somebody who may report in the county."""
    engine = db.connect(url, role="gridnet_service")
    db.session.remove()
    db.session.configure(bind=engine)
    with db.transaction():
        county = incidents.staffed()
        at = datetime.now(UTC)
        dispatcher = county.positions["dispatcher"]
        assert dispatcher.role == Role.DISPATCHER
        _, token = credentials.issue_token(
            people.COUNTY,
            dispatcher.person_id,
            "journey",
            permissions=None,
            expires_at=at + timedelta(days=1),
            is_strong=False,
            by=None,
            source="journey",
            at=at,
        )
    db.session.remove()
    engine.dispose()
    return token


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """Gunicorn on loopback, in a process group of its own."""

    def __init__(self, url, folder):
        self.port = free_port()
        self._environ = os.environ | {
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "GRIDNET_INSTANCE_DIR": str(folder),
        }
        self._folder = folder
        self._process = None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        command += ["--bind", f"127.0.0.1:{self.port}", "gridnet.app:create_app()"]
        with (self._folder / "web.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environ, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self._folder / "web.log").read_text()[-2000:])

    def kill(self):
        """As the machine would: at once, whatever it was doing."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def call(self, method, path, body=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        is_json = (answer.getheader("Content-Type") or "").endswith("json")
        return answer.status, json.loads(content) if is_json else content
