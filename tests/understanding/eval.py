"""Part of `make eval`: how well messages are understood that no training has seen.

`heldout-chat` and `heldout-real` are by hands of their own and were frozen before any program was
tried on them (checksums in frozen.json); the card beside the models has the cross-validation.
"""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.understanding import examples
from bot.understanding.figures import measured
from bot.understanding.learning import CARD
from bot.understanding.model import Model

FOLDER = Path(__file__).parent
NAMES = ("heldout-chat", "heldout-real")


def main() -> None:
    """Print the figures of the files that were kept apart."""
    rows = examples.read(FOLDER / f"{name}.jsonl" for name in NAMES)
    groups = measured(Model.load(), rows, lambda row: row.hand)
    table = Table("never trained on", *NAMES)
    for name in sorted({name for figures in groups.values() for name in figures}):
        cells = [groups[group].get(name) for group in NAMES]
        table.add_row(name, *(f"{cell} of {cell.seen}" if cell else "" for cell in cells))
    console = Console(width=120)
    console.print(table)
    console.print(f"Cross-validation by hand, voice and class: {CARD}")


if __name__ == "__main__":
    main()
