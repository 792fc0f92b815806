"""The conversations that make a report, from its first word to its receipt."""
