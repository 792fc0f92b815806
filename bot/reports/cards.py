"""The card of a report: what officials and overseers see of it, masked for who does not handle it.

Who is sent one is in `notifying`; how the cards that are in chats change, in `shown_cards`.
"""

from typing import Any

from bot.city.city import City
from bot.core.events import Place, Reply
from bot.core.recordings import pictures_of
from bot.core.turn import Turn
from bot.reports import buttons, hiding_queries, office_queries, part_queries, supporter_queries
from bot.reports import queries as reports
from bot.reports.moves import MOVES
from bot.reports.offices import is_late
from bot.reports.queries import DENOUNCED
from bot.understanding.masking import masked
from db import outbox
from db.models import Person, Report, ReportEvent

MOST_STEPS = 10
"""Steps with words on a card, the latest."""


def card(
    turn: Turn, report: Report, for_agency: bool, expanded: bool = False, notes: bool = False
) -> Reply:
    """Return the report with its place and pictures.

    Its agency also gets the name, the notes and the buttons (`expanded`: the further moves). For
    others personal data is masked and the reporter's answers are left out; `notes` shows them the
    agency's notes. The reader of a denunciation sees it as it was written, as its handler.
    """
    text = turn.tools.texts("handle.card", **facts(turn, report, for_agency, notes))
    place = None
    if report.latitude is not None and report.longitude is not None:
        place = Place(latitude=report.latitude, longitude=report.longitude)
    photos = as_shown(report, reports.photos(turn.session, report), for_agency)
    return Reply(
        text=text,
        photos=photos,
        place=place,
        buttons=buttons.of_card(turn, report, len(photos), expanded) if for_agency else (),
    )


def as_shown(report: Report, photos: tuple[str, ...], for_agency: bool) -> tuple[str, ...]:
    """Return the photos of a report that a reader may see: its voices are for who reads its words
    as they are, since nothing in them can be masked."""
    return photos if for_agency or report.held == DENOUNCED else pictures_of(photos)


def light(reply: Reply) -> Reply:
    """Return a card as one message, which is there at once: its pictures are behind a button."""
    return reply.model_copy(update={"photos": (), "place": None})


def facts(turn: Turn, report: Report, for_agency: bool, notes: bool = False) -> dict[str, Any]:
    """Return what a card or a page says of a report, masked as its reader may see it."""
    all_shown = for_agency or report.held == DENOUNCED
    veil = str if all_shown else masked
    events = reports.standing(turn.session, report)
    history = [
        (step, veil(step.text))
        for step in events
        if step.text and (all_shown or (is_of_office(step) and (notes or not step.internal)))
    ]
    assignee = office_queries.person(turn.session, report.assignee_id)
    return {
        "report": report,
        "for_agency": all_shown,
        "urgent": is_urgent(turn.city, report),
        "category": turn.city.category_name(report.category) or report.category,
        "area": turn.city.area_name(report.area),
        "status": status_of(turn, report),
        "late": is_late(report, turn.now),
        "place": veil(report.place),
        "description": veil(report.description),
        "details": [(label, veil(answer)) for label, answer in _details(turn.city, report)],
        "happened": veil(report.happened),
        "guess": veil(report.place_guess),
        "assignee": colleague(turn, assignee) if for_agency and assignee else "",
        "steps": history[-MOST_STEPS:],
        "left_out": max(0, len(history) - MOST_STEPS),
        "agency": turn.city.agency_name(report.agency),
        "parts": [(turn.city.agency_name(part.agency),
                   turn.tools.texts.plain(f"share.state_{part.status}"))
                  for part in part_queries.of_report(report)],
        "supporters": supporter_queries.count(turn.session, report),
        "asked_to_hide": hiding_queries.waiting(turn.session, report, events),
    }  # fmt: skip


def is_of_office(step: ReportEvent) -> bool:
    """Return whether other offices may read a step's words: an office's, or against a resolution.

    What else reporters say is for the agency alone.
    """
    move = MOVES.get(step.action)
    return step.role != "reporter" or (move is not None and "overseers" in move.audiences)


def _details(city: City, report: Report) -> list[tuple[str, str]]:
    """Return the further questions that were answered, with their answers."""
    questions = {key: city.further(key) for key in report.details}
    return [
        (question.label if question else key, str(report.details[key]))
        for key, question in questions.items()
        if report.details[key]
    ]


def is_urgent(city: City, report: Report) -> bool:
    """Return whether a report is urgent, by itself or by its category."""
    return report.urgent or city.is_urgent(report.category)


def status_of(turn: Turn, report: Report) -> str:
    """Return the name of a report's status; merged, or answered by the Front, is not rejected.

    A forwarded one is with its new agency, which reads this too, and is to accept it.
    """
    if report.held == DENOUNCED and report.status == "rejected":
        return status_name(turn, "front_answered")
    if report.status == "forwarded":
        return status_name(turn, "handed_on")
    merged = report.merged_into is not None and report.status == "rejected"
    return status_name(turn, "merged" if merged else report.status)


def status_name(turn: Turn, status: str) -> str:
    """Return the name of a status."""
    return turn.tools.texts.plain(f"track.status_{status}")


def colleague(turn: Turn, person: Person) -> str:
    """Return the name an official chose for colleagues, or else their number here."""
    return person.alias or turn.tools.texts.plain("office.colleague", number=person.id)


def show_pictures(turn: Turn, report: Report) -> None:
    """Show the pictures of a report and of its steps, each with what it belongs to."""
    steps = [None, *reports.standing(turn.session, report)]
    agency = turn.actor.handles(report.agency)
    pictures = [(event, as_shown(report, reports.photos(turn.session, report, event), agency))
             for event in steps]  # fmt: skip
    shown = [(event, photos) for event, photos in pictures if photos]
    for event, photos in shown:
        text = turn.tools.texts("handle.pictures", report=report, event=event)
        turn.tell(turn.chat, Reply(text=text, photos=photos), outbox.DISCLOSURE, report.id)
    if not shown:
        turn.say("handle.no_pictures", report=report)
