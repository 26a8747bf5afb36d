"""The history of the schema, numbered and readable in order."""
