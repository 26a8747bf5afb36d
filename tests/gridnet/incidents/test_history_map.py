"""Which column holds what: from JSON, from pairs, refused where it cannot be."""

import json

import pytest

from geo.datums import Datum
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.incidents import history_map
from gridnet.incidents.lifecycle import Role

LEAST = ("ref=id", "reported_at=got", "default_category=0402")
HEADER = ["id", "got", "there", "done"]


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"ref": "nr", "reported_at": "got", "legs": {"police": {"arrived_at": "there"}}}))
    return path


def test_a_map_is_read_from_a_file_and_pairs_and_the_later_word_holds(written):
    found = history_map.read([str(written), "ref=id", "legs.police.assigned_at=sent", "legs.community.role=lead"])
    assert (found.ref, found.reported_at) == ("id", "got")
    assert dict(found.legs[Network.POLICE].stamps()) == {"assigned_at": "sent", "arrived_at": "there"}
    assert found.legs[Network.COMMUNITY].role is Role.LEAD


def test_what_is_given_by_an_option_holds_before_all():
    found = history_map.read([*LEAST, "timezone=Asia/Tokyo", "datum=gcj02"], timezone="America/Chicago", ambiguous=None)
    assert (found.timezone, found.datum, found.ambiguous) == ("America/Chicago", Datum.GCJ02, "earlier")
    assert found.columns().zone == "America/Chicago"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["legs.police.on_scene=there"], "legs.police.on_scene: Extra inputs"),  # a stamp that is none
        (["legs.army.arrived_at=there"], "legs.army"),
        (["datum=mars"], "datum: Input should be 'wgs84'"),
        (["channels.X=LETTER"], "channels.X: Input should be 'GRID_APP'"),
        (["no/such/file.json"], "cannot be read: No such file or directory; a pair is written name=column"),
    ],
)
def test_a_map_that_means_nothing_is_refused(more, sentence):
    with pytest.raises(Invalid, match=sentence):
        history_map.read([*LEAST, *more])


@pytest.mark.parametrize(("text", "sentence"), [("{", "is no JSON"), ("[]", "no JSON object")])
def test_a_file_that_is_no_map_is_refused(tmp_path, text, sentence):
    path = tmp_path / "map.json"
    path.write_text(text)
    with pytest.raises(Invalid, match=sentence):
        history_map.read([str(path)])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            ["closed_at=shut", "legs.police.arrived_at=seen"],
            "no column 'shut' for closed_at, 'seen' for legs.police.arr",
        ),
        (["lng=there"], "lng and lat go together"),
        (["legs.police.role=lead", "legs.community.role=lead"], "only one network can lead"),
        (["timezone=Nowhere/Else"], "is no time zone"),
        (["ref=nr"], "no column 'nr' for ref"),
    ],
)
def test_a_map_that_does_not_fit_the_table_is_refused_before_anything_is_read(more, sentence):
    with pytest.raises(Invalid, match=sentence):
        history_map.read([*LEAST, *more]).check(HEADER)
