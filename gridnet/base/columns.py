"""Columns that every feature's tables share."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Big = Annotated[int, mapped_column(BigInteger)]


class InCounty:
    """A row of one county: primary key (county, id), the id drawn from the table's own sequence."""

    county: Mapped[str] = mapped_column(String(6), primary_key=True, sort_order=-2)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True, sort_order=-1)
