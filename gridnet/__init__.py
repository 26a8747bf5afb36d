"""gridnet: one incident, two networks, one responsible person in each."""

__version__ = "0.1.0"
