"""Correct what a report is taken for: category, place, ward, urgency; in chat or on a page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.core.routes import Routes
from bot.core.turn import Answered, Rows, Turn, labelled_button
from bot.reports import (
    buttons,
    cards,
    corrections,
    examples,
    finding,
    moves,
    notifying,
    shown_cards,
)
from bot.reports import queries as reports
from bot.reports.filling import is_unit
from bot.understanding.masking import masked
from bot.understanding.phrases import says_urgent
from db.models import Draft, Report
from knowledge.vietnamese.text import fold, tokens

routes = Routes()
KIND = "correct_place"
"""The kind of the draft that waits for the right place."""
LONGEST_PLACE = 200
NAMED_PLACE = "named_place"
"""The kind of the draft that keeps the place an official's words named, until the tap."""
CLEAR = 0.7
"""From this probability on, the words say which category is right."""
UNKNOWN = "none"
"""The ward of a place of which nobody knows it."""
LIKELY = 3


def make(turn: Turn, report: Report, changes: Mapping[str, Any]) -> None:
    """Correct a report and tell its reporter; else say why not, and end the turn."""
    was_urgent, was_category = cards.is_urgent(turn.city, report), report.category
    if _only_category_is_urgent(turn, report, changes.get("category", was_category)):
        changes = {**changes, "urgent": False}
    try:
        event = corrections.correct(moves.Mover.of(turn), report, changes)
    except moves.Refused as error:
        if error.why == "words":
            turn.say("correct.same", report=report)
        else:
            finding.refuse(turn, report, error.why)
        raise Answered from None
    event.text = turn.tools.texts.plain("correct.line", changes=changes_in_words(turn, event))
    turn.session.flush()
    if report.category != was_category:
        examples.correct_category(turn.session, report, was_category, turn.now)
    recipients = notifying.tell_followers(turn, report, event)
    agency = corrections.rerouted(turn.session, report, turn.city)
    rows, offered = buttons.next_row(turn, report), ""
    if agency and turn.actor.handles(report.agency):
        data, offered = f"forward:{report.code}:{agency.id}", agency.name
        rows = [[turn.button("correct.button_forward", data, agency=offered)], *rows]
    turn.say(
        "correct.done", rows, report=report, words=event.text, recipients=recipients, agency=offered
    )
    if turn.actor.oversees:
        text = turn.tools.texts("correct.told_agency", report=report, words=event.text)
        notifying.notify_agency(turn, report, text)
    if cards.is_urgent(turn.city, report) and not was_urgent:
        notifying.post(turn, report)
    shown_cards.refresh(turn, report)
    turn.moved.append(report)


def _only_category_is_urgent(turn: Turn, report: Report, new: str) -> bool:
    """Return whether nothing but the category that a correction takes away makes it urgent."""
    old, city = report.category, turn.city
    if not (report.urgent and city.is_urgent(old) and not city.is_urgent(new)):
        return False
    questions = city.extra_questions
    danger = any(report.details.get(question.label) in question.urgent_if for question in questions)
    words = "" if report.description == city.category_name(old) else report.description
    by_words = bool(words) and turn.understand(words).urgent
    return not (danger or by_words or corrections.called_urgent(turn.session, report))


def changes_in_words(turn: Turn, event: Any) -> list[tuple[str, str, str]]:
    """Return what a correction changed, in words: the field, what was before, and what came."""
    return [
        (field, _word(turn, field, was), _word(turn, field, became))
        for field, (was, became) in corrections.changes_of(event).items()
    ]


def _word(turn: Turn, field: str, value: Any) -> str:
    if field == "category":
        return turn.city.category_name(value) or str(value)
    if field == "area":
        return turn.city.area_name(value)
    if field == "urgent":
        return turn.tools.texts.plain("correct.urgent" if value else "correct.not_urgent")
    return str(value or "")


def propose(turn: Turn, report: Report, words: str) -> None:
    """Offer what the words name as right, each at one tap; where they name nothing, ask."""
    steps = _named_in(turn, report, words)
    rows = [
        [turn.button("correct.button_to", f"correct:{report.code}:{field}:{value}",
                     field=field, value=label)]
        for field, value, label in steps
    ]  # fmt: skip
    if not rows:
        _ask_field(turn, report, "")
        return
    further = turn.button("correct.button_other", f"correct:{report.code}")
    turn.say("correct.shall", [*rows, [further]], report=report)


def _named_in(turn: Turn, report: Report, words: str) -> list[tuple[str, str, str]]:
    """Return what the words name as right: the field, the value of its button, its name."""
    city, steps = turn.city, []
    understood = turn.understand(words)
    category = _category_named(turn, words)
    if category not in ("", report.category):
        steps.append(("category", category, city.category_name(category) or category))
    place = understood.place or ""
    if place and not is_unit(place, city) and " ".join(place.split()) != report.place:
        turn.begin_draft(NAMED_PLACE, report.id, {"place": place[:LONGEST_PLACE]})
        steps.append(("place", "named", place))
        words = words.replace(place, " ")
    areas = [area for area in city.areas_in(words) if area.id != report.area]
    if len(areas) == 1:
        steps.append(("area", areas[0].id, areas[0].name))
    is_urgent = says_urgent(words)
    if is_urgent is not None and is_urgent != report.urgent:
        name = turn.tools.texts.plain("correct.urgent" if is_urgent else "correct.not_urgent")
        steps.append(("urgent", "yes" if is_urgent else "no", name))
    return steps


def _category_named(turn: Turn, words: str) -> str:
    """Return the category whose name the words have, else one they surely tell of, or none."""
    spaced = f" {' '.join(map(fold, tokens(words)))} "
    for category in turn.city.category_ids():
        name = re.split(r"[,(]", turn.city.category_name(category) or category)[0]
        if f" {' '.join(map(fold, tokens(name)))} " in spaced:
            return category
    understood = turn.understand(words)
    guess = understood.categories[0]
    return guess.id if understood.intent == "report" and guess.p >= CLEAR else ""


@routes.button("correct")
def choose(turn: Turn) -> None:
    """Ask what is wrong, then what is right; a chosen value is corrected at once."""
    report = finding.movable(turn, "correct", turn.arguments[0])
    field, value = (*turn.arguments[1:], "", "")[:2]
    _STEPS.get(field, _ask_field)(turn, report, value)


def _ask_field(turn: Turn, report: Report, _: str) -> None:
    urgent = "no" if report.urgent else "yes"
    fields = [
        turn.button(f"correct.button_{data.replace(':', '_')}", f"correct:{report.code}:{data}")
        for data in ("category", "place", "area", f"urgent:{urgent}")
    ]
    turn.say("correct.what", [fields[:2], fields[2:]], report=report)


def _category(turn: Turn, report: Report, value: str) -> None:
    """Offer the likeliest categories and the groups, a group's categories, or take the one."""
    if turn.city.category(value) is not None:
        make(turn, report, {"category": value})
        return
    group = turn.city.group(value)
    members = [member.id for member in group.categories] if group else _likely(turn, report)
    rows = [
        [labelled_button(turn.city.category_name(key), f"correct:{report.code}:category:{key}")]
        for key in members
        if key != report.category
    ]
    if group is None:
        data = f"correct:{report.code}:category"
        rows += [
            [labelled_button(f"{kind.icon} {kind.name}…", f"{data}:{kind.id}")]
            for kind in turn.city.groups
        ]
    turn.say("correct.which_category", rows, report=report)


def _likely(turn: Turn, report: Report) -> list[str]:
    understood = turn.understand(report.description)
    likely = [guess.id for guess in understood.categories if turn.city.category(guess.id)]
    return likely[:LIKELY]


def _area(turn: Turn, report: Report, value: str) -> None:
    if turn.city.area(value) is not None or value == UNKNOWN:
        make(turn, report, {"area": None if value == UNKNOWN else value})
        return
    rows: Rows = [
        [labelled_button(area.name, f"correct:{report.code}:area:{area.id}")]
        for area in turn.city.areas
        if area.id != report.area
    ]
    turn.say("correct.which_area", rows, report=report)


def _place(turn: Turn, report: Report, value: str) -> None:
    row = turn.draft(NAMED_PLACE)
    if value == "named" and row is not None and row.report_id == report.id:
        turn.session.delete(row)
        make(turn, report, {"place": row.data["place"]})
        return
    turn.begin_draft(KIND, report.id)
    turn.say(
        "correct.which_place", ask="correct.hint_place", report=report, private=turn.chat.private
    )


_STEPS: dict[str, Callable[[Turn, Report, str], object]] = {
    "category": _category,
    "place": _place,
    "area": _area,
    "urgent": lambda turn, report, value: make(turn, report, {"urgent": value == "yes"}),
}


@routes.draft(KIND)
def place_typed(turn: Turn, row: Draft) -> None:
    """Take the right place."""
    report = reports.get(turn.session, row.report_id, lock=True)
    place = " ".join(turn.text.split())
    if not place or len(place) > LONGEST_PLACE:
        row.updated_at = turn.now
        drop = turn.button("handle.button_drop", f"discard:{row.id}")
        turn.say("correct.place_again", [[drop]], report=report, most=LONGEST_PLACE)
        return
    turn.session.delete(row)
    make(turn, report, {"place": place})


def of_form(turn: Turn, report: Report, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a form; a place that stands in it as it was shown is not changed."""
    shown = report.place if turn.actor.handles(report.agency) else masked(report.place)
    place = " ".join(fields.get("place", shown).split())[:LONGEST_PLACE]
    return {
        "category": fields.get("category") or report.category,
        "place": report.place if place == " ".join(shown.split()) else place,
        "area": None if fields.get("area") == UNKNOWN else fields.get("area") or None,
        "urgent": fields.get("urgent") == "yes",
    }
