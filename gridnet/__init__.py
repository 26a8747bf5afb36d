"""gridnet: one incident, two networks, one responsible person in each."""
