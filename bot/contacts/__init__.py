"""Addresses that a person adds beside their chat to be told by: e-mail."""
