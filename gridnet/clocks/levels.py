"""At which level somebody decides: 1 village, 2 township, 3 county, 4 city, 5 province. Pure."""

from gridnet.people.roles import Role

TOWNSHIP = 2
#: The level a role decides at; a supervisor decides at the level of their scope.
_LEVELS = {
    Role.TOWNSHIP_DESK: TOWNSHIP,
    Role.STATION_DUTY: TOWNSHIP,
    Role.COUNTY_DESK: 3,
    Role.DISPATCHER: 3,
}
_SUPERVISES = {0: 5, 2: 5, 4: 4, 6: 3, 9: 2, 12: 1}


def level_of(role: Role, scope: str) -> int | None:
    """The level somebody decides at; None for who decides nothing of the kind."""
    return _SUPERVISES.get(len(scope)) if role is Role.SUPERVISOR else _LEVELS.get(role)
