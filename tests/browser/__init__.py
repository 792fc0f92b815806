"""A real browser for the tests."""
