"""The keys of this installation: read from the environment, else made once under the instance folder."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridnet.base.settings import BadSetting

SIZE = 32


@dataclass(frozen=True)
class Keys:
    """`signing` seals cookies and forms; `fields` encrypt columns: the first writes, all can read."""

    signing: bytes
    fields: tuple[bytes, ...]


def load(instance_dir: Path, environ: Mapping[str, str] = os.environ) -> Keys:
    """The keys named by GRIDNET_SIGNING_KEY and GRIDNET_FIELD_KEYS (base64 of 32 bytes; the latter comma-separated).

    Where one is not set, the file of that name under `instance_dir`/keys is read, and made first if need be.
    Raises `BadSetting` for a key of another size.
    """
    signing = environ.get("GRIDNET_SIGNING_KEY") or _kept(instance_dir / "keys" / "signing")
    fields = environ.get("GRIDNET_FIELD_KEYS") or _kept(instance_dir / "keys" / "fields")
    return Keys(_decode(signing), tuple(_decode(key) for key in fields.split(",")))


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        mine.touch(mode=0o600)
        mine.write_text(base64.b64encode(secrets.token_bytes(SIZE)).decode())
        try:
            os.link(mine, path)  # whoever comes second finds the first one's key
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text().strip()


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise BadSetting("a key is 32 random bytes in base64; `openssl rand -base64 32` makes one")
    return key
