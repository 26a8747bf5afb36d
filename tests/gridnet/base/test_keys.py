"""The keys of an installation."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from gridnet.base import keys
from gridnet.base.settings import BadSetting


def encoded(byte, size=32):
    return base64.b64encode(byte * size).decode()


def test_keys_are_made_once_and_found_again(tmp_path):
    made = keys.load(tmp_path, {})
    assert keys.load(tmp_path, {}) == made
    assert made.signing != made.fields[0]
    assert {len(made.signing), *map(len, made.fields)} == {32}


def test_nobody_else_may_read_them(tmp_path):
    keys.load(tmp_path, {})
    kept = list((tmp_path / "keys").iterdir())
    assert {path.name for path in kept} == {"signing", "fields"}
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


def test_two_processes_that_start_at_once_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keys.load(tmp_path, {}), range(32)))
    assert len(set(found)) == 1


def test_the_environment_wins_and_nothing_is_written(tmp_path):
    environ = {"GRIDNET_SIGNING_KEY": encoded(b"s"), "GRIDNET_FIELD_KEYS": f"{encoded(b'n')},{encoded(b'o')}"}
    assert keys.load(tmp_path, environ) == keys.Keys(b"s" * 32, (b"n" * 32, b"o" * 32))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bad", ["secret", encoded(b"x", 16), encoded(b"x") + "!", "é"])
def test_a_key_of_another_size_is_refused(tmp_path, bad):
    with pytest.raises(BadSetting, match="32 random bytes"):
        keys.load(tmp_path, {"GRIDNET_SIGNING_KEY": bad})
