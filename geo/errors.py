"""What can be wrong with places, datums, outlines and files; each message says what to do."""


class BadGeometry(ValueError):
    """The base of all refusals of this package."""


class BadPlace(BadGeometry):
    """A point that cannot be where it says."""


class BadDatum(BadGeometry):
    """A datum nobody has told us how to convert."""


class BadOutline(BadGeometry):
    """A shape that is no area."""


class BadFile(BadGeometry):
    """A boundary file that cannot be read as it was described."""
