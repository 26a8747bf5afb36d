"""Incidents: categories, intake, life cycle of the incident and of its legs, timeline, attachments, duplicates."""
