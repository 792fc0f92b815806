"""Notices of a step about a target: to its sender, its agency, who asked, who follows it."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Turn
from bot.oversight import following, queries
from bot.oversight.promises import Promise
from bot.people import queries as people
from bot.people.roles import overseers
from db.models import Chat, TargetEvent


def announce(turn: Turn, event: TargetEvent, promise: Promise, agency: str | None) -> None:
    """Tell the sender that it is public, and the others whom it concerns."""
    button = turn.button("stating.button_look", f"promise:{promise.link}")
    rows: tuple[tuple[Button, ...], ...] = ((button,),)
    if event.kind == "stated":
        following.tell_followers(turn, event, promise)
    if event.kind == "asked":
        answer = turn.button("stating.button_answer", f"reply_of:{event.id}")
        rows = ((answer,), (turn.button("stating.button_state", f"state:{promise.link}"),))
    receivers = [chat for chat in _concerned(turn, event, agency) if chat.id != turn.chat.id]
    for chat in receivers:
        text = turn.tools.texts(f"stating.{event.kind}_you", event=event, promise=promise)
        turn.tell(chat, Reply(text=text, buttons=rows), "notice")
    turn.say(
        f"stating.done_{event.kind}", [[button]], promise=promise, reached=len(receivers),
        agency=turn.city.agency_name(agency),
    )  # fmt: skip


def _concerned(turn: Turn, event: TargetEvent, agency: str | None) -> Sequence[Chat]:
    """Return the chats that hear of a step: the agency's, or those of who asked."""
    chats: list[Chat] = []
    if event.kind in ("asked", "checked") or event.entered:
        for name in dict.fromkeys(filter(None, (agency, event.agency if event.entered else None))):
            chats += people.chats_of_role(turn.session, "official", name)
    if event.kind == "answered":
        chats += overseers(turn.session, turn.city, None)
        chats += _askers(turn.session, [turn.session.get_one(TargetEvent, event.about)])
    elif event.kind == "stated":
        events = queries.events(turn.session, [(event.plan, event.target)])
        chats += _askers(turn.session, unanswered(events[event.plan, event.target][:-1]))
    return list({chat.id: chat for chat in chats}.values())


def _askers(session: Session, questions: Iterable[TargetEvent]) -> list[Chat]:
    """Return the chats of the offices that asked; an admin's question is every admin's."""
    chats: list[Chat] = []
    for question in questions:
        agency = None if question.role == "admin" else question.agency
        chats += people.chats_of_role(session, question.role, agency)
    return chats


def unanswered(events: Sequence[TargetEvent]) -> list[TargetEvent]:
    """Return the questions that have no answer yet, and no statement since; the newest first."""
    answered = {row.about for row in events if row.kind == "answered"}
    stated = max((row.number for row in events if row.kind == "stated"), default=0)
    return [
        row
        for row in reversed(events)
        if row.kind == "asked" and row.id not in answered and row.number > stated
    ]
