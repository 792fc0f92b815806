"""Persons, chats and roles, invites, consents given, limits, blocks."""
