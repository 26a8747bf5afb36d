"""What takes two persons: whoever did the first step does not do the second. Pure."""

from gridnet.base.errors import NotAllowed


def check(first: int | None, second: int | None) -> None:
    """Refuse a second step by whoever took the first; raises `NotAllowed`.

    The command line acts as nobody (None): whoever has the machine is not bound by it.
    """
    if first is not None and first == second:
        raise NotAllowed("this takes two persons: somebody else must do the second step")
