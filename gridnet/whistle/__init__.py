"""Whistle and report (吹哨报到): the township calls departments to a case, and they report on the spot."""
