"""The PostgreSQL programs of this machine, and running them as a user they accept."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST = 15
PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"
NEEDED = "postgres", "initdb", "pg_ctl", "pg_config"

# Nothing of the caller's PG… variables may lead a program elsewhere, and messages are read in English.
ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class ClusterError(Exception):
    """The private cluster cannot do what was asked; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user a program runs as."""

    name: str
    uid: int
    gid: int

    @property
    def drop(self) -> dict[str, Any]:
        """What subprocess needs to become this user; nothing when we are it already."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}


@dataclass(frozen=True, slots=True)
class Programs:
    """One installed PostgreSQL."""

    folder: Path
    major: int


def find(major: int | None = None) -> Programs:
    """The newest PostgreSQL here that has PostGIS, or the one of version `major`; raises `ClusterError`."""
    fit = [found for found in _installed() if major in (None, found.major) and found.major >= OLDEST]
    if not fit:
        version = "15" if major is None else str(major)
        raise ClusterError(
            f"PostgreSQL {version}{'' if major else ' or newer'} with PostGIS is not installed: "
            f"`apt install postgresql-{version}-postgis-3` brings both"
        )
    return max(fit, key=lambda found: found.major)


def _installed() -> Iterator[Programs]:
    for folder in _folders():
        if not all((folder / name).is_file() for name in NEEDED):
            continue
        version = re.search(r"\d+", _ask(folder, "--version"))
        if version and (Path(_ask(folder, "--sharedir")) / "extension" / "postgis.control").is_file():
            yield Programs(folder, int(version[0]))


def _folders() -> Iterator[Path]:
    for place in PLACES:
        yield from Path("/").glob(place.lstrip("/"))
    if config := shutil.which("pg_config"):
        yield Path(_ask(Path(config).parent, "--bindir"))


def _ask(folder: Path, option: str) -> str:
    answer = subprocess.run([folder / "pg_config", option], capture_output=True, text=True, check=False)  # noqa: S603  # found above
    return answer.stdout.strip()


def account(folder: Path) -> Account:
    """Who serves the cluster in `folder`: whoever calls, but never root, which PostgreSQL refuses.

    Root serves as the owner of `folder` where that is somebody else, else as `postgres`, else as `nobody`.
    Raises `ClusterError` when the folder belongs to another user.
    """
    owner = folder.stat().st_uid if folder.exists() else None
    if os.geteuid() == 0:
        return _of(owner) if owner else _ordinary()
    if owner not in (None, os.geteuid()):
        raise ClusterError(f"{folder} belongs to {_of(owner or 0).name}: run this as that user or as root")
    return _of(os.geteuid())


def _of(uid: int) -> Account:
    try:
        known = pwd.getpwuid(uid)
    except KeyError:
        raise ClusterError(f"user {uid} has no name on this machine, and PostgreSQL asks for one") from None
    return Account(known.pw_name, known.pw_uid, known.pw_gid)


def _ordinary() -> Account:
    for name in ("postgres", "nobody"):
        try:
            return _of(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise ClusterError("PostgreSQL does not run as root, and neither `postgres` nor `nobody` is a user here")


def run(program: Path | str, *words: Path | str, as_: Account) -> str:
    """What `program` printed, run as `as_`; raises `ClusterError` with its last line when it fails."""
    try:
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603  # the program is ours, and no shell reads the words
            [program, *words],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **as_.drop,
        )
    except OSError as error:
        raise ClusterError(f"{program} cannot be run as {as_.name}: {error.strerror}") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise ClusterError(f"{Path(program).name} failed: {lines[-1]}")
    return done.stdout


def may_enter(folder: Path, as_: Account) -> bool:
    """Whether `as_` can reach what lies in `folder`; asked of the kernel, so that every parent and list counts."""
    try:
        run("test", "-x", folder, as_=as_)
    except ClusterError:
        return False
    return True
