"""The sample county: fictional ground, staff, roster and eight weeks of incidents; equal seeds, equal county."""
