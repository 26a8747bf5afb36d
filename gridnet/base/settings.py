"""Every setting, read once from the environment, checked, and never changed afterwards."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError


class BadSetting(Exception):
    """A setting is missing or cannot be read; the sentence says which and what it should look like."""


def _setting(default: Any, read: Callable[[str], Any], help_: str) -> Any:
    return field(default=default, metadata={"read": read, "help": help_})


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("a whole number from 0 up")
    return number


def _flag(text: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]


def _datum(text: str) -> str:
    return {name: name for name in ("wgs84", "cgcs2000", "gcj02")}[text.lower()]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process. Each is set by `GRIDNET_` and its name in capitals."""

    instance_dir: Path = _setting(Path("instance"), Path, "folder of the private cluster, keys and attachments")
    database_url: str = _setting("", str, "PostgreSQL to use instead of the private cluster (or DATABASE_URL)")
    service_role: str = _setting("gridnet_service", str, "database role the service acts as; empty: the login's own")
    page_libraries: Path = _setting(Path("node_modules"), Path, "folder the page libraries were installed into")
    pool_size: int = _setting(8, _whole, "database connections a process keeps open")
    home_county: str = _setting("", str, "county assumed at sign-in when none is named")
    sample: bool = _setting(default=False, read=_flag, help_="the sample county is loaded and its sign-ins are shown")
    nearest_tolerance_m: int = _setting(50, _whole, "how far outside every area a place still counts, in metres")
    future_tolerance_s: int = _setting(300, _whole, "how far a device's clock may be ahead, in seconds")
    body_limit_kb: int = _setting(256, _whole, "largest JSON body taken, in KiB")
    upload_limit_mb: int = _setting(15, _whole, "largest photo taken, in MiB")
    boundary_limit_mb: int = _setting(300, _whole, "largest boundary file taken over HTTP, in MiB")
    session_idle_minutes: int = _setting(30, _whole, "a page session ends after so long without a request")
    session_hours: int = _setting(12, _whole, "a page session ends after so long in any case")
    lockout_failures: int = _setting(5, _whole, "wrong passwords before an account or a source is locked")
    lockout_minutes: int = _setting(15, _whole, "how long it stays locked")
    sessions_each: int = _setting(1, _whole, "page sessions a person has at once, the oldest ends first; 0: any number")
    password_days: int = _setting(90, _whole, "a password is to be changed at sign-in after so many days; 0: never")
    passwords_remembered: int = _setting(5, _whole, "so many last passwords are not taken again")
    dormant_days: int = _setting(90, _whole, "an account nobody signed in to for so many days is closed; 0: never")
    trusted_proxies: int = _setting(0, _whole, "reverse proxies in front whose forwarded headers are believed")
    mail_url: str = _setting("", str, "mail server for notices, as Apprise names it, without recipients")
    notice_schemes: str = _setting("wecombot,dingtalk,feishu,lark,mailtos,jsons", str, "services a robot may be of")
    notice_days: int = _setting(366, _whole, "a notice is deleted after so many days; 0: kept for good")
    report_days: int = _setting(400, _whole, "a report made for a subscription is kept so many days; 0: for good")
    live_connections: int = _setting(200, _whole, "open pages a process pushes to at once")
    secure_cookies: bool = _setting(default=False, read=_flag, help_="send cookies over HTTPS only; on behind TLS")
    tianditu_key: str = _setting("", str, "key of Tianditu, whose map then lies below our layers")
    base_map_url: str = _setting("", str, "tiles of another base map: https://…/{z}/{x}/{y}.png, or WMTS by KVP")
    base_map_datum: str = _setting("wgs84", _datum, "datum that base map is drawn in: wgs84, cgcs2000 or gcj02")
    base_map_attribution: str = _setting("", str, "what must be said below it, its review number included")
    sweep_missing_s: int = _setting(300, _whole, "alarm, then a digest, when no sweep of clocks ended so long")

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings in `environ`; raises `BadSetting` naming the one that cannot be read."""
        found: dict[str, Any] = {}
        for each in fields(cls):
            name = f"GRIDNET_{each.name.upper()}"
            if text := environ.get(name, ""):
                found[each.name] = _read(name, text, each.metadata)
        if "database_url" not in found and environ.get("DATABASE_URL"):
            found["database_url"] = environ["DATABASE_URL"]
        return cls(**found)

    @property
    def url(self) -> URL:
        """The database as SQLAlchemy names it, always over psycopg 3; raises `BadSetting` when it is malformed."""
        if not self.database_url:
            raise BadSetting("no database: start the private cluster (gridnet db start) or set DATABASE_URL")
        try:
            return make_url(self.database_url).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError):  # a port that is no number is a plain ValueError
            raise BadSetting("DATABASE_URL is not a database address such as postgresql://user@host/name") from None


def _read(name: str, text: str, metadata: Mapping[str, Any]) -> Any:
    try:
        return metadata["read"](text)
    except (ValueError, KeyError):
        raise BadSetting(f"{name}={text!r} cannot be read; it is: {metadata['help']}") from None
