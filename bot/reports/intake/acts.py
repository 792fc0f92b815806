"""Decide what a typed message inside an open report is: a button, an answer, a question …

Nothing is written here; `writing` does that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.city.codes import code_in
from bot.city.positions import position_in, short_link_in
from bot.core.events import Button
from bot.core.turn import Rows, Turn
from bot.reports import filling
from bot.reports.draft import LONGEST_WORDS, ReportDraft, Step, next_question
from bot.reports.intake import open_draft, questions, telling
from bot.reports.story import MAY_BE
from bot.texts.characters import visible
from bot.understanding import labels, names, put_right, replies
from bot.understanding.details import is_answer
from bot.understanding.phrases import asks_progress
from bot.understanding.thresholds import ASKS, DROP
from bot.understanding.understood import Act, Asked, Understood
from db.models import Draft
from knowledge.answering.asks import asks_something
from knowledge.vietnamese.words import as_written

ASKED_BY_STEP: Mapping[Step, Asked] = {
    "border": "preview", "category": "category", "place": "place",
    "area": "area", "photos": "photos", "description": "details", "details": "details",
    "happened": "when", "name": "name", "preview": "preview",
}  # fmt: skip
"""What understanding calls the step that is asked for."""
SURELY = 0.9
"""A command or a greeting this likely is one, however much it may sound like a story."""
STATUS = 8
"""In so few words one asks how a report stands."""
WISH = 10
"""In so few words one asks not to write the name of another, and tells nothing."""
ASIDE_ACTS: tuple[Act, ...] = ("question", "smalltalk", "track")
"""Acts that are answered, and add nothing to the report."""
VERBS: Mapping[replies.Wish | None, str] = {
    "send": "send", "go_on": "first", "show": "show",
}  # fmt: skip
"""The button that a wish stands for."""
CHOICES = ("category", "group", "area", "detail")
"""The verbs of buttons that can be chosen by their number."""
REMOVES = {"photos": ("photos", "none"), "happened": ("happened", "unknown")}
"""The buttons that leave a step without what it had."""


def is_typed(turn: Turn) -> bool:
    """Return whether the message is new words and nothing else."""
    incoming = turn.incoming
    return not (incoming.edited or incoming.photos or incoming.place) and bool(visible(turn.text))


def typed_button(turn: Turn, row: Draft, draft: ReportDraft) -> str | None:
    """Return the data of the present step's button whose label is all of the message."""
    if not is_typed(turn):
        return None
    may_be_kept = open_draft.may_be_kept(turn, draft)
    if may_be_kept:
        rows = [*questions.question(turn, row, draft).rows, *_aliases(turn, row, draft)]
        rows += questions.doubt_rows(turn, row) if draft.doubt else []
    else:
        not_so = turn.button("report.typed_wrong", "consent:no:")
        rows = [*questions.consent_rows(turn, ""), [not_so]]
    buttons = [button for line in rows for button in line]
    for words in (turn.text, replies.after_yes(turn.text)):
        number = labels.label(words, [button.text for button in buttons])
        if number is not None:
            return buttons[number].data
    if numbered := _numbered(turn, draft, buttons):
        return numbered.data
    return _wished(turn, row, draft) if may_be_kept else None


def _numbered(turn: Turn, draft: ReportDraft, buttons: Sequence[Button]) -> Button | None:
    """Return the button of a category, group, ward or answer whose line's number or beginning is
    typed.

    "Số 2" where the ward is asked is a house or a quarter; so many storeys are no line, nor so
    many people where danger is asked of.
    """
    question = next_question(draft)
    if question not in ("category", "area", "details") or draft.elsewhere:
        return None
    choices = [button for button in buttons if (button.data or "").split(":")[0] in CHOICES]
    if question == "details":
        further = turn.city.further(draft.asks[0])
        if (further and further.urgent_if) or any(button.text.isdecimal() for button in choices):
            return None
        choices = [button for button in choices if (button.data or "")[-1:].isdecimal()]
    begun = labels.begun(turn.text, [button.text for button in choices])
    if begun is not None and question != "details":  # where "không" begins "Không rõ"
        return choices[begun]
    is_house = question == "area" and "so" in labels.bare(turn.text).split()
    number = None if is_house else labels.ordinal(turn.text)
    return choices[number - 1] if number and number <= len(choices) else None


def _wished(turn: Turn, row: Draft, draft: ReportDraft) -> str | None:
    """Return the data of the button that words wish for, whichever step is asked."""
    stamp, question = questions.stamp(row), next_question(draft)
    wish = replies.wish(replies.after_yes(turn.text))
    if wish == "support" and draft.hinted and len(draft.alike) == 1:
        return f"support:{draft.alike[0]}:{stamp}"
    if verb := VERBS.get(wish):
        return f"{verb}:{stamp}"
    if replies.refuses_photos(turn.text) and not draft.pictures:
        return f"photos:{stamp}:none"
    is_short = len(turn.text.split()) <= WISH
    if is_short and replies.hidden_other(turn.text, draft.description):
        return f"change:{stamp}:description"
    if _gives_name(turn, draft):
        return f"change:{stamp}:name"
    kind, step = replies.part_of(turn.text) or ("", "")
    if kind == "remove" and step in REMOVES:
        verb, choice = REMOVES[step]
        return f"{verb}:{stamp}:{choice}"
    if kind == "fix" and (step or question not in ("category", "details", "border")):
        return f"change:{stamp}:{step or 'ask'}"
    return None


def _gives_name(turn: Turn, draft: ReportDraft) -> bool:
    """Return whether words wish that one's name be shown, or are a name after all was told."""
    question, understood = next_question(draft), turn.understand(turn.text)
    if draft.for_other or question == "name":
        return False
    if question == "preview" and is_name(turn.text):
        return True
    if understood.intent == "report" or understood.place or understood.when or understood.urgent:
        return False
    answer = turn.understand(turn.text, asked_last(turn, draft))
    asks = answer.act == "question" and answer.sure >= ASKS
    return replies.shows_name(turn.text) and not (asks and not names.spans(turn.text))


def is_name(words: str) -> bool:
    """Return whether words are a person's name and no more."""
    return names.spans(words) == [(0, len(words))]


def _aliases(turn: Turn, row: Draft, draft: ReportDraft) -> Rows:
    """Return shorter labels of buttons, and what may be said ahead of its step, or after it."""
    stamp = questions.stamp(row)
    rows = [[turn.button("report.button_no_photo", f"photos:{stamp}:none")]]
    if not draft.for_other:
        rows.append([turn.button("report.button_anonymous", f"identity:{stamp}:anonymous")])
    return [*rows, *questions.drop_row(turn, row)]


def meaning(turn: Turn, row: Draft, draft: ReportDraft) -> Understood | None:
    """Return what a typed message means; None for one with pictures or a place, and for an exact
    answer: a button's label, a ward, a category, a link, coordinates, a person's name."""
    words = turn.text
    if not is_typed(turn) or len(words) > LONGEST_WORDS:
        return None
    if typed_button(turn, row, draft) or _is_exact(turn, draft, words):
        return None
    understood = turn.understand(words, asked_last(turn, draft))
    if put_right.is_starred(words) and (understood.place or put_right.numbered_parts(words)):
        return replace(understood, act="correction", sure=1.0)
    if not _is_surely_beside(turn, understood) and is_story(turn, draft):
        return None
    question = next_question(draft)
    has_no_photo = question == "photos" and replies.has_no_photo(words)
    if has_no_photo and understood.act not in ASIDE_ACTS:
        return None
    names_ward = question in ("area", "place") and turn.city.unit_in(words)
    if names_ward and understood.act in ("command", "smalltalk"):
        return None
    if _is_another(turn, draft, understood):
        return replace(understood, act="new_report")
    return _unless_told(turn, understood)


def _is_another(turn: Turn, draft: ReportDraft, understood: Understood) -> bool:
    """Return whether what seems to put the place right tells of a matter of another kind there."""
    first, is_asked = turn.understand(turn.text), next_question(draft) == "place"
    if understood.act != "correction" or understood.sure >= SURELY or first.intent != "report":
        return False
    if is_asked or not (first.place and draft.spot):
        return False
    further = turn.text.replace(first.place, " ").strip()
    if put_right.corrects(further) or put_right.puts_right(further):
        return False
    likeliest = [reading.categories[0] for reading in (first, turn.understand(further))]
    return all(guess.p >= MAY_BE and guess.id != draft.kind for guess in likeliest)


def _unless_told(turn: Turn, understood: Understood) -> Understood:
    """Return the meaning of words, where what they tell would be lost as more of it or in doubt.

    Who has sent nothing here and asks in no few words tells what an office did; a story that may
    be a command is none, nor is one that tells who was asked a question.
    """
    words, length = turn.text, len(turn.text.split())
    asks = length <= STATUS or "?" in words or code_in(words) or asks_progress(words)
    if understood.act == "track" and not (turn.has_reported or asks):
        return replace(understood, act="more")
    tells = turn.understand(words).intent == "report"
    tells &= length > telling.SHORT and understood.sure < DROP
    doubtful = understood.act == "command" and tells
    doubtful |= (
        understood.act == "question" and tells and not asks_something(words, as_written(words))
    )
    doubtful |= understood.act == "question" and understood.sure < ASKS and not asks
    return replace(understood, sure=0.0) if doubtful else understood


def _is_surely_beside(turn: Turn, understood: Understood) -> bool:
    """Return whether words are surely a command, or a question or greeting that tells nothing."""
    if understood.sure < SURELY:
        return False
    tells = turn.understand(turn.text).intent == "report"
    return understood.act == "command" or (understood.act in ASIDE_ACTS and not tells)


def asked_last(turn: Turn, draft: ReportDraft) -> Asked:
    """Return what was asked last; before anything was told, what happened."""
    if not open_draft.may_be_kept(turn, draft) or is_untold(draft):
        return "details"
    return ASKED_BY_STEP[next_question(draft)]


def is_untold(draft: ReportDraft) -> bool:
    """Return whether the report has no story yet, or is to be told anew: any words may be it."""
    question = next_question(draft)
    return question == "description" or (question == "category" and not draft.description)


def is_story(turn: Turn, draft: ReportDraft) -> bool:
    """Return whether words are the story of a report that has none yet.

    Who was asked what happened tells it, even where it sounds like another office's matter or,
    not surely, like small talk.
    """
    understood = turn.understand(turn.text)
    if next_question(draft) == "preview" and not draft.description:
        return understood.intent == "report"
    if not (is_untold(draft) or not open_draft.may_be_kept(turn, draft)):
        return False
    asks = turn.text.rstrip().endswith("?")
    greets = understood.intent == "smalltalk" and understood.sure >= SURELY
    return understood.intent in ("report", "other", "smalltalk") and not greets and not asks


def _is_exact(turn: Turn, draft: ReportDraft, words: str) -> bool:
    question = next_question(draft)
    further = turn.city.further(draft.asks[0]) if question == "details" else None
    return bool(
        (question == "category" and turn.city.category_named(words))
        or (question in ("area", "place") and filling.is_unit(words, turn.city))
        or telling.names_ward(turn, draft, words)
        or (question == "place" and (position_in(words, turn.city) or short_link_in(words)))
        or (further and is_answer(further, words))
        or (question == "photos" and replies.is_no_photo(words))
        or (question == "name" and is_name(words))
        or telling.is_place(turn.city, words)
    )
