"""Which of the open steps is the one a thumb wants, and what each asks for. Pure; what is open says the life cycle."""

from collections.abc import Iterable
from dataclasses import dataclass

from gridnet.incidents import lifecycle
from gridnet.incidents.lifecycle import LegState, Part, Role, State, Step

#: Steps that bring a case forward. The life cycle names them in the order of a day, so the first open one is next.
FORWARD = frozenset(
    {
        Step.ACCEPT,
        Step.DEPART,
        Step.ARRIVE,
        Step.HANDLE,
        Step.RESUME,
        Step.VERIFY,
        Step.CLOSE,
        Step.FOLLOW_UP,
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step somebody may take: whether it is the next one, asks why, and asks for one of a few reasons."""

    step: Step
    is_main: bool
    wants_reason: bool
    wants_code: bool = False

    @property
    def takes_one_tap(self) -> bool:
        """Whether there is nothing to fill in."""
        return not self.wants_reason


def after_accepting(role: Role, state: LegState) -> list[Offer]:
    """What comes next once a leg not accepted yet has been: a page goes on by it where no network tells it so.

    Ringing the reporter up moves nothing, but is done where there is a telephone line and no network.
    """
    if state is not LegState.ASSIGNED:
        return []
    open_ = lifecycle.open_steps(role, LegState.ACCEPTED, frozenset({Part.ASSIGNEE}))
    return offers(LegState.ACCEPTED, (each for each in open_ if each in FORWARD or each is Step.CONTACT))


def offers(state: LegState | State, steps: Iterable[Step]) -> list[Offer]:
    """The open steps of a leg or of the whole in this state, the next one in front."""
    open_ = list(steps)
    main = next((each for each in open_ if each in FORWARD), None)
    made = [Offer(each, each is main, lifecycle.wants_reason(state, each), each is Step.SUSPEND) for each in open_]
    return sorted(made, key=lambda offer: not offer.is_main)
