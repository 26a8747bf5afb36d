"""The table of saved views: a board narrowed as somebody likes to see it, under a name of theirs."""

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base


class BoardView(InCounty, Base):
    """A view of the board: `query` is what stands in its address behind the question mark."""

    __tablename__ = "board_view"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        Index("uq_board_view_name", "person_id", "name", "county", unique=True),
    )

    person_id: Mapped[Big]
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
