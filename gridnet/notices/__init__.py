"""Messages promised, delivered and seen; a promise is a row in the transaction of whatever gave rise to it."""
