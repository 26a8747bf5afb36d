"""What is loaded as the sample county: how much, from which seed, up to when. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gridnet.base.moment import local
from gridnet.sample.size import FULL, Size

SEED = 410599
#: The county was founded, and its roster drawn up, so long before its first incident.
BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is loaded: how much, from which seed, up to when."""

    until: datetime
    tolerance_m: float
    size: Size = FULL
    seed: int = SEED

    @property
    def founded_at(self) -> datetime:
        """When the county begins."""
        first = local(self.until) - timedelta(days=self.size.days) - BEFORE
        return first.replace(hour=0, minute=0, second=0, microsecond=0)
