"""The page on which staff report an incident: a kind, a place, a few words and photos."""
