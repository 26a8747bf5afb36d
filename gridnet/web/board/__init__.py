"""The supervisor's board: queue, map and cards of a county side by side, what is done from there, and saved views."""
