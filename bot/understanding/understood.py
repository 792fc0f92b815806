"""The meaning of a message: the values that pass from understanding to a feature."""

from dataclasses import dataclass
from typing import Literal, get_args

Intent = Literal["report", "ask", "track", "smalltalk", "other"]
Act = Literal[
    "answer", "more", "correction", "question", "command", "smalltalk", "new_report", "track"
]
Command = Literal["back", "drop", "keep", "done", "wait", "undo"]
Asked = Literal["category", "place", "area", "when", "details", "photos", "name", "preview"]
"""What an open draft asked last."""
ASKED: tuple[Asked, ...] = get_args(Asked)
UNTOLD = "untold"
PROGRESS = "progress"


@dataclass(frozen=True)
class Guess:
    """A category with its probability, 0 to 1."""

    id: str
    p: float


@dataclass(frozen=True)
class Office:
    """An official's wish: the `filter` of a list, or the `move` to make; None for none."""

    intent: str
    filter: str | None = None
    move: str | None = None


@dataclass(frozen=True)
class Understood:
    """The meaning of a message, with the probabilities that the models give.

    `categories` are the three likeliest. `place`, `when` and `recurring`, a time that recurs, are
    parts of the text; `area` is an id of `city.yaml`. `danger` is the probability of being urgent,
    `sure` that of the intent, or of the act inside a draft; `because` are the words that decided.
    `act` and `command` are of a message inside a draft. `about` is what words to the bot itself
    are about, or `procedure`; `PROGRESS` of a question how all that was promised stands; of a
    report that does not say what it is about, `UNTOLD`.
    """

    intent: Intent
    categories: tuple[Guess, ...]
    urgent: bool = False
    danger: float = 0.0
    denunciation: bool = False
    abuse: bool = False
    coarse: bool = False
    spam: bool = False
    place: str | None = None
    when: str | None = None
    recurring: str | None = None
    area: str | None = None
    elsewhere: str | None = None
    because: tuple[str, ...] = ()
    sure: float = 0.0
    act: Act | None = None
    command: Command | None = None
    office: Office | None = None
    about: str | None = None

    @property
    def category(self) -> str:
        """Return the likeliest category."""
        return self.categories[0].id
