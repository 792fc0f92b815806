"""Who somebody is: roles, invites, consents given, limits, blocks."""
