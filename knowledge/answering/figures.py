"""Finds which of the plan's figures a question asks for: the measure, and the period."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from knowledge.schema import Target
from knowledge.vietnamese.numerals import measured
from knowledge.vietnamese.text import folded_words, sound, tokens
from knowledge.vietnamese.words import Reading, load_language

_NUMBER = re.compile(r"\d+(?:,\d+)?")
_SHORT_PERIOD = re.compile(r" (2[1-9]) (?:(?:den|va|voi|so voi|sang|vs) )?(2[5-9]|30)(?= )")
_SHORT_YEAR = re.compile(r" nam (2[1-9]|30|35|40|45)(?= (?!tuoi|nguoi|nay|truoc|qua|lien))")
_BEFORE = re.compile(r" truoc (?:nam )?(202[6-9])(?= )")
_AFTER = re.compile(r" sau (?:nam )?(20[2-4]\d)(?= )")
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_YEAR_WORDS = re.compile(
    r" (?:nam|den|toi|vao|giai doan|chi tieu|muc tieu|va|voi|so voi|vs"
    r"|(?:(?:19|20|21)\d|2|3)\d)(?= )"
)
AT_ONCE = 2
"""A mere word and a year may mean so many measures; a word of more of them means none."""


@dataclass(frozen=True)
class FigureRequest:
    """The figures a question is for: the measures it may mean, best first, and the years."""

    measures: tuple[str, ...]
    years: tuple[int, ...]
    periods: frozenset[str]
    """Of `first` and `second`: periods named without a year."""
    compare: bool
    numbers: frozenset[str]
    """Every number that stands in the question; `toàn bộ` is 100."""
    measured: frozenset[str] = frozenset()
    """Those of them that stand with their unit, and what is told in words with one."""

    @property
    def timed(self) -> bool:
        """Return whether a year or a period is named."""
        return bool(self.years or self.periods)


@cache
def _period_patterns() -> dict[str, re.Pattern[str]]:
    lines = load_language("periods").items()
    return {name: re.compile(f"(?<= )(?:{line})(?= )") for name, line in lines}


def asked_figures(reading: Reading, targets: Iterable[Target]) -> FigureRequest:
    """Return the measures and years named in a question."""
    signs = {name for name, pattern in _period_patterns().items() if pattern.search(reading.plain)}
    fits: dict[str, int] = {}
    for target in targets:
        if _hidden(target, reading):
            continue
        fit = _fit(target.aliases, reading.plain)
        fit = fit or max((_sounds_like(name, reading.plain) for name in target.called), default=0)
        fits[target.measure] = max(fit, fits.get(target.measure, 0))
    with_units = measured(reading.plain)
    return FigureRequest(
        measures=tuple(sorted((m for m in fits if fits[m]), key=lambda m: (-fits[m], m))),
        years=years(reading),
        periods=frozenset(signs & {"first", "second"}),
        compare="compare" in signs,
        numbers=frozenset(_NUMBER.findall(reading.plain))
        | with_units
        | ({"100"} if "whole" in signs else set()),
        measured=with_units,
    )


def named_briefly(reading: Reading, targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the measures that a word or two and a year mean: `nha o 2025`; none for no year."""
    subject = f" {' '.join(_YEAR_WORDS.sub(' ', reading.plain).split())} "
    if not years(reading) or not subject.strip():
        return ()
    fits = (target.measure for target in targets if subject in folded_words(target.name))
    measures = tuple(dict.fromkeys(fits))
    return measures if len(measures) <= AT_ONCE else ()


def compares(reading: Reading) -> bool:
    """Return whether things are to be told apart."""
    return _period_patterns()["compare"].search(reading.plain) is not None


def years(reading: Reading) -> tuple[int, ...]:
    """Return the years named in a question; `21-25` is 2021 and 2025, `năm 30` is 2030, `sau 2025`
    begins with 2026, and `trước 2026` ends with 2025.
    """
    spelt = _SHORT_PERIOD.sub(r" 20\1 20\2", reading.plain)
    spelt = _SHORT_YEAR.sub(r" nam 20\1", spelt)
    spelt = _BEFORE.sub(lambda found: f" {int(found[1]) - 1}", spelt)
    return years_in(_AFTER.sub(lambda found: f" {int(found[1]) + 1}", spelt))


def years_in(text: str) -> tuple[int, ...]:
    """Return the years a text names, in order."""
    return tuple(int(year) for year in _YEAR.findall(text))


def _fit(aliases: tuple[tuple[str, ...], ...], plain: str) -> int:
    """Return the letters of the longest alias all of whose phrases stand in the text; else 0."""
    for letters, phrases in _longest_first(aliases):
        if all(map(plain.__contains__, phrases)):
            return letters
    return 0


@cache
def _longest_first(aliases: tuple[tuple[str, ...], ...]) -> list[tuple[int, tuple[str, ...]]]:
    spelt = map(_phrases, aliases)
    return sorted(((sum(map(len, phrases)), phrases) for phrases in spelt), reverse=True)


def _sounds_like(name: str, plain: str) -> int:
    """Return the length of a name that the text misspells by sound: `đất rao thông`; else 0."""
    spelt = folded_words(name)
    sounded = _sounds(spelt)
    misspelt = " " in sounded.strip() and spelt not in plain and sounded in _sounds(plain)
    return len(sounded) if misspelt else 0


@lru_cache(maxsize=100)
def _sounds(plain: str) -> str:
    return f" {' '.join(map(sound, plain.split()))} "


def _hidden(target: Target, reading: Reading) -> bool:
    """Return whether a word says that something else is meant: `trồng`, but not `trong`."""
    marked = reading.typed != reading.plain
    text = reading.typed if marked else reading.plain
    hiding = (_typed_phrases if marked else _phrases)(target.unless)
    return any(phrase in text for phrase in hiding)


@cache
def _typed_phrases(alias: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {' '.join(tokens(phrase))} " for phrase in alias)


@cache
def _phrases(alias: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded_words(phrase) for phrase in alias)


def named_with_unit(request: FigureRequest, targets: Iterable[Target]) -> tuple[str, ...]:
    """Return of the measures that may be meant, those of which a figure is named with its unit."""
    measures = (t.measure for t in targets if not request.measured.isdisjoint(t.figures))
    return tuple(dict.fromkeys(measure for measure in measures if measure in request.measures))


def with_others_named(
    request: FigureRequest, reading: Reading, targets: Iterable[Target]
) -> tuple[str, ...]:
    """Return the measures asked for, and those merely called by name beside one of them.

    `đất giao thông, cây xanh, nhà ở của 2025`: where one figure is asked for, the others are too.
    """
    called = (
        target.measure
        for target in targets
        if any(phrase in reading.plain for phrase in _phrases(target.called))
        and not _hidden(target, reading)
    )
    return tuple(dict.fromkeys((*request.measures, *called))) if request.measures else ()


def named_by_number(request: FigureRequest, targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the measures of which a question names a figure with a comma, which no other has."""
    exact = {number for number in request.numbers if "," in number}
    measures = (target.measure for target in targets if not exact.isdisjoint(target.figures))
    return tuple(dict.fromkeys(measures))


def of_measure(measure: str, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return the targets of one measure, earliest period first."""
    same = [target for target in targets if target.measure == measure]
    return tuple(sorted(same, key=lambda target: (target.last_year, target.first_year)))


def difference(targets: Sequence[Target]) -> tuple[Decimal, Decimal] | None:
    """Return how much a measure differs from the first to the last of its targets.

    Exact; the least and the most, equal where both are single figures: `6 - 8` and `12` differ by
    4 to 6. None for several measures, for one period, and for goals set in words.
    """
    if len({target.measure for target in targets}) != 1 or len(targets) < 2:
        return None
    first, last = targets[0], targets[-1]
    if None in (first.low, first.high, last.low, last.high):
        return None
    ends = ((first.low, last.low), (first.high, last.high))
    by = sorted(Decimal(str(after)) - Decimal(str(before)) for before, after in ends)
    return by[0], by[1]


def in_period(request: FigureRequest, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return those of one measure's targets whose period is asked for: all of them when none is.

    Empty when the question is for a time the plan sets no such figure for.
    """
    if request.years:
        hit = [t for t in targets if any(t.first_year <= y <= t.last_year for y in request.years)]
        covered = all(any(t.first_year <= y <= t.last_year for t in targets) for y in request.years)
        return tuple(hit) if covered else ()
    if by_number := [t for t in targets if not request.numbers.isdisjoint(t.figures)]:
        return tuple(by_number)
    chosen = []
    if "first" in request.periods:
        chosen += [target for target in targets if target.last_year <= 2025]
    if "second" in request.periods:
        chosen += [target for target in targets if 2025 < target.last_year <= 2030]
    return tuple(chosen) or targets
