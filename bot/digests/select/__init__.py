"""From the database to a digest's content."""
