"""What a message says: a place, a time, a denunciation, danger, a name."""

from pathlib import Path

WORDS = Path(__file__).parent / "words"
"""The folder of the word lists."""
