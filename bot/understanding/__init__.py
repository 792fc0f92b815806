"""Read typed messages: places, times, denunciations, danger, names, pressed buttons."""

from pathlib import Path

WORDS = Path(__file__).parent / "words"
"""The folder of the word lists."""
