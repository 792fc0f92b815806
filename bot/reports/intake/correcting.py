"""Put right what a correction names, in the step that it belongs to."""

from bot.core.turn import Turn
from bot.reports import filling
from bot.reports.draft import CONFIRMABLE, ReportDraft, Step
from bot.reports.intake.filling import SHORT, TOLD, correct_unit, describe, said_if_too_long
from bot.reports.story import told_answers
from bot.understanding import replies
from bot.understanding.understood import Understood
from knowledge.vietnamese.text import fold, tokens

STREET = "đường"
"""What a street's name that is put right is called."""


def correct(turn: Turn, draft: ReportDraft, question: Step, words: str, message: str) -> None:
    """Change what a correction names; one that names none of it is added to the description."""
    understood, city = turn.tools.understanding.understand(words), turn.city
    before = draft.model_dump()
    with said_if_too_long(turn):
        place = _corrected_place(turn, draft, words, understood)
        if place and replies.numbered(words):  # the same place: its ward stays
            filling.fill_with_words(draft, "place", place, city, message)
        elif place:
            filling.correct_place(draft, place, city, message)
        elif understood.when:
            filling.set_happened(draft, understood.when)
        correct_unit(turn, draft, words)
        if category := _named_category(turn, words, place):
            filling.set_category(draft, category)
        affirmed = replies.denied(words).affirmed
        for key, details in told_answers(draft, city, affirmed, understood).items():
            filling.answer(draft, key, details)
        if draft.model_dump() != before:
            return
        if question == "category" and len(words.split()) <= SHORT:
            filling.decline(draft, *CONFIRMABLE)
        else:
            describe(turn, draft, words, message)


def _corrected_place(
    turn: Turn, draft: ReportDraft, words: str, understood: Understood
) -> str | None:
    """Return the right place: of a mere number, the old place with it."""
    if (number := replies.numbered(words)) and draft.spot:
        parts = replies.numbered_parts(draft.spot)
        old = next((part for part in parts if part.kind == number.kind), None)
        if old is None:
            return None if number.kind == "storey" else f"{number.words} {draft.spot}"
        return draft.spot[: old.start] + number.number + draft.spot[old.end :]
    value = replies.new_value(words)
    if value == words:
        return understood.place
    place = turn.tools.understanding.understand(value).place
    is_street = fold(STREET) in map(fold, tokens(words.removesuffix(value)))
    return f"{STREET} {value}" if is_street and understood.place else place


def _named_category(turn: Turn, words: str, place: str | None) -> str | None:
    """Return the category that a correction names, or changes to in other words."""
    if category := turn.city.category_named(words):
        return category.id
    value = replies.new_value(words)
    if value == words or place:
        return None
    first = turn.tools.understanding.understand(value)
    is_told = first.intent == "report" and first.categories[0].p >= TOLD
    return first.category if is_told else None
