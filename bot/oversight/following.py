"""Residents take part: report under a target, follow it, answer one question about a place."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core import dropping
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button, put, row_number
from bot.oversight import following_queries as rows
from bot.oversight import views
from bot.oversight.board import Detail
from bot.oversight.promises import Promise
from bot.oversight.views import Buttons
from bot.people import queries as people
from bot.people.roles import has_consented
from bot.reports.draft import ReportDraft, UnderTarget
from bot.reports.intake import conversation as intake
from bot.reports.intake import open_draft, questions
from bot.texts import cleaned, shortened
from bot.understanding import replies
from db.models import Chat, Consent, Draft, PlaceListener, PlaceQuestion, TargetEvent

routes = Routes()
VERSION = "2026-11/theo dõi"
"""The version of `following.ask_consent`, which lets a follower be remembered and nothing else."""
MONTH = timedelta(days=30)
"""Between two questions to the same person."""
ANSWERS = ("yes", "no", "unknown")
TYPED_WITHIN = timedelta(days=3)
"""So long after the question words may be the answer; the buttons wait longer."""
MOST_WORDS = 4
"""Words of an answer that is typed."""
PICTURE = "place_picture"
"""The kind of draft that waits for a picture of a place."""
MOST_PICTURES = 20
"""Pictures kept of a question, the latest."""


def buttons(turn: Turn, detail: Detail) -> Buttons:
    """Return what a resident can do under a target."""
    if not turn.chat.private or turn.actor.role not in ("resident", "clerk"):
        return []
    promise = detail.entry.promise
    following = rows.follows(turn.session, turn.chat.number, promise.key)
    verb = "unfollow" if following else "follow"
    return [
        [turn.button("following.button_here", f"here:{promise.link}")],
        [turn.button(f"following.button_{verb}", f"{verb}:{promise.link}")],
    ]


@routes.button("here", "here_same")
def report_here(turn: Turn) -> None:
    """Begin a report that is linked to the target; one about something else goes first.

    `here_same` links the open one, which is about the target too.
    """
    promise = views.target_of_button(turn)
    row = turn.draft(open_draft.KIND)
    draft = open_draft.read(turn, row) if row else ReportDraft()
    is_other = not draft.is_empty or draft.is_locked
    pressed_same = (turn.incoming.button or "").startswith("here_same:")
    if row and is_other and draft.target_key != promise.key and not pressed_same:
        same = turn.button("following.button_same", f"here_same:{promise.link}")
        rows = [[same], *questions.drop_row(turn, row)]
        turn.say("following.other_open", rows, promise=promise, text=draft.description)
        return
    intake.begin(turn)
    if row := turn.draft(open_draft.KIND):
        label = turn.tools.texts.plain("following.label_here")
        draft = open_draft.read(turn, row)
        draft.target = UnderTarget(
            plan=promise.plan, target=promise.id, label=label, name=shortened(promise.name, 120)
        )
        open_draft.keep(turn.now, row, draft)


@routes.button("follow", "follow_yes")
def follow(turn: Turn) -> None:
    """Follow a target, once the person has agreed to be remembered for it."""
    promise, number = views.target_of_button(turn), turn.person.number
    agreed = has_consented(turn.person) or people.has_agreed(turn.session, number, VERSION)
    pressed_yes = (turn.incoming.button or "").startswith("follow_yes")
    if not agreed and not pressed_yes:
        yes = turn.button("privacy.button_yes", f"follow_yes:{promise.link}")
        turn.say("following.ask_consent", [[yes]], promise=promise, version=VERSION)
        return
    if not agreed:
        consent = Consent(person_id=number, version=VERSION, given_at=turn.now)
        turn.session.add(consent)
    rows.follow(turn.session, number, turn.chat.number, promise.key, turn.now)
    extra: Buttons = [[turn.button("following.button_unfollow", f"unfollow:{promise.link}")]]
    if rows.listener(turn.session, number) is None:
        extra.append([turn.button("following.button_listen", "listen:on")])
    turn.say("following.follows", extra, promise=promise)


@routes.button("unfollow")
def unfollow(turn: Turn) -> None:
    """Follow a target no more."""
    promise = views.target_of_button(turn)
    rows.unfollow(turn.session, turn.chat.number, promise.key)
    turn.say("following.unfollows", promise=promise)


def tell_followers(turn: Turn, event: TargetEvent, promise: Promise) -> None:
    """Tell who follows a target of a new statement."""
    button = turn.button("stating.button_look", f"promise:{promise.link}")
    text = turn.tools.texts("following.stated", event=event, promise=promise)
    for chat in rows.followers(turn.session, promise.key):
        if chat.id != turn.chat.number:
            turn.tell(chat, Reply(text=text, buttons=((button,),)), "notice")


@routes.button("listen", once=True)
def listen(turn: Turn) -> None:
    """Agree to be asked one question a month about a place, in a ward; or no longer."""
    word = turn.arguments[0]
    if not turn.chat.private:
        raise turn.stale()
    if word == "off":
        rows.stop(turn.session, turn.person.number)
        turn.say("following.stopped")
    else:
        rows.listen(turn.session, turn.person.number, turn.chat.number, turn.now)
        stop = [turn.button("following.button_stop", "listen:off")]
        if turn.city.area(word):
            rows.set_area(turn.session, turn.person.number, word)
            turn.say("following.listens", [stop], area=turn.city.area_name(word))
            return
        wards = [[labelled_button(area.name, f"listen:{area.id}")] for area in turn.city.areas]
        turn.say("following.which_area", [*wards, stop])


class Reach(NamedTuple):
    """Whom a question about a place would reach now, and from when on anybody, if none now."""

    listeners: list[tuple[PlaceListener, Chat]]
    again: datetime | None


def reach(turn: Turn, area: str) -> Reach:
    """Return who agreed to be asked, knows the ward, and was not asked for a month."""
    all_of_them = rows.listeners(turn.session, area if turn.city.area(area) else None)
    free = [(row.asked_at + MONTH if row.asked_at else turn.now, row, chat)
            for row, chat in all_of_them]  # fmt: skip
    ready = [(row, chat) for since, row, chat in free if since <= turn.now]
    return Reach(ready, min((since for since, *_ in free), default=None))


def ask_residents(turn: Turn, promise: Promise, words: str, area: str) -> None:
    """Ask those whom one question about a place reaches."""
    question = PlaceQuestion(
        plan=promise.plan, target=promise.id, text=cleaned(words), asked_at=turn.now,
        area=area if turn.city.area(area) else None,
    )  # fmt: skip
    turn.session.add(question)
    turn.session.flush()
    answers = [
        turn.button(f"following.button_{answer}", f"pa:{question.id}:{answer}")
        for answer in ANSWERS
    ]
    stop = turn.button("following.button_stop", "listen:off")
    text = turn.tools.texts("following.place", question=question, promise=promise)
    reply = Reply(text=text, buttons=(tuple(answers), (stop,)))
    listeners = reach(turn, area).listeners
    for listener, chat in listeners:
        listener.asked_at, listener.question_id = turn.now, question.id
        put(turn.session, chat, reply, turn.now, "notice")
    name = turn.city.area_name(question.area)
    turn.say("following.asked", asked=len(listeners), least=rows.SHOWN_FROM, area=name)


@routes.button("pa", once=True)
def place_answer(turn: Turn) -> None:
    """Count an answer, without who gave it; each person asked is counted once."""
    number, answer = (*turn.arguments, "", "")[:2]
    listener = rows.listener(turn.session, turn.person.number)
    waits = listener is not None and listener.question_id == row_number(number)
    question = rows.question(turn.session, row_number(number)) if waits else None
    if listener is None or question is None or answer not in ANSWERS:
        raise turn.stale()
    setattr(question, answer, getattr(question, answer) + 1)
    listener.question_id = None
    picture = turn.button("following.button_picture", f"pa_picture:{question.id}")
    offered = [[picture]] if answer != "unknown" else []
    turn.say("following.thanks", offered, least=rows.SHOWN_FROM)


def is_brief(text: str) -> bool:
    """Return whether a text is few words that say yes, no or "I do not know", and asks nothing."""
    return "?" not in text and len(text.split()) <= MOST_WORDS and replies.sense(text) is not None


def takes(turn: Turn) -> bool:
    """Take few words as the answer to a question on a place that waits; see `is_brief`.

    They answer it only while nothing else was said here since, and are no word to a draft.
    """
    listener = rows.listener(turn.session, turn.person.number)
    if listener is None or listener.question_id is None or listener.chat_id != turn.chat.number:
        return False
    asked, sense = listener.asked_at, replies.sense(turn.text)
    if asked is None or turn.now - asked > TYPED_WITHIN or sense is None:
        return False
    command = turn.understand(turn.text, "preview").command
    if command in ("drop", "undo") or not rows.said_last(turn.session, turn.chat.number, asked):
        return False
    place_answer(replace(turn, arguments=[str(listener.question_id), sense]))
    return True


@routes.button("pa_picture", once=True)
def ask_picture(turn: Turn) -> None:
    """Wait for a picture of the place from somebody who was asked about it."""
    question = rows.question(turn.session, row_number(turn.arguments[0]))
    listener = rows.listener(turn.session, turn.person.number)
    if question is None or listener is None or listener.asked_at != question.asked_at:
        raise turn.stale()
    row = turn.begin_draft(PICTURE, data={"question": question.id})
    turn.say("following.send_picture", _no_picture(turn, row), question=question)


@routes.draft(PICTURE)
def take_picture(turn: Turn, row: Draft) -> None:
    """Take a picture as part of an answer: the Front sees it, and not who sent it."""
    question = rows.question(turn.session, row.data["question"])
    turn.say_refused_photos()
    if turn.photos and question is not None:
        question.photos = [*question.photos, *turn.photos[:1]][-MOST_PICTURES:]
        turn.session.delete(row)
        turn.say("following.picture_taken")
    else:
        turn.say("following.only_picture", _no_picture(turn, row))


def _no_picture(turn: Turn, row: Draft) -> Buttons:
    return [[turn.button("following.button_no_picture", f"pa_end:{row.id}")]]


@routes.button("pa_end", once=True)
def end_pictures(turn: Turn) -> None:
    """Send no picture."""
    turn.session.delete(dropping.draft_of_button(turn, turn.arguments[0], PICTURE))
    turn.say("following.no_picture")


@routes.button("pa_show")
def show_pictures(turn: Turn) -> None:
    """Show overseers the pictures that came with answers about a target."""
    promise = views.target_of_button(turn)
    keys = rows.pictures(turn.session, promise.key) if turn.actor.oversees else []
    if not keys:
        raise turn.stale()
    turn.say("following.pictures", photos=keys[-10:], promise=promise, count=len(keys))
