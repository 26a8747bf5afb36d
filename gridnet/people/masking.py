"""What is shown of a name or a number to those who need not know it. Pure."""

HEAD, TAIL = 3, 4


def phone(number: str | None) -> str | None:
    """A telephone number with its middle hidden: 138****5678; a short one shows nothing."""
    if number is None:
        return None
    if len(number) <= HEAD + TAIL:
        return "*" * len(number)
    return number[:HEAD] + "*" * (len(number) - HEAD - TAIL) + number[-TAIL:]


def name(full: str) -> str:
    """A name with all but its first character hidden."""
    return full[:1] + "*" * max(len(full) - 1, 1)
