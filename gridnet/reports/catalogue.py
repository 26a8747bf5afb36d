"""Everything that can be asked for by a code: measures (durations) and rates. Pure."""

from gridnet.base.errors import Invalid
from gridnet.reports.measures import MEASURES, Measure
from gridnet.reports.rates import RATES, Rate

Definition = Measure | Rate
CODES = (*MEASURES, *RATES)


def get(code: str) -> Definition:
    """The measure or rate of that code; raises `Invalid`."""
    found = MEASURES.get(code) or RATES.get(code)
    if found is None:
        raise Invalid(
            f"there is no measure or rate {code!r}; there are {', '.join(CODES)}",
            errors=[{"field": "measure", "message": "unknown"}],
        )
    return found
