"""Limits of the HTTP server: on its connections, and on the JSON in requests."""
