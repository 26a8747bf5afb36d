"""Response times and rates that can be stood behind: defined once, honestly counted, open to being looked into."""
