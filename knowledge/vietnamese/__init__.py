"""All handling of Vietnamese text: letters, words, slips, numbers."""
