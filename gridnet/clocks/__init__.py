"""Clocks: policies, calendars, deadlines, the ladder and the watch."""
