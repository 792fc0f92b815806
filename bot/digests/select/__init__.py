"""Read a digest's content from the database."""
