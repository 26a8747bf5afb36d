"""The stream of an open page is joined before it is answered, and left when the page goes."""

from datetime import timedelta

from gridnet.base import moment
from gridnet.incidents import numbers
from gridnet.notices import live
from tests.factories import incidents

HEARS = {"Accept": "text/event-stream"}


def test_the_page_of_a_case_holds_a_place_as_long_as_it_is_open(service, calls, monkeypatch):
    monkeypatch.setattr(live, "IDLE_S", 0.05)
    monkeypatch.setattr(live, "LASTS_S", 0.1)
    county = incidents.staffed()
    made = incidents.incident(at=moment.now() - timedelta(minutes=1))
    board = live.switchboard(200)
    answer = calls(county.worker_G1).get(f"/api/v1/incidents/{numbers.write(made.county, made.id)}/live", headers=HEARS)
    assert answer.mimetype == "text/event-stream"
    (ear,) = board._ears
    assert ear.case == (made.county, made.id)
    assert "event: notices" in answer.text
    answer.close()
    assert board.count == 0
