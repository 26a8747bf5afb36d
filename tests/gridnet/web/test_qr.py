"""QR codes in pages."""

from gridnet.web import qr

ADDRESS = "otpauth://totp/gridnet:410599-worker?secret=ABCDEFGH234567&issuer=gridnet"


def test_a_code_holds_nothing_that_the_policy_forbids():
    drawn = qr.draw(ADDRESS)
    assert drawn.startswith("<svg")
    assert not any(word in drawn for word in ("style=", "<script", "onload", "otpauth"))


def test_a_secret_is_told_in_groups():
    assert qr.secret_of(ADDRESS) == "ABCD EFGH 2345 67"
    assert qr.secret_of("") == ""
