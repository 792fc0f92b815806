"""A resident reports: any message may fill any gap, and the draft is all there is to remember."""

from __future__ import annotations

from typing import Any

from bot.conversations import (
    gate,
    held,
    report_choices,
    report_draft,
    report_fill,
    report_questions,
    report_send,
)
from bot.conversations.report_draft import KIND, go_on
from bot.conversations.turn import Routes, Turn
from bot.services import people, retention, typed
from bot.services.drafts import ReportDraft, Suggestion, next_question
from bot.services.understanding import alarms, understand
from db import drafts
from db.models import Draft, Spot

routes = Routes()
routes.include(report_choices.routes)
routes.include(held.routes)
VERBS = {"details": "detail", "confirm": "right"}
"""The verb of a step's buttons, where it is not the step's name."""
OFFER = "offer"
"""What somebody said that sounded like a report, kept a day so that one tap begins it."""


@routes.command("phananh")
async def command(turn: Turn) -> None:
    """Begin a report, with the words after the command as its first."""
    await begin(turn, words=turn.text)


@routes.button("report")
async def begin_by_button(turn: Turn) -> None:
    """Begin a report: `new`, `offer` (with what was said just now), or a category's key."""
    wish = turn.arguments[0]
    if wish == OFFER and (offer := await report_draft.of_kind(turn, OFFER)):
        await turn.session.delete(offer)
        await _begin_offered(turn, offer.data)
    else:
        await begin(turn, category=wish)


async def _begin_offered(turn: Turn, data: dict[str, Any]) -> None:
    """Begin with what was said just now.

    The tap says that what was understood of it is so too, where it was shown above this very
    button and nothing else is in the report. Who told all in one sentence sends it anonymously,
    unless they choose otherwise before sending.
    """
    if not (begun := await _begun(turn)):
        return
    row, draft = begun
    right, alone = turn.arguments[1:] == [data.get("mark")], draft.is_empty
    if right and turn.city.category(data.get("category")):
        draft.category = draft.category or data["category"]
    draft.warned = draft.warned or data.get("warned", False)
    report_fill.tell(turn, draft, data.get("words", ""), data.get("message"))
    if right and alone:
        report_draft.accept(turn, draft)
        if draft.category and draft.has_place and draft.anonymous is None:
            draft.anonymous = True
    go_on(turn, row, draft)


async def begin(turn: Turn, category: str | None = None, words: str = "") -> None:
    """Begin a report, or go on with the one that is open, which loses nothing."""
    if begun := await _begun(turn):
        row, draft = begun
        if turn.city.category(category):
            draft.category = draft.category or category
        report_fill.take_pictures_and_place(turn, draft)
        report_fill.tell(turn, draft, words)
        go_on(turn, row, draft)


async def begin_at(turn: Turn, spot: Spot) -> None:
    """Begin a report at a place with a QR code of its own, or go on with the open one there."""
    if begun := await _begun(turn):
        row, draft = begun
        report_fill.take_spot(turn, draft, spot)
        go_on(turn, row, draft)


async def _begun(turn: Turn) -> tuple[Draft, ReportDraft] | None:
    """The open report, or a new one; None in a group, where that is told."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return None
    row = await report_draft.of_kind(turn)
    if row is None:
        if not await gate.may_begin(turn):
            return None
        row = await drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now)
    draft = report_draft.read(turn, row)
    if not draft.is_empty:
        turn.say("report.resumed", report_questions.drop_row(turn, row))
    return row, draft


async def offer(turn: Turn, words: str, category: str | None) -> None:
    """Keep what sounded like a report until the person says whether it is one.

    What the words seem to tell is shown, to be confirmed by the same tap. Who tells of what
    cannot wait learns at once what to do and whom to call.
    """
    draft = ReportDraft(description=words)
    understand(draft, turn.city, category if turn.city.category(category) else None)
    said = Suggestion() if draft.denounces else draft.suggested
    if warned := alarms(draft, turn.city):
        report_questions.warn(turn, category)
    data = {
        "words": words,
        "category": said.category,
        "message": turn.incoming.message,
        "mark": said.mark,
        "warned": warned,
    }
    await drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    report_questions.ask_offered(turn, said)


@routes.draft(KIND)
async def said(turn: Turn) -> None:
    """Something came while a report is open: it answers the question, or fills what gaps it can.

    A place that moves on after it was sent (Telegram's live location) is where the person goes,
    which is nobody's business: the first one stays.
    """
    row = await report_draft.of_kind(turn)
    assert row is not None
    draft = report_draft.read(turn, row)
    if turn.incoming.edited and turn.incoming.place:
        return
    if turn.incoming.edited:
        report_fill.take_edit(turn, draft)
    elif choice := _typed(turn, draft):
        await _take_typed(turn, row, draft, choice)
        return
    else:
        report_fill.take(turn, draft)
    go_on(turn, row, draft)


def _typed(turn: Turn, draft: ReportDraft) -> str | None:
    """The choice of a button that was typed, with nothing else in the message."""
    if turn.incoming.photos or turn.incoming.place:
        return None
    question = next_question(draft) if people.has_consented(turn.person) else "consent"
    return typed.choice(question, turn.text, changing=draft.changing is not None)


async def _take_typed(turn: Turn, row: Draft, draft: ReportDraft, choice: str) -> None:
    """Do what the button does."""
    if choice in ("yes", "no"):
        await _consent(turn, row, choice)
    elif choice == "send":
        await report_send.send(turn, row, draft)
    elif choice == "drop":
        await _drop(turn, row)
    elif choice == "again":
        go_on(turn, row, draft)
    else:
        verb = VERBS.get(next_question(draft), next_question(draft))
        report_choices.choose(turn, row, draft, "change" if choice == "keep" else verb, choice)


@routes.button("consent")
async def consent(turn: Turn) -> None:
    """Agree, and go on; or not, and all that was said is forgotten at once."""
    row = await report_draft.of_kind(turn)
    if row is None or turn.arguments[0] not in ("yes", "no"):
        turn.say("start.stale_button")
    else:
        await _consent(turn, row, turn.arguments[0])


async def _consent(turn: Turn, row: Draft, choice: str) -> None:
    if choice == "no":
        await retention.drop_draft(turn.session, turn.media, row)
        turn.say("privacy.refused")
        return
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
    go_on(turn, row, report_draft.read(turn, row))


@routes.button("send")
async def send(turn: Turn) -> None:
    """Send the report, as it was shown."""
    if row := await report_draft.pressed(turn):
        await report_send.send(turn, row, report_draft.read(turn, row))


@routes.button("drop")
async def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    if row := await report_draft.pressed(turn):
        await _drop(turn, row)


async def _drop(turn: Turn, row: Draft) -> None:
    await retention.drop_draft(turn.session, turn.media, row)
    turn.say("report.dropped")


@routes.command("huy")
async def cancel(turn: Turn) -> None:
    """Discard whatever is open here: a report, or the words for a case."""
    row = await drafts.current(turn.session, turn.person, turn.chat)
    if row is None:
        turn.say("report.nothing_to_drop")
    else:
        await retention.drop_draft(turn.session, turn.media, row)
        turn.say("report.dropped" if row.kind == KIND else "handle.dropped")
