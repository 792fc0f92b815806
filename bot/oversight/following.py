"""Residents take part: report under a target, follow it, answer one question about a place."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import draft_queries as drafts
from bot.core.events import Reply
from bot.core.turn import Routes, Turn, put
from bot.oversight import following_queries as rows
from bot.oversight import place_queries as places
from bot.oversight.board import Detail
from bot.oversight.promises import Promise, Promises
from bot.oversight.views import Buttons
from bot.people import queries as people
from bot.people.roles import has_consented
from bot.reports.intake import conversation as intake
from bot.reports.intake import open_draft
from bot.texts import cleaned
from db.engine import Database
from db.models import DROPPED, PlaceQuestion, TargetEvent

routes = Routes()
VERSION = "2026-11/theo dõi"
"""The version of `following.ask_consent`, which lets a follower be remembered and nothing else."""
MONTH = timedelta(days=30)
"""Between two questions to the same person."""
WAITS = timedelta(days=1)
"""How long it is remembered under which target a report was begun."""
ANSWERS = ("yes", "no", "unknown")


def buttons(turn: Turn, detail: Detail) -> Buttons:
    """Return what a resident can do under a target."""
    if not turn.chat.private or turn.actor.role not in ("resident", "clerk"):
        return []
    promise = detail.entry.promise
    following = rows.follows(turn.session, turn.chat.id or 0, promise.key)
    verb = "unfollow" if following else "follow"
    return [
        [turn.button("following.button_here", f"here:{promise.link}")],
        [turn.button(f"following.button_{verb}", f"{verb}:{promise.link}")],
    ]


@routes.button("here")
def report_here(turn: Turn) -> None:
    """Begin a report that will be linked to the target."""
    promise = _named(turn)
    if promise is None:
        return
    intake.begin(turn)
    row = open_draft.of_kind(turn)
    if row is not None:
        data = {"plan": promise.plan, "target": promise.id, "draft": row.id}
        drafts.begin(turn.session, turn.person, turn.chat, rows.UNDER, turn.now, data=data)


def _named(turn: Turn) -> Promise | None:
    promise = turn.tools.once(Promises).linked(*(*turn.arguments, "", "")[:2])
    if promise is None:
        turn.say("start.stale_button")
    return promise


def link_reports(database: Database, now: datetime) -> None:
    """Link the reports that were sent since they were begun under a target."""
    with database.reading() as session:
        if not rows.begun_under(session):
            return
    with database.transaction() as session:
        for row in rows.begun_under(session):
            kind = rows.draft_kind(session, row.data["draft"])
            report = rows.report_of(session, row) if kind is None else None
            if report is not None:
                rows.link(session, report, (row.data["plan"], row.data["target"]))
            is_dropped = kind is not None and kind.startswith(DROPPED)
            if report is not None or is_dropped or now - row.created_at > WAITS:
                rows.drop(session, row)


@routes.button("follow", "follow_yes")
def follow(turn: Turn) -> None:
    """Follow a target, once the person has agreed to be remembered for it."""
    promise = _named(turn)
    if promise is None:
        return
    assert turn.person.id is not None and turn.chat.id is not None
    agreed = has_consented(turn.person) or people.has_agreed(turn.session, turn.person.id, VERSION)
    pressed_yes = (turn.incoming.button or "").startswith("follow_yes")
    if not agreed and not pressed_yes:
        yes = turn.button("privacy.button_yes", f"follow_yes:{promise.link}")
        turn.say("following.ask_consent", [[yes]], promise=promise, version=VERSION)
        return
    if not agreed:
        rows.agree(turn.session, turn.person.id, VERSION, turn.now)
    rows.follow(turn.session, turn.person.id, turn.chat.id, promise.key, turn.now)
    extra: Buttons = [[turn.button("following.button_unfollow", f"unfollow:{promise.link}")]]
    if places.listener(turn.session, turn.person.id) is None:
        extra.append([turn.button("following.button_listen", "listen:on")])
    turn.say("following.follows", extra, promise=promise)


@routes.button("unfollow")
def unfollow(turn: Turn) -> None:
    """Follow a target no more."""
    if (promise := _named(turn)) is not None:
        rows.unfollow(turn.session, turn.chat.id or 0, promise.key)
        turn.say("following.unfollows", promise=promise)


def tell_followers(turn: Turn, event: TargetEvent, promise: Promise) -> None:
    """Tell who follows a target of a new statement."""
    button = turn.button("stating.button_look", f"promise:{promise.link}")
    text = turn.tools.texts("following.stated", event=event, promise=promise)
    for chat in rows.followers(turn.session, promise.key):
        if chat.id != turn.chat.id:
            turn.tell(chat, Reply(text=text, buttons=((button,),)), "notice")


@routes.button("listen", once=True)
def listen(turn: Turn) -> None:
    """Agree to be asked one question a month about a place, or no longer."""
    assert turn.person.id is not None and turn.chat.id is not None
    if not turn.chat.private:
        turn.say("start.stale_button")
    elif turn.arguments[0] == "on":
        places.listen(turn.session, turn.person.id, turn.chat.id, turn.now)
        turn.say("following.listens", [[turn.button("following.button_stop", "listen:off")]])
    else:
        places.stop(turn.session, turn.person.id)
        turn.say("following.stopped")


def ask_residents(turn: Turn, promise: Promise, words: str) -> None:
    """Ask everybody who agreed, and was not asked for a month, one question about a place."""
    question = places.add_question(
        turn.session,
        PlaceQuestion(plan=promise.plan, target=promise.id, text=cleaned(words), asked_at=turn.now),
    )
    listeners = places.ready(turn.session, turn.now - MONTH)
    answers = [
        turn.button(f"following.button_{answer}", f"pa:{question.id}:{answer}")
        for answer in ANSWERS
    ]
    stop = turn.button("following.button_stop", "listen:off")
    text = turn.tools.texts("following.place", question=question, promise=promise)
    sent = 0
    for listener in listeners:
        chat = people.chat_by_id(turn.session, listener.chat_id)
        if chat is None or not chat.active:
            continue
        listener.asked_at, listener.question_id = turn.now, question.id
        put(
            turn.session,
            chat,
            Reply(text=text, buttons=(tuple(answers), (stop,))),
            turn.now,
            "notice",
        )
        sent += 1
    turn.say("following.asked", asked=sent, least=places.SHOWN_FROM)


@routes.button("pa", once=True)
def place_answer(turn: Turn) -> None:
    """Count an answer, without who gave it; each person asked is counted once."""
    number, answer = (*turn.arguments, "", "")[:2]
    listener = places.listener(turn.session, turn.person.id or 0)
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    waits = listener is not None and listener.question_id == wanted
    question = places.question(turn.session, wanted) if waits else None
    if listener is None or question is None or answer not in ANSWERS:
        turn.say("start.stale_button")
        return
    setattr(question, answer, getattr(question, answer) + 1)
    listener.question_id = None
    turn.say("following.thanks", least=places.SHOWN_FROM)
