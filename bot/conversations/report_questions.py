"""The questions of a report, one for each thing a draft can lack, and its preview."""

from __future__ import annotations

from bot.city import Group
from bot.conversations.turn import Rows, Turn, named
from bot.events import Button
from bot.services import people
from bot.services.drafts import MOST_PHOTOS, ReportDraft, Step, next_question
from db.models import Draft

CHANGEABLE: tuple[Step, ...] = ("category", "place", "area", "photos", "description", "identity")


def ask(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask for the first thing the draft lacks, or show the preview."""
    QUESTIONS[next_question(draft)](turn, row, draft)


def ask_consent(turn: Turn, draft: ReportDraft) -> None:
    """Say what will be kept and who sees it, and ask whether that is agreed."""
    turn.say(
        "privacy.ask_consent",
        [
            [turn.button("privacy.button_yes", "consent:yes")],
            [turn.button("privacy.button_no", "consent:no")],
        ],
        version=people.CONSENT_VERSION,
        said=not draft.is_empty,
    )


def ask_category_of(turn: Turn, row: Draft, group: Group) -> None:
    """The categories of a group, one button a line so that each can be read whole."""
    rows = [[named(each.name, f"category:{row.id}:{each.id}")] for each in group.categories]
    turn.say("report.ask_category_of", rows, group=group)


def drop_row(turn: Turn, row: Draft) -> Rows:
    """The button that discards the draft."""
    return [[turn.button("report.button_drop", f"drop:{row.id}")]]


def _ask_category(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    rows: list[list[Button]] = []
    guess = turn.tools.answerer.answer(draft.description).category if draft.description else None
    if guess and turn.city.category(guess):
        rows.append([named("👉 " + turn.city.category_name(guess), f"category:{row.id}:{guess}")])
    rows += [
        [named(f"{group.icon} {group.name}", f"group:{row.id}:{group.id}")]
        for group in turn.city.groups
    ]
    turn.say("report.ask_category", rows, guess=guess, description=draft.description)


def _ask_place(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    turn.say(
        "report.ask_place",
        [[turn.button("report.button_place_unknown", f"place:{row.id}:unknown")]],
        ask="report.hint_place",
        ask_place=True,
        draft=draft,
    )


def _ask_area(turn: Turn, row: Draft, _: ReportDraft) -> None:
    rows = [[named(area.name, f"area:{row.id}:{area.id}")] for area in turn.city.areas]
    rows.append([turn.button("report.button_area_unknown", f"area:{row.id}:unknown")])
    turn.say("report.ask_area", rows, areas=turn.city.areas)


def _ask_photos(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    if draft.photos:
        rows = [
            [turn.button("report.button_photos_done", f"photos:{row.id}:done")],
            [turn.button("report.button_photos_clear", f"photos:{row.id}:none")],
        ]
    else:
        rows = [[turn.button("report.button_no_photo", f"photos:{row.id}:none")]]
    turn.say("report.ask_photos", rows, most=MOST_PHOTOS, count=len(draft.photos))


def _ask_description(turn: Turn, _: Draft, draft: ReportDraft) -> None:
    turn.say("report.ask_description", ask="report.hint_description", draft=draft)


def _ask_identity(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    agency = turn.city.route(draft.area, draft.category or "")
    turn.say(
        "report.ask_identity",
        [
            [turn.button("report.button_anonymous", f"identity:{row.id}:anonymous")],
            [turn.button("report.button_shown", f"identity:{row.id}:shown")],
        ],
        agency=agency.name,
    )


def _ask_name(turn: Turn, *_: object) -> None:
    turn.say("report.ask_name", ask="report.hint_name")


def _preview(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    change = {
        step: turn.button(f"report.button_change_{step}", f"change:{row.id}:{step}")
        for step in CHANGEABLE
    }
    turn.say(
        "report.preview",
        [
            [turn.button("report.button_send", f"send:{row.id}")],
            [change["category"], change["place"], change["area"]],
            [change["photos"], change["description"], change["identity"]],
            *drop_row(turn, row),
        ],
        photos=draft.photos,
        draft=draft,
        category=turn.city.category_name(draft.category),
        area=turn.city.area_name(draft.area),
        agency=turn.city.route(draft.area, draft.category or "").name,
    )


QUESTIONS = {
    "category": _ask_category,
    "place": _ask_place,
    "area": _ask_area,
    "photos": _ask_photos,
    "description": _ask_description,
    "identity": _ask_identity,
    "name": _ask_name,
    "preview": _preview,
}
