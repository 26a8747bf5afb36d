"""Answers out of the browser: as CSV, as a workbook, on paper; figures, and lists of cases without anybody's name."""
