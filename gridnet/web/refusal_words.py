"""What a refusal says on a page, in the viewer's language; what has no words here speaks for itself."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Stale, TooLarge, TooMany, Unsupported
from gridnet.people.sign_in import Refused
from gridnet.web import sentences

_QUICKER = _("The case has moved on meanwhile, and what you did was not taken. This is how it stands now.")
WORDS: Mapping[type[Refusal], LazyString] = {
    Conflict: _QUICKER,
    Stale: _QUICKER,
    NotAllowed: _("That is not for you to do here."),
    NotFound: _("There is no such thing, or none that you may see."),
    TooMany: _("You have asked too often. Wait, and try again later."),
    TooLarge: _("That is more than can be sent at once. Choose a smaller one."),
    Unsupported: _("This kind of file is not taken. Photos are JPEG, PNG or WebP."),
}
#: Where nothing better is known.
UNREAD = _("What was typed cannot be taken as it is. Look at it again.")
CHANGED = _("It stands otherwise now than this page showed. Look at it again, and decide again.")
FIELDS: Mapping[str, LazyString] = {
    "reason": _("Say why, in at least four characters."),
    "duplicate_of": _("Give the number of the other case."),
    "occurred_at": _("This time cannot be. Check the clock of your device."),
    "to_position": _("Choose whom to hand it to."),
    "file": _("Choose a photo."),
    "code": _("The code has six digits."),
    "departments": _("Choose one to eight departments, none of which is called to this case already."),
    "meet_at": _("Name a moment to meet that is still to come, and within 30 days."),
    "place": _("Say where to meet."),
    "need": _("Say what is needed, in at least four characters."),
    "attendance": _("Say how they attended, and what came of it."),
}


#: How a secret asked for again within a session was refused.
GUARDED: Mapping[Refused, LazyString] = {
    Refused.WRONG: _("This is not the code that the authenticator shows now."),
    Refused.LOCKED: _("Too many wrong tries. Wait a quarter of an hour, or ask your administrator."),
}


def tell_guarded(refused: Refused) -> str:
    """Why a code was refused."""
    return str(GUARDED[refused])


def tell_anywhere(error: Exception) -> str:
    """A refusal of any page: what has moved on there, its own words tell; an address of no page is no such thing."""
    if isinstance(error, HTTPException):
        is_absent = error.code == NotFound.status
        return str(WORDS[NotFound]) if is_absent else sentences.tell(str(error.description), UNREAD)
    if isinstance(error, Refusal) and not isinstance(error, Conflict):
        return tell(error)
    return tell_exactly(error)


def tell_exactly(error: Exception) -> str:
    """A refusal in its own sentence, for whoever administers; in words for its kind where the sentence has none."""
    kind = (
        CHANGED
        if isinstance(error, Conflict)
        else next((words for of, words in WORDS.items() if isinstance(error, of)), UNREAD)
    )
    return sentences.tell(str(error), kind)


def tell_fault(sentence: object) -> str:
    """What is wrong with a field, in the viewer's language."""
    return sentences.tell(str(sentence), UNREAD)


def tell(error: Refusal) -> str:
    """The refusal of something done with a case, in words."""
    named = (FIELDS.get(str(each.get("field"))) for each in error.errors)
    words = next((each for each in named if each is not None), None)
    if words is not None:
        return str(words)
    if isinstance(error, Invalid):
        return tell_exactly(error)
    return str(WORDS.get(type(error)) or tell_exactly(error))
