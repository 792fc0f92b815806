"""A resident reports: any message may fill any gap, and the draft is all there is to remember."""

from __future__ import annotations

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
from bot.services.drafts import ReportDraft, next_question
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
        data = offer.data
        await turn.session.delete(offer)
        await begin(turn, data.get("category"), data.get("words", ""), data.get("message"))
    else:
        await begin(turn, category=wish)


async def begin(
    turn: Turn, category: str | None = None, words: str = "", message: str | None = None
) -> None:
    """Begin a report, or go on with the one that is open, which loses nothing.

    `message` is the one the words came in, where it is not this turn's.
    """
    if begun := await _begun(turn):
        row, draft = begun
        if turn.city.category(category):
            draft.category = draft.category or category
        report_fill.take_pictures_and_place(turn, draft)
        report_fill.tell(turn, draft, words, message)
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
    """Keep what sounded like a report until the person says whether it is one."""
    data = {"words": words, "category": category, "message": turn.incoming.message}
    await drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    turn.say("report.offer", [[turn.button("report.button_offer", f"report:{OFFER}")]])


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
