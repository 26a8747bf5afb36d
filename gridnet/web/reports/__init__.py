"""The reports as a supervisor opens them: an overview, one question at a time, and the cases behind a number."""
