"""Digests: subscriptions, the selection of their content, its forms, their screens, sending."""
