"""The private PostGIS cluster of an instance: made once, started, stopped, and found again.

`folder` (instance/postgres) holds `data`, the socket in `run`, and `server.log`. Nothing listens on the
network. Who may connect is decided by the kernel: `peer` authentication lets in only the user that serves the
cluster and root, and the socket's folder is closed to everybody else besides.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from sqlalchemy import URL

from gridnet.base import postgres, provision
from gridnet.base.postgres import Account, ClusterError, Programs
from gridnet.base.settings import Settings

ELSEWHERE = Path("/var/lib")
SOCKET_BYTES = 107 - len(f"/.s.PGSQL.{provision.PORT}")
TROUBLESOME = frozenset(",'\"\\")  # mean something in a list of sockets or hosts
PID_FILE_LINES = 5
LOG_BYTES = 10_000_000
ORPHANS_S = 30
SERVER_S = 120

SETTINGS = f"""\
# Written by gridnet at each start; your own settings go to the end of postgresql.conf.
listen_addresses = ''
port = {provision.PORT}
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_error_verbosity = terse  # details repeat the values of rows
"""
DURABLE = "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\n"
FLEETING = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"


@dataclass(frozen=True, slots=True)
class Status:
    """How a cluster stands; `folder` is where it really lies, the rest is known while it runs."""

    folder: Path
    pid: int | None = None
    socket_dir: Path | None = None

    @property
    def running(self) -> bool:
        """Whether its server is up."""
        return self.pid is not None


def start(folder: Path, *, durable: bool = True) -> bool:
    """Bring the cluster up, making it first if need be; False when it ran already. Raises `ClusterError`.

    A cluster that is not `durable` is quick and loses everything in a crash: for tests.
    """
    with _alone(folder):
        place, server = _place(folder)
        if fresh := not status(place).running:
            _launch(place, server, durable=durable)
        _provision(_running(place))
    return fresh


def stop(folder: Path) -> bool:
    """Take the cluster down, ending its connections; False when it was down already. Raises `ClusterError`."""
    with _alone(folder):
        if not status(folder).running:
            return False
        place, server = _place(folder)
        program = postgres.find(_major(place)).folder / "pg_ctl"
        postgres.run(program, "-D", place / "data", "-m", "fast", "-w", "-t", f"{SERVER_S}", "stop", as_=server)
    return True


def status(folder: Path) -> Status:
    """How the cluster stands. A pid file proves nothing: its process must be a server of this very folder."""
    place = folder.resolve()
    try:
        lines = (place / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return Status(place)
    except PermissionError:
        raise ClusterError(f"{place} belongs to another user: run this as that user or as root") from None
    if len(lines) < PID_FILE_LINES or lines[0] not in map(str, _servers(place)):
        return Status(place)
    return Status(place, int(lines[0]), Path(lines[4]))


def url(folder: Path) -> str:
    """The address of the running cluster, for the owner of the schema; raises `ClusterError`."""
    where = {"host": str(_running(folder)), "port": str(provision.PORT)}
    found = URL.create("postgresql+psycopg", provision.OWNER, database=provision.DATABASE, query=where)
    return found.render_as_string()


def kept_by(settings: Settings) -> Path:
    """The folder of an instance's cluster."""
    return settings.instance_dir / "postgres"


def with_database(settings: Settings) -> Settings:
    """`settings` naming a database: the one they name, else the private cluster where it is running."""
    folder = kept_by(settings)
    if settings.database_url or not status(folder).running:
        return settings
    return replace(settings, database_url=url(folder))


def remove(folder: Path) -> None:
    """Delete a stopped cluster with everything in it; raises `ClusterError` when it runs."""
    if status(folder).running:
        raise ClusterError(f"the cluster in {folder} is running: stop it before it is removed")
    shutil.rmtree(_socket_dir(folder.resolve()), ignore_errors=True)
    shutil.rmtree(folder.resolve(), ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()


def _running(folder: Path) -> Path:
    found = status(folder)
    if found.socket_dir is None:
        raise ClusterError(f"the cluster in {folder} is not running: `gridnet db start` starts it")
    return found.socket_dir


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for whoever else is starting or stopping this cluster. The lock is on the parent: no file to own."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder.parent, os.O_RDONLY)
    except OSError as error:
        raise ClusterError(f"{folder.parent} cannot be used: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _place(folder: Path) -> tuple[Path, Account]:
    """Where the cluster lies and who serves it.

    Root serves as an ordinary user. Where that user cannot come (below a closed home, say) the cluster lies under
    /var/lib, and `folder` is a link to it, so that every later call finds the same place.
    """
    server = postgres.account(folder)
    if not folder.exists() and not folder.is_symlink() and not postgres.may_enter(folder.parent.resolve(), server):
        folder.symlink_to(ELSEWHERE / f"gridnet-{_digest(folder)}")
    place = folder.resolve()
    try:
        _own(place, server)
    except OSError as error:
        raise ClusterError(f"{place} cannot be used: {error.strerror}") from None
    if not postgres.may_enter(place, server):
        raise ClusterError(f"{server.name} cannot enter {place}: open its parent folders to that user (chmod o+x)")
    return place, server


def _own(folder: Path, server: Account) -> None:
    """A folder of the server's own; one that root left behind is handed over, but only while it is empty."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != server.uid and not any(folder.iterdir()):
        os.chown(folder, server.uid, server.gid, follow_symlinks=False)
    elif found.st_uid != server.uid:
        raise ClusterError(f"{folder} should belong to {server.name}: `chown -R {server.name} {folder}` makes it so")


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:12]


def _socket_dir(place: Path) -> Path:
    """Where the socket goes: beside the data, or in a short private folder where that path does not serve."""
    beside = place / "run"
    if len(os.fsencode(beside)) <= SOCKET_BYTES and not TROUBLESOME & set(str(beside)):
        return beside
    home = "/run" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(home) / f"gridnet-{_digest(place)}"


def _major(place: Path) -> int | None:
    """The version that made the data, and alone can serve it; None before there are any."""
    marker = place / "data" / "PG_VERSION"
    return int(marker.read_text()) if marker.exists() else None


def _launch(place: Path, server: Account, *, durable: bool) -> None:
    programs = postgres.find(_major(place))
    data, socket_dir = place / "data", _socket_dir(place)
    if not data.exists():
        _make(place, programs, server)
    _own(socket_dir, server)
    socket_dir.chmod(0o700)
    sockets = f"unix_socket_directories = '{socket_dir}'\n"
    _write(data / "gridnet.conf", SETTINGS + sockets + (DURABLE if durable else FLEETING), server)
    _clear_stale(place, socket_dir)
    _serve(place, programs, server)


def _make(place: Path, programs: Programs, server: Account) -> None:
    """Make the data where nobody looks, and put it in place whole: half of it is never taken for all."""
    fresh = place / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    words = "-U", provision.SUPERUSER, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"
    postgres.run(programs.folder / "initdb", "-D", fresh, *words, as_=server)
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude = 'gridnet.conf'\n")
    _write(fresh / "pg_hba.conf", "local all all peer map=gridnet\n", server)
    maps = [
        f"gridnet {user} {role}\n" for user in {server.name, "root"} for role in (provision.SUPERUSER, provision.OWNER)
    ]
    _write(fresh / "pg_ident.conf", "".join(sorted(maps)), server)
    postgres.run(programs.folder / "initdb", "-D", fresh, "--sync-only", as_=server)
    fresh.rename(place / "data")


def _write(path: Path, text: str, server: Account) -> None:
    path.write_text(text)
    os.chown(path, server.uid, server.gid)
    path.chmod(0o600)


def _clear_stale(place: Path, socket_dir: Path) -> None:
    """Forget a server that died, once the last process it left behind has let go of the data.

    PostgreSQL would refuse to start while any process of its user bears the old number, be it a zombie.
    """
    patience = time.monotonic() + ORPHANS_S
    while left := _servers(place):
        if time.monotonic() > patience:
            raise ClusterError(f"process {min(left)} of a server that died still holds {place}: end it, then try again")
        time.sleep(0.1)
    for stale in (place / "data" / "postmaster.pid", socket_dir / f".s.PGSQL.{provision.PORT}.lock"):
        stale.unlink(missing_ok=True)


def _servers(place: Path) -> set[int]:
    """The processes that serve this cluster: every one of them has the data as its working folder."""
    data, found = place / "data", set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == data and (process / "exe").readlink().name.startswith("postgres"):
                found.add(int(process.name))
        except OSError:
            continue  # gone meanwhile, or somebody else's
    return found


def _serve(place: Path, programs: Programs, server: Account) -> None:
    log = place / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    before = log.stat().st_size if log.exists() else 0
    words = "-D", place / "data", "-l", log, "-w", "-t", str(SERVER_S), "start"
    try:
        postgres.run(programs.folder / "pg_ctl", *words, as_=server)
    except ClusterError as error:
        raise ClusterError(f"PostgreSQL did not start: {_last_word(log, before) or error} (see {log})") from None


def _last_word(log: Path, before: int) -> str:
    """The reason a server gave up, as it wrote it after the first `before` bytes of its log."""
    if not log.exists():
        return ""
    lines = log.read_bytes()[before:].decode(errors="replace").splitlines()
    return next((line.partition("FATAL:")[2].strip() for line in reversed(lines) if "FATAL:" in line), "")


def _provision(socket_dir: Path) -> None:
    try:
        provision.complete(socket_dir)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise ClusterError(f"PostgreSQL runs but cannot be set up yet: {reason}; try again in a moment") from error
