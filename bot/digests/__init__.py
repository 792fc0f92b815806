"""Digests: select what happened → one content → one message."""
