"""What tests of notices share."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event


@pytest.fixture
def statements(session):
    """`with statements() as seen` lists what is asked of the database meanwhile."""

    @contextmanager
    def listen():
        session.flush()
        seen, connection = [], session.connection()

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return listen
