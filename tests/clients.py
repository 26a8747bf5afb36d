"""Somebody at the doors: a test client that bears a token and forgets nothing the test has made."""

from gridnet.base import db
from gridnet.people.models import Person
from tests.factories import people


class Caller:
    """Whoever holds `position`, calling the service. Without a position nobody in particular."""

    def __init__(self, service, position=None, **token):
        self._client = service.test_client()
        self._headers = {}
        if position is not None:
            holder = db.session.get_one(Person, (position.county, position.person_id))
            self._headers["Authorization"] = f"Bearer {people.token(holder, **({'is_strong': True} | token))}"

    def call(self, method, path, *, headers=None, **given):
        """The answer. What was made before is committed first, so that a refusal does not undo it."""
        db.session.commit()
        return self._client.open(path, method=method, headers=self._headers | (headers or {}), **given)

    def get(self, path, **given):
        return self.call("GET", path, **given)

    def post(self, path, json=None, **given):
        return self.call("POST", path, **({"json": json} if json is not None else {}), **given)
