"""Persons, the positions they hold, the duty roster, sign-in, and what each may do."""
