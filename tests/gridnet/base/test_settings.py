"""Settings, read once and checked."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from gridnet.base.settings import BadSetting, Settings


def test_without_an_environment_the_defaults_hold():
    assert Settings.read({}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("instance_dir", "/srv/gridnet", Path("/srv/gridnet")),
        ("pool_size", "3", 3),
        ("nearest_tolerance_m", "0", 0),
        ("secure_cookies", "Yes", True),
        ("secure_cookies", "0", False),
        ("service_role", "", "gridnet_service"),  # set but empty is not set
    ],
)
def test_a_setting_is_read_from_its_variable(name, text, found):
    assert getattr(Settings.read({f"GRIDNET_{name.upper()}": text}), name) == found


@pytest.mark.parametrize(("name", "text"), [("POOL_SIZE", "many"), ("POOL_SIZE", "-1"), ("SECURE_COOKIES", "perhaps")])
def test_one_that_cannot_be_read_is_named(name, text):
    with pytest.raises(BadSetting, match=f"GRIDNET_{name}='{text}'"):
        Settings.read({f"GRIDNET_{name}": text})


def test_every_setting_says_what_it_is():
    assert all(each.metadata["help"] for each in fields(Settings))


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().pool_size = 3


@pytest.mark.parametrize("address", ["postgresql://u@h/db", "postgres://u@h/db", "postgresql+psycopg2://u@h/db"])
def test_the_database_is_always_spoken_to_over_psycopg_3(address):
    assert Settings(database_url=address).url.drivername == "postgresql+psycopg"


def test_the_common_variable_is_read_where_ours_is_not_set():
    common = {"DATABASE_URL": "postgresql://u@h/common"}
    assert Settings.read(common).database_url == "postgresql://u@h/common"
    ours = common | {"GRIDNET_DATABASE_URL": "postgresql://u@h/ours"}
    assert Settings.read(ours).database_url == "postgresql://u@h/ours"


@pytest.mark.parametrize("address", ["", "nonsense", "postgresql://u@h:port/db"])
def test_a_missing_or_malformed_address_is_told_so(address):
    with pytest.raises(BadSetting):
        _ = Settings(database_url=address).url
