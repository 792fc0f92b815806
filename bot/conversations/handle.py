"""An official handles a report: one tap for a step, words and proof where a step needs them."""

from __future__ import annotations

from bot.conversations import cards, question_desk, supporters
from bot.conversations.turn import Routes, Turn, named
from bot.services import reports as rules
from bot.services.deadlines import deadline
from bot.services.drafts import LONGEST_WORDS, MOST_PHOTOS
from bot.services.words import Words
from db import drafts, reports
from db.models import Draft, Report

routes = Routes()

WITH_WORDS = ("ask", "resolve", "reject", "answer", "reopen")
"""Moves that wait for somebody's words; each is a draft of that kind."""
WITH_PROOF = ("resolve", "reopen", "answer")
"""Of these, the ones pictures go with."""
CASES_A_PAGE = 10


@routes.button("cases")
async def more_cases(turn: Turn) -> None:
    """The open cases from a button, perhaps further down the list."""
    begin = turn.arguments[0]
    await _cases(turn, int(begin) if begin.isdecimal() and len(begin) < 6 else 0)


@routes.command("viec")
async def cases(turn: Turn) -> None:
    """The open cases of one's agency, the nearest deadline first; for the overseer, of all."""
    await _cases(turn, 0)


async def _cases(turn: Turn, begin: int) -> None:
    actor = turn.actor
    if actor.role != "official" and not actor.sees_all:
        turn.say("handle.not_an_official")
        return
    found = await reports.open_cases(turn.session, None if actor.sees_all else actor.agency)
    end = begin + CASES_A_PAGE
    rows = [[named(_line(turn, each), f"case:show:{each.code}")] for each in found[begin:end]]
    if end < len(found):
        rows.append([turn.button("handle.button_more", f"cases:{end}", left=len(found) - end)])
    late = [each for each in found if each.deadline_at < turn.now]
    door = await question_desk.door(turn)
    turn.say(
        "handle.cases",
        [*rows, *door],
        found=len(found),
        late=len(late),
        begin=begin,
        questions=bool(door),
    )


def _line(turn: Turn, report: Report) -> str:
    late = "⏰ " if report.deadline_at < turn.now else ""
    return f"{late}{report.code} · {turn.city.category_name(report.category) or report.category}"


@routes.button("case")
async def case(turn: Turn) -> None:
    """A button of a card. Who may do what is read from the database, now."""
    action, code = turn.arguments[0], turn.arguments[-1]
    report = await reports.by_code(turn.session, code, lock=True)
    if report is None or (action != "show" and action not in cards.OFFICIAL_ACTIONS):
        turn.say("start.stale_button")
    elif action == "show":
        if not await show(turn, report):
            turn.say("start.not_allowed")
    elif why := rules.refusal(report, action, turn.actor):
        await refuse(turn, report, why)
    elif action in WITH_WORDS:
        await ask_words(turn, report, action)
    else:
        await make(turn, report, action, Words())


async def show(turn: Turn, report: Report) -> bool:
    """Show the card to who handles or oversees the report; false to anybody else."""
    handles = turn.actor.handles(report.agency)
    if not handles and not turn.actor.sees_all:
        return False
    reply = await cards.card(turn, report, for_agency=handles)
    turn.tell(turn.chat, reply, "card" if handles else "reply", report.id)
    return True


async def refuse(turn: Turn, report: Report, why: str, said: str = "") -> None:
    """Say why not; where somebody was quicker, what has happened since. No words are lost."""
    if why == "right":
        turn.say("start.not_allowed")
        return
    status = cards.status_name(turn, report.status)
    turn.say("handle.already", report=report, status=status, said=said)
    await cards.refresh(turn, report)


async def ask_words(turn: Turn, report: Report, action: str) -> None:
    """Begin the draft that waits for the words of this move, or go on with it."""
    old = await drafts.of_kind(turn.session, turn.person, turn.chat, action)
    if old is not None and old.report_id == report.id:
        old.updated_at = turn.now
    else:
        if old is not None and (begun := Words.model_validate(old.data)):
            turn.say("handle.replaced", said=begun.text)
        await drafts.begin(turn.session, turn.person, turn.chat, action, turn.now, report.id)
    private = turn.chat.private
    turn.say(f"handle.ask_{action}", ask="handle.hint_words", report=report, private=private)


@routes.draft(*WITH_WORDS)
async def words(turn: Turn) -> None:
    """The words and pictures of a move: gathered until they are enough, then shown before sent."""
    row = await drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    turn.say_refused_photos()
    gathered = Words.model_validate(row.data)
    if turn.incoming.edited and not gathered.knows(turn.incoming.message):
        turn.say("handle.edit_not_taken")
        return
    photos = turn.photos if row.kind in WITH_PROOF else []
    if len(photos) < len(turn.photos) or not gathered.has_room(photos, MOST_PHOTOS):
        turn.say("handle.photos_not_taken", most=MOST_PHOTOS, taken=row.kind in WITH_PROOF)
    more = gathered.with_photos(photos, MOST_PHOTOS)
    longer = more.with_said(turn.incoming.message or "", _said(turn))
    if len(longer.text) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(longer.text), most=LONGEST_WORDS)
    else:
        more = longer
    row.data, row.updated_at = more.model_dump(mode="json"), turn.now
    await _confirm(turn, row, more)


def _said(turn: Turn) -> str:
    """The words of this message; a place somebody sent is words too."""
    place = turn.incoming.place
    if place is None:
        return turn.text
    pin = f"📍 {place.latitude:.5f}, {place.longitude:.5f} {place.title}".strip()
    return f"{turn.text}\n{pin}".strip()


async def _confirm(turn: Turn, row: Draft, gathered: Words) -> None:
    report = await reports.get(turn.session, row.report_id or 0)
    assert report is not None
    if len(gathered.text) < rules.MOVES[row.kind].words:
        turn.say(f"handle.more_{row.kind}", ask="handle.hint_words", report=report)
        return
    turn.say(
        f"handle.confirm_{row.kind}",
        [
            [turn.button("handle.button_confirm", f"confirm:{row.id}")],
            [turn.button("handle.button_drop", f"discard:{row.id}")],
        ],
        photos=gathered.photos,
        report=report,
        words=gathered.text,
        count=len(gathered.photos),
        private=turn.chat.private,
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
    gathered = Words.model_validate(row.data)
    if rules.refusal(report, row.kind, turn.actor, gathered.text) == "words":
        await _confirm(turn, row, gathered)
        return
    await turn.session.delete(row)
    await make(turn, report, row.kind, gathered)


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
    number = turn.arguments[0]
    row = await drafts.by_id(turn.session, int(number)) if number.isdecimal() else None
    if row is None or (row.person_id, row.chat_id) != (turn.person.id, turn.chat.id):
        return None
    return row if row.kind in WITH_WORDS else None


async def make(turn: Turn, report: Report, action: str, gathered: Words) -> None:
    """Make a move, and tell everyone it concerns."""
    photos = tuple(gathered.photos)
    try:
        event = await rules.move(
            turn.session, report, action, turn.actor, turn.now, gathered.text, photos
        )
    except rules.Refused as error:
        await refuse(turn, report, error.why, gathered.text)
        return
    if action == "reopen":
        days = turn.city.days(report.category)
        report.deadline_at = deadline(turn.now, days, turn.tools.zone)
    await supporters.tell_step(turn.tools, turn.session, report, event, turn.now, photos)
    if rules.MOVES[action].by == "reporter":
        reached = await cards.tell_agency(turn, report, f"handle.told_{action}", event)
        turn.say(f"track.done_{action}", report=report, reached=reached)
    else:
        told = await cards.tell_reporter(turn, report, event, photos)
        status = cards.status_name(turn, report.status)
        turn.say("handle.done", report=report, status=status, told=told)
    await cards.refresh(turn, report)
