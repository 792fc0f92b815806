"""Digests: subscriptions, what is selected, the content, and how it is shown and sent."""
