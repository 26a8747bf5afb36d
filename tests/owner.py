"""Acting as the owner of the schema for a moment, to do what the service's role may not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text


@contextmanager
def acting(session) -> Iterator[None]:
    """The block's statements run as the owner; afterwards the session is the service again."""
    session.execute(text("SET LOCAL ROLE gridnet"))
    yield
    session.execute(text("SET LOCAL ROLE gridnet_service"))


def analyse(session, *tables: str) -> None:
    """Give the planner statistics of what the test has written; the service's role may not, and is told so in vain."""
    with acting(session):
        session.execute(text(f"ANALYZE {', '.join(tables)}"))
