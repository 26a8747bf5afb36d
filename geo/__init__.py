"""Pure geometry: values in, values out. Longitude before latitude, degrees WGS-84, lengths in metres."""
