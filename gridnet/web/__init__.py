"""Staff pages, one file a screen, phone first."""
