"""The why-me records: what was known and weighed when somebody was made responsible. Append-only."""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Json, Moment
from gridnet.base.db import Base


class WhyRecord(Base):
    """Candidates, versions and tie-break of one assignment; read by people, replayed by `assignment.replay`."""

    __tablename__ = "assignment_why"
    __table_args__ = (ForeignKeyConstraint(["county", "assignment_id"], ["assignment.county", "assignment.id"]),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    format: Mapped[int] = mapped_column(Integer)
    decided_at: Mapped[Moment]
    why: Mapped[str] = mapped_column(Text)
    record: Mapped[Json]
