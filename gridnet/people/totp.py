"""The second factor: a time-based code (RFC 6238) that is good once."""

from datetime import datetime

import pyotp

from gridnet.base import secrets
from gridnet.people.models import Person

ISSUER = "gridnet"
STEP_S = 30
DRIFT = 1  # steps that a device's clock may be off


def context(county: str) -> str:
    """What the sealed secret is bound to."""
    return f"person.totp:{county}"


def enrol(person: Person) -> str:
    """A new secret for `person`, good once a code has been shown; returns the address that apps read as a QR code."""
    secret = pyotp.random_base32()
    person.totp_sealed, person.totp_at, person.totp_step = secrets.seal(secret, context(person.county)), None, None
    return _address(person, secret)


def pending(person: Person) -> str | None:
    """The address of a secret of which no code was shown yet; None where none is, or one is in use."""
    if person.totp_sealed is None or person.totp_at is not None:
        return None
    return _address(person, secrets.open_(person.totp_sealed, context(person.county)))


def _address(person: Person, secret: str) -> str:
    name = f"{person.county}-{person.login or person.staff_no}"
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def accepts(person: Person, code: str, at: datetime) -> bool:
    """Whether `code` is right now and was not used before; if so it is used up."""
    if person.totp_sealed is None:
        return False
    step = step_of(secrets.open_(person.totp_sealed, context(person.county)), code, at)
    if step is None or (person.totp_step is not None and step <= person.totp_step):
        return False
    person.totp_step = step
    person.totp_at = person.totp_at or at
    return True


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, the steps beside the present one included; None for a wrong code."""
    codes, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_S
    right = [step for step in range(now - DRIFT, now + DRIFT + 1) if codes.verify(code, for_time=step * STEP_S)]
    return max(right, default=None)
