"""The one HTTP server: its connections, and what it reads of a request."""
