"""An official handles a report: one tap for a step, words and proof where a step needs them."""

from __future__ import annotations

from typing import Any

from bot.conversations import cards
from bot.conversations.turn import Routes, Turn, named
from bot.services import reports as rules
from bot.services.drafts import LONGEST_WORDS, MOST_PHOTOS
from db import drafts, reports
from db.models import Draft, Report

routes = Routes()

WITH_WORDS = ("ask", "resolve", "reject", "answer", "reopen")
"""Moves that wait for somebody's words; each is a draft of that kind."""
WITH_PROOF = ("resolve", "reopen", "answer")
"""Of these, the ones pictures go with."""


@routes.button("cases")
@routes.command("viec")
async def cases(turn: Turn) -> None:
    """The open cases of one's agency, the nearest deadline first; for the overseer, of all."""
    actor = turn.actor
    if actor.role == "official":
        found = await reports.open_cases(turn.session, actor.agency)
    elif actor.sees_all:
        found = await reports.open_cases(turn.session, None)
    else:
        turn.say("handle.not_an_official")
        return
    rows = [[named(_line(turn, each), f"case:show:{each.code}")] for each in found[:12]]
    late = [each for each in found if each.deadline_at < turn.now]
    turn.say("handle.cases", rows, found=found, late=late, shown=len(rows))


def _line(turn: Turn, report: Report) -> str:
    late = "⏰ " if report.deadline_at < turn.now else ""
    return f"{late}{report.code} · {turn.city.category_name(report.category)}"


@routes.button("case")
async def case(turn: Turn) -> None:
    """A button of a card. Who may do what is read from the database, now."""
    action, code = turn.arguments[0], turn.arguments[-1]
    report = await reports.by_code(turn.session, code, lock=True)
    if report is None or (action != "show" and action not in cards.OFFICIAL_ACTIONS):
        turn.say("start.stale_button")
    elif action == "show":
        await _show(turn, report)
    elif why := rules.refusal(report, action, turn.actor):
        await refuse(turn, report, why)
    elif action in WITH_WORDS:
        await ask_words(turn, report, action)
    else:
        await make(turn, report, action)


async def _show(turn: Turn, report: Report) -> None:
    actor = turn.actor
    handles = actor.handles(report.agency)
    if handles or actor.sees_all:
        reply = await cards.card(turn, report, for_agency=handles)
        turn.tell(turn.chat, reply, "card" if handles else "reply", report.id)
    else:
        turn.say("start.not_allowed")


async def refuse(turn: Turn, report: Report, why: str) -> None:
    """Say why not; where somebody was quicker, show what has happened since."""
    if why == "status":
        turn.say("handle.already", report=report, status=cards.status_name(turn, report.status))
        await cards.refresh(turn, report)
    else:
        turn.say("start.not_allowed")


async def ask_words(turn: Turn, report: Report, action: str) -> None:
    """Begin the draft that waits for the words of this move."""
    await drafts.begin(turn.session, turn.person, turn.chat, action, turn.now, report.id)
    turn.say(f"handle.ask_{action}", ask="handle.hint_words", report=report)


@routes.draft(*WITH_WORDS)
async def words(turn: Turn) -> None:
    """The words and pictures of a move: gathered until they are enough, then shown before sent."""
    row = await drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    turn.say_refused_photos()
    if len(turn.text) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(turn.text), most=LONGEST_WORDS)
        return
    data = row.data
    keys = list(dict.fromkeys([*data.get("photos", []), *turn.photos]))[:MOST_PHOTOS]
    said = turn.text if turn.incoming.edited else f"{data.get('words', '')}\n{turn.text}".strip()
    row.data = {"words": said, "photos": keys if row.kind in WITH_PROOF else []}
    row.updated_at = turn.now
    await _confirm(turn, row)


async def _confirm(turn: Turn, row: Draft) -> None:
    report = await reports.get(turn.session, row.report_id or 0)
    assert report is not None
    said, photos = row.data["words"], row.data["photos"]
    if len(said) < rules.MOVES[row.kind].words:
        turn.say(f"handle.more_{row.kind}", ask="handle.hint_words", report=report)
        return
    turn.say(
        f"handle.confirm_{row.kind}",
        [
            [turn.button("handle.button_confirm", f"confirm:{row.id}")],
            [turn.button("handle.button_drop", f"discard:{row.id}")],
        ],
        photos=photos,
        report=report,
        words=said,
        count=len(photos),
    )


@routes.button("confirm")
async def confirm(turn: Turn) -> None:
    """Make the move whose words were shown."""
    row = await _mine(turn)
    if row is None:
        turn.say("start.stale_button")
        return
    report = await reports.get(turn.session, row.report_id or 0, lock=True)
    assert report is not None
    kind, data = row.kind, row.data
    await turn.session.delete(row)
    await make(turn, report, kind, data)


@routes.button("discard")
async def discard(turn: Turn) -> None:
    """Drop the words of a move that was not made."""
    if row := await _mine(turn):
        await turn.session.delete(row)
        turn.say("handle.dropped")
    else:
        turn.say("start.stale_button")


async def _mine(turn: Turn) -> Draft | None:
    """The draft a button belongs to, if it is this person's, here, and still open."""
    row = await drafts.current(turn.session, turn.person, turn.chat)
    return row if row and str(row.id) == turn.arguments[0] and row.kind in WITH_WORDS else None


async def make(turn: Turn, report: Report, action: str, data: dict[str, Any] | None = None) -> None:
    """Make a move, and tell everyone it concerns."""
    said, photos = (data or {}).get("words", ""), tuple((data or {}).get("photos", ()))
    try:
        event = await rules.move(turn.session, report, action, turn.actor, turn.now, said, photos)
    except rules.Refused as error:
        await refuse(turn, report, error.why)
        return
    if rules.MOVES[action].by == "reporter":
        turn.say(f"track.done_{action}", report=report)
        await cards.tell_agency(turn, report, f"handle.told_{action}", event)
    else:
        told = await cards.tell_reporter(turn, report, event, photos)
        status = cards.status_name(turn, report.status)
        turn.say("handle.done", report=report, status=status, told=told)
    await cards.refresh(turn, report)
