"""Handling of Vietnamese text: letters, words, slips, numbers."""
