"""The draft of a statement, a check, a question or an answer; the next step is what it lacks."""

import re
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.oversight.days import NAMED, day_in, without_days
from bot.oversight.figures import Impossible, figure_in
from bot.oversight.promises import Promise
from bot.oversight.rules import Stated
from bot.understanding.phrases import compares, says_change, step_said
from knowledge.vietnamese.text import fold

Step = Literal["agency", "figure", "step", "as_of", "older", "evidence", "document_date", "file",
               "reason", "result", "found", "words", "area", "preview"]  # fmt: skip
EVERYWHERE = "all"
"""The ward of a question that everybody is asked."""
STATED, ENTERED, CHECKED, ASKED, ANSWERED, PLACE = (
    "statement", "entered", "check", "target_question", "target_answer", "place_question",
)  # fmt: skip
KINDS = (STATED, ENTERED, CHECKED, ASKED, ANSWERED, PLACE)
"""The kinds of drafts about a target."""
OF_WORDS = (ASKED, ANSWERED, PLACE)
OF_EVIDENCE = (STATED, ENTERED, CHECKED)
"""Those that pictures and documents go with."""
OLDER = ("older", "instead")
"""A statement of a day before the one that counts adds to it, or takes its place."""
RESULTS = ("yes", "part", "no")
SHORTEST_WORDS, LONGEST_WORDS = 5, 1000
"""Characters of words."""
FEWEST_FOUND = 5
"""So many words beside the day of a check tell what was found."""
AHEAD = timedelta(days=92)
"""A report of the year is often written in its last quarter, with what is expected at its end."""
MOST_TIMES = 1000
"""A figure so many times the plan's is in another unit, or a slip."""
MOST_PHOTOS = 6
"""Pictures and documents."""
_PART = r"[A-Za-zĐđ&]{1,12}\d{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w/])\d{{1,6}}(?:/(?:19|20)\d\d)?\s*[/-]\s*[A-Za-zĐđ]{{1,8}}\d{{0,3}}"
    rf"(?:[/-]{_PART}|(?:\s+[/-]\s*|[/-]\s+)(?=[A-ZĐ]{{2}}){_PART})*(?![\w/])"
)
"""`12/BC-UBND`, `05-NQ/TU`, `12/BC-SXD-P3`; beside a space only capitals go on: `12/BC - UBND`."""
_LINK = re.compile(
    r"https?://[^\s<>\"']{4,300}"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:vn|com|org|net)(?![\w.])(?:/[^\s<>\"']{0,300})?",
    re.IGNORECASE,
)


class TargetDraft(BaseModel):
    """The fields gathered so far; `passed` are the steps that were left out on purpose.

    `said` are words about a step, `seen` is the newest event there was when it was previewed.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    plan: str
    target: str
    value: float | None = None
    step: str = ""
    as_of: date | None = None
    document: str = ""
    document_date: date | None = None
    link: str = ""
    said: str = ""
    words: str = ""
    photos: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    area: str = ""
    agency: str | None = None
    about: int | None = None
    instead: int | None = None
    seen: int | None = None
    passed: tuple[str, ...] = ()

    @property
    def has_evidence(self) -> bool:
        """Return whether there is anything to prove a statement by."""
        return bool(self.document or self.link or self.photos)

    def next_step(self, kind: str, promise: Promise, latest: Stated | None) -> Step:
        """Return the first step that the draft lacks; `latest` is the statement that counts."""
        return next(
            (step for step, lacks in self._steps(kind, promise, latest) if lacks), "preview"
        )

    def is_older(self, latest: Stated | None) -> bool:
        """Return whether it is of a day before the statement that counts, and adds to it."""
        is_before = latest is not None and self.as_of is not None and self.as_of < latest.as_of
        return is_before and self.in_place_of(latest) is None

    def in_place_of(self, latest: Stated | None) -> int | None:
        """Return the id of the statement that counts where this one of an older day replaces it.

        One of a newer day goes before it anyhow, and both stay.
        """
        if latest is None or self.as_of is None or self.as_of >= latest.as_of:
            return None
        return latest.id if self.instead == latest.id else None

    @property
    def all_words(self) -> str:
        """Return what was said of the step and the reason, or else the words."""
        return "\n".join(filter(None, (self.said, self.words)))

    def _steps(self, kind: str, promise: Promise, latest: Stated | None) -> list[tuple[Step, bool]]:
        if kind == CHECKED:
            untold = not (self.words or self.photos) or "found" not in self.passed
            return [("result", not self.step), ("as_of", not self.as_of), ("found", untold)]
        if kind in OF_WORDS:
            return [("words", not self.words), ("area", kind == PLACE and not self.area)]
        is_entered = kind == ENTERED
        figure: tuple[Step, bool] = (
            ("figure", self.value is None) if promise.goal.has_figure else ("step", not self.step)
        )
        bare = not self.document if is_entered else not self.has_evidence
        return [
            ("agency", is_entered and self.agency is None),
            figure,
            ("as_of", self.as_of is None),
            ("older", self.is_older(latest) and "as_of" not in self.passed),
            ("evidence", bare),
            ("document_date", bool(self.document) and self.document_date is None),
            ("file", is_entered and not self.photos),
            ("reason", latest is not None and not self.words),
        ]

    def take(self, step: Step, text: str, promise: Promise, today: date) -> None:
        """Take what a text tells at a step; raises `Impossible` with the sentence that says why.

        A figure may come with its day and its document in one message.
        """
        self._take(step, text, promise, today)
        self.leave_out_early()

    def leave_out_early(self) -> None:
        """Leave out a document that is too old to prove the figure; raises `Impossible` for one."""
        if self.value is None or self.as_of is None or self.document_date is None:
            return
        if self.document_date < self.as_of - AHEAD:
            self.document, self.document_date = "", None
            raise Impossible("early_document")

    def _take(self, step: str, text: str, promise: Promise, today: date) -> None:
        if step == "figure":
            self._take_figure(text, promise, today)
        elif step == "as_of":
            if self.step in RESULTS and len(without_days(text).split()) >= FEWEST_FOUND:
                self._take_words(text, longer=True)  # what was found, told before it is asked for
            self.as_of = of_plan(_day(text, today), promise)
        elif step == "document_date":
            self.document_date = _day(text, today)
        elif step in ("evidence", "file"):
            self._take_evidence(text, today)
        elif step == "step":
            self._take_step(text)
        elif step in ("reason", "words", "found"):
            self._take_words(text, longer=step == "found")
        else:
            raise Impossible("button")

    def take_older(self, word: str, latest: int | None) -> None:
        """Take whether it adds to the statement that counts, or takes its place."""
        if word == "instead":
            self.instead = latest
        elif word == "older":
            self.passed = (*self.passed, "as_of")

    def _take_step(self, text: str) -> None:
        """Take a step; other words say how far it is, and are shown behind the step."""
        self.step = step_said(text)
        if not self.step:
            self.said = _fit(text)
            raise Impossible("step")

    def _take_figure(self, text: str, promise: Promise, today: date) -> None:
        """Take a figure, and only where it can be what stands beside it."""
        words, evidence = text, ""
        if link := _LINK.search(words):
            evidence = link[0]
            words = words.replace(link[0], " ")
        if number := _NUMBER.search(words):
            end = number.end() + _day_behind(words[number.end() :])[1]
            evidence += f" {words[number.start() : end]}"
            words = f"{words[: number.start()]} {words[end:]}"
        if says_change(words) and not compares(promise.quote, promise.said):
            raise Impossible("unsure")
        value = figure_in(words, promise.unit)
        if promise.goal.high and value > MOST_TIMES * promise.goal.high:
            raise Impossible("large")
        self.value = value
        if evidence:
            self._take_evidence(evidence, today)
        if NAMED.search(fold(words)):
            self.as_of = of_plan(day_in(words, today), promise)

    def _take_evidence(self, text: str, today: date) -> None:
        link, plain = _LINK.search(text), _LINK.sub(" ", text)
        number = _NUMBER.search(plain)
        if link is None and number is None:
            raise Impossible("evidence")
        if link is not None:
            address = link[0].rstrip(".,;)")
            self.link = address if "://" in address else f"https://{address}"
        if number is not None:
            written = re.sub(r"\s+", "", number[0])
            self.document = written.upper().replace("TTG", "TTg") if written.islower() else written
            day = _day_behind(plain[number.end() :])[0]
            self.document_date = day_in(day, today) if day else None

    def _take_words(self, text: str, *, longer: bool) -> None:
        self.words = _fit(f"{self.words}\n{text}".strip(), 0) if longer else _fit(text)

    def clear(self, step: str) -> None:
        """Take back what was said at a step, to say it anew."""
        for name in FIELDS.get(step, ()):
            setattr(self, name, type(self).model_fields[name].get_default())
        self.passed = tuple(passed for passed in self.passed if passed != step)


FIELDS = {
    "figure": ("value", "step", "said"),
    "result": ("step",),
    "as_of": ("as_of", "instead"),
    "evidence": ("document", "document_date", "link", "photos"),
    "reason": ("words",),
    "words": ("words", "area"),
    "found": ("words", "photos", "latitude", "longitude"),
}
"""The fields of each step that can be said anew from the preview."""


def _fit(words: str, shortest: int = SHORTEST_WORDS) -> str:
    """Return words that are neither too short nor too long; raises `Impossible` for others."""
    if len(words) < shortest:
        raise Impossible("short")
    if len(words) > LONGEST_WORDS:
        raise Impossible("long")
    return words


def _day_behind(text: str) -> tuple[str, int]:
    """Return the day right behind a document's number, and where it ends."""
    day = NAMED.search(fold(text))
    is_near = day is not None and len(text[: day.start()].strip(" ,;:.(-")) <= len("ký ngày")
    return (text[: day.end()], day.end()) if day and is_near else ("", 0)


def of_plan(day: date | None, promise: Promise) -> date | None:
    """Return a day a figure can be of; raises `Impossible` for one before the plan's years."""
    if day is not None and day.year < promise.begins:
        raise Impossible("early")
    return day


def written_day(text: str, today: date) -> date | None:
    """Return the day of a button or a field, which may be empty; raises `Impossible` for one that
    is none or has not come."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Impossible("day") from error
    if day and day > today:
        raise Impossible("day")
    return day


def _day(text: str, today: date) -> date:
    day = day_in(text, today)
    if day is None:
        raise Impossible("day")
    return day
