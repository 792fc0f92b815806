"""The conversation of a statement, a check, a question or an answer: gathered, shown, sent.

Every message may be the next thing the draft lacks; nothing is public before the tap on `Gửi`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlmodel import Session

from bot.city.city import City
from bot.core import dropping
from bot.core.dropping import draft_of_button
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, labelled_button, row_number
from bot.oversight import announcing, board, following, owning, queries, views
from bot.oversight.draft import (
    ANSWERED,
    ASKED,
    CHECKED,
    ENTERED,
    EVERYWHERE,
    FIELDS,
    KINDS,
    MOST_PHOTOS,
    OF_WORDS,
    OLDER,
    PLACE,
    RESULTS,
    STATED,
    Step,
    TargetDraft,
    written_day,
)
from bot.oversight.figures import Impossible
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import STEPS, Stated, counting
from bot.people.roles import note
from bot.understanding.masking import masked
from db.models import Draft, TargetEvent

routes = Routes()
PRESSED = {
    "state": STATED,
    "enter": ENTERED,
    "check": CHECKED,
    "ask_of": ASKED,
    "reply_of": ANSWERED,
    "place_of": PLACE,
}
"""The verbs of the buttons under a target that begin a draft."""


@routes.button(*PRESSED)
def begin_by_button(turn: Turn) -> None:
    """Begin what the button says about its target, if this person may."""
    kind = PRESSED[(turn.incoming.button or "").partition(":")[0]]
    promises = turn.tools.once(Promises)
    about = None
    if kind == ANSWERED:
        question = turn.session.get(TargetEvent, row_number(turn.arguments[0]))
        promise = promises.by_key.get((question.plan, question.target)) if question else None
        about = question.id if question else None
    else:
        promise = promises.linked(*(*turn.arguments, "", "")[:2])
    if promise is None:
        raise turn.stale()
    if not owning.may(turn.actor, kind, owning.agency_of(turn, promise)):
        refuse(turn, promise)
    else:
        begin(turn, kind, promise, about)


def begin(turn: Turn, kind: str, promise: Promise, about: int | None = None) -> None:
    """Begin a draft about a target, or go on with the one about it that is open."""
    row = turn.draft(kind)
    if row is not None:
        draft = TargetDraft.model_validate(row.data)
        same = kind == CHECKED or draft.about == about
        if (draft.plan, draft.target) == promise.key and same:
            is_of_another(turn.session, kind, draft, promise)
            go_on(turn, row, draft, promise)
            return
        dropping.erase_draft(turn.session, turn.media, row)
    draft = TargetDraft(plan=promise.plan, target=promise.id, about=about)
    is_of_another(turn.session, kind, draft, promise)
    go_on(turn, turn.begin_draft(kind), draft, promise)


def latest_of(session: Session, promise: Promise) -> Stated | None:
    """Return the statement that counts now; None where nothing is stated."""
    statements, _ = board.facts_of(queries.judged(session, [promise.key]))
    return next(reversed(counting(statements.get(promise.key, ()))), None)


def latest_id(session: Session, promise: Promise) -> int | None:
    """Return the id of the statement that counts now."""
    latest = latest_of(session, promise)
    return latest.id if latest else None


def is_of_another(session: Session, kind: str, draft: TargetDraft, promise: Promise) -> bool:
    """Make a check be of the statement that counts now; return whether it was of another."""
    about, before = latest_id(session, promise), draft.about
    if kind == CHECKED:
        draft.about = about
    return draft.about != before


def newest_step(session: Session, promise: Promise) -> int | None:
    """Return the newest event of a target: what was previewed before a newer one is not sent."""
    rows = queries.events(session, [promise.key]).get(promise.key)
    return rows[-1].id if rows else None


def _is_overtaken(session: Session, kind: str, draft: TargetDraft, promise: Promise) -> bool:
    """Return whether something was done about its target since a draft was previewed."""
    is_statement = kind in (STATED, ENTERED)
    is_changed = is_statement and draft.seen != newest_step(session, promise)
    return is_of_another(session, kind, draft, promise) or is_changed


def refuse(turn: Turn, promise: Promise) -> None:
    """Say why this person may not do that about a target."""
    agency = owning.agency_of(turn, promise)
    turn.say("stating.not_yours", promise=promise, agency=turn.city.agency_name(agency))


@routes.draft(*KINDS)
def message(turn: Turn, row: Draft) -> None:
    """Take a message for what the draft lacks."""
    draft, promise = _read(turn, row)
    if promise is None:
        dropping.drop(turn, row)
        return
    step = next_step(turn.session, row.kind, draft, promise)
    if routes.press_typed(turn, _buttons(turn, row, draft, promise, step)):
        return
    turn.say_refused_photos()
    if turn.incoming.edited:
        turn.say("handle.edit_not_taken")
        return
    _take_pictures(turn, row, draft)
    if turn.text and step != "preview":
        with _followers_told(turn, promise):
            draft.take(step, turn.text, promise, _today(turn))
    if row.kind == PLACE and draft.words and not draft.area:
        draft.area = turn.understand(draft.words).area or ""
    go_on(turn, row, draft, promise)


@contextmanager
def _followers_told(turn: Turn, promise: Promise) -> Iterator[None]:
    """Say why something cannot be."""
    try:
        yield
    except Impossible as error:
        turn.say(f"stating.cannot_{error.why}", promise=promise, text=turn.text)


def _take_pictures(turn: Turn, row: Draft, draft: TargetDraft) -> None:
    """Take pictures and documents as evidence, and the place of a check."""
    place = turn.incoming.place
    if place is not None and row.kind == CHECKED:
        draft.latitude, draft.longitude = place.latitude, place.longitude
    if turn.photos and row.kind in OF_WORDS:
        turn.say("questions.only_words")
    else:
        sent = [*draft.photos, *turn.photos, *turn.papers]
        draft.photos = tuple(dict.fromkeys(sent))[:MOST_PHOTOS]


@routes.button("td", once=True)
def choose(turn: Turn) -> None:
    """Take what a button under a draft's question says: a step, a day, an agency, enough."""
    row, draft, promise = _opened(turn)
    word = (*turn.arguments, "", "")[1]
    if word in (*STEPS, *RESULTS):
        draft.step = word
    elif word == "day":
        with _followers_told(turn, promise):
            draft.as_of = written_day(turn.arguments[2], _today(turn)) or draft.as_of
            draft.leave_out_early()
    elif word in OLDER and row_number(turn.arguments[2]) == latest_id(turn.session, promise):
        draft.take_older(word, latest_id(turn.session, promise))
    elif word == "agency" and turn.city.agency(turn.arguments[2]):
        draft.agency = turn.arguments[2]
    elif word == "area" and (turn.arguments[2] == EVERYWHERE or turn.city.area(turn.arguments[2])):
        draft.area = turn.arguments[2]
    elif word == "enough":
        draft.passed = (*draft.passed, "found")
    elif word == "anew" and turn.arguments[2] in FIELDS:
        draft.clear(turn.arguments[2])
    go_on(turn, row, draft, promise)


@routes.button("td_drop", once=True)
def drop(turn: Turn) -> None:
    """Drop a draft; for a while it can be brought back."""
    dropping.drop(turn, draft_of_button(turn, turn.arguments[0], *KINDS))


@routes.button("td_send", once=True)
def send(turn: Turn) -> None:
    """Send what the preview showed: from now on it is public, and never changed."""
    row, draft, promise = _opened(turn)
    agency = owning.agency_of(turn, promise)
    if not owning.may(turn.actor, row.kind, agency):
        refuse(turn, promise)
    elif _is_overtaken(turn.session, row.kind, draft, promise):
        turn.say("stating.changed")
        go_on(turn, row, draft, promise)
    elif _is_incomplete(turn, row, draft, promise):
        go_on(turn, row, draft, promise)
    else:
        turn.session.delete(row)
        publish(turn, row.kind, draft, promise)


def publish(turn: Turn, kind: str, draft: TargetDraft, promise: Promise) -> None:
    """Make a complete draft a step of its target's history, and tell whom it concerns."""
    agency = owning.agency_of(turn, promise)
    if kind == PLACE:
        following.ask_residents(turn, promise, masked(draft.words), draft.area)
        return
    event = event_of(turn, kind, draft, promise, agency)
    queries.add(turn.session, event)
    note(turn.session, turn.actor, kind, f"{promise.plan} {promise.id}", turn.now)
    announcing.announce(turn, event, promise, agency)


def go_on(turn: Turn, row: Draft, draft: TargetDraft, promise: Promise) -> None:
    """Store the draft, and ask for what it lacks next, or show it as the public will see it."""
    step = next_step(turn.session, row.kind, draft, promise)
    rows = _buttons(turn, row, draft, promise, step)
    if step == "preview":
        draft.seen = newest_step(turn.session, promise)
    row.data = draft.model_dump(mode="json", exclude_defaults=True)
    row.updated_at = turn.now
    if step == "preview":
        show(turn, row.kind, draft, promise, rows)
        return
    turn.say(
        f"stating.ask_{step}",
        rows,
        ask="stating.hint" if step not in OF_BUTTONS else None,
        ask_place=step == "found",
        promise=promise,
        kind=row.kind,
        latest=latest_of(turn.session, promise),
        private=turn.chat.private,
        on_page=turn.on_page,
    )


def show(turn: Turn, kind: str, draft: TargetDraft, promise: Promise, rows: Rows = ()) -> None:
    """Show a complete draft as the public will see it."""
    event = event_of(turn, kind, draft, promise, owning.agency_of(turn, promise))
    latest = latest_of(turn.session, promise)
    turn.say(
        "stating.preview", rows, photos=event.pictures, kind=kind, promise=promise, event=event,
        hidden=event.words != draft.all_words, asked=_asked(turn.city, draft),
        older=event.kind == "stated" and draft.is_older(latest), latest=latest,
        reach=following.reach(turn, draft.area) if kind == PLACE else None,
    )  # fmt: skip


def _asked(city: City, draft: TargetDraft) -> str:
    """Return the ward whose residents a question is for; empty for all, and for other drafts."""
    return city.area_name(draft.area) if draft.area not in ("", EVERYWHERE) else ""


def _is_incomplete(turn: Turn, row: Draft, draft: TargetDraft, promise: Promise) -> bool:
    """Return whether a draft cannot be sent: it lacks something, or reaches nobody now."""
    is_shown = next_step(turn.session, row.kind, draft, promise) == "preview"
    return not is_shown or _reaches_nobody(turn, row, draft)


def _reaches_nobody(turn: Turn, row: Draft, draft: TargetDraft) -> bool:
    """Return whether a question to residents would reach none of them now."""
    return row.kind == PLACE and not following.reach(turn, draft.area).listeners


def _buttons(
    turn: Turn, row: Draft, draft: TargetDraft, promise: Promise, step: Step
) -> views.Buttons:
    """Return the buttons of a step, with the one that drops the draft."""
    rows: views.Buttons = []
    if step in ("step", "result"):
        words = STEPS if step == "step" else RESULTS
        rows = [[turn.button(f"stating.button_{word}", f"td:{row.id}:{word}") for word in words]]
    elif step == "as_of":
        rows = [
            [turn.button("stating.button_day", f"td:{row.id}:day:{day}", day=day)]
            for day in _days(row.kind, promise, _today(turn))
        ]
    elif step == "older":
        latest = latest_id(turn.session, promise)
        rows = [
            [turn.button(f"stating.button_{word}", f"td:{row.id}:{word}:{latest}")]
            for word in OLDER
        ]
    elif step == "agency":
        rows = [
            [labelled_button(agency.name, f"td:{row.id}:agency:{agency.id}")]
            for agency in turn.city.agencies
            if agency.id != turn.city.front
        ]
    elif step == "area":
        rows = [
            *([labelled_button(area.name, f"td:{row.id}:area:{area.id}")]
              for area in turn.city.areas),
            [turn.button("following.button_everywhere", f"td:{row.id}:area:{EVERYWHERE}")],
        ]  # fmt: skip
    elif step == "found" and (draft.words or draft.photos):
        rows = [[turn.button("stating.button_enough", f"td:{row.id}:enough")]]
    elif step == "preview":
        names = [name for name in ANEW[row.kind] if name != "reason" or draft.words]
        if not _reaches_nobody(turn, row, draft):
            rows = [[turn.button("stating.button_send", f"td_send:{row.id}")]]
        rows += [
            [turn.button(f"stating.button_anew_{name}", f"td:{row.id}:anew:{name}")]
            for name in names
        ]
    return [*rows, [turn.button("handle.button_drop", f"td_drop:{row.id}")]]


OF_BUTTONS = ("step", "result", "agency", "area", "older")
"""The steps that a tap answers."""
ANEW = {
    STATED: ("figure", "as_of", "evidence", "reason"),
    ENTERED: ("figure", "as_of", "evidence", "reason"),
    CHECKED: ("result", "as_of", "found"),
    ASKED: ("words",),
    ANSWERED: ("words",),
    PLACE: ("words",),
}


def _days(kind: str, promise: Promise, today: date) -> list[date]:
    """Return the days that are likeliest: the end of the period or quarter, and today."""
    if kind == CHECKED:
        return [today, today - timedelta(days=1)]
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    ends = [promise.goal.due, quarter, today]
    return sorted({day for day in ends if day <= today}, reverse=True)


def _opened(turn: Turn) -> tuple[Draft, TargetDraft, Promise]:
    """Return the draft of a button with its target; ends a stale turn."""
    row = draft_of_button(turn, turn.arguments[0], *KINDS)
    return row, *read(turn, row)


def read(turn: Turn, row: Draft) -> tuple[TargetDraft, Promise]:
    """Return a draft with its target; ends the turn where no plan in use has that any more."""
    draft, promise = _read(turn, row)
    if promise is None:
        raise turn.stale()
    return draft, promise


def _read(turn: Turn, row: Draft) -> tuple[TargetDraft, Promise | None]:
    draft = TargetDraft.model_validate(row.data)
    return draft, turn.tools.once(Promises).by_key.get((draft.plan, draft.target))


def next_step(session: Session, kind: str, draft: TargetDraft, promise: Promise) -> Step:
    """Return the first step that a draft lacks."""
    return draft.next_step(kind, promise, latest_of(session, promise))


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.tools.zone).date()


EVENT = {
    STATED: "stated", ENTERED: "stated", CHECKED: "checked", ASKED: "asked", ANSWERED: "answered",
    PLACE: "asked",
}  # fmt: skip
"""The kind of event that a draft becomes."""


def event_of(
    turn: Turn, kind: str, draft: TargetDraft, promise: Promise, agency: str | None
) -> TargetEvent:
    """Return the event that a draft becomes, as the public will see it."""
    in_name_of = {STATED: agency, ANSWERED: agency, ENTERED: draft.agency}
    but = {"plan", "target", "passed", "agency", "area", "said", "words", "photos", "about",
           "instead", "seen"}  # fmt: skip
    instead = draft.in_place_of(latest_of(turn.session, promise)) if draft.instead else None
    fields = draft.model_dump(exclude=but)
    return TargetEvent(
        plan=promise.plan,
        target=promise.id,
        kind=EVENT[kind],
        at=turn.now,
        role=turn.actor.role,
        agency=in_name_of[kind] if kind in in_name_of else owning.office_of(turn, agency),
        person_id=turn.person.id,
        words=masked(draft.all_words),
        photos=list(draft.photos),
        entered=kind == ENTERED,
        about=instead or draft.about,
        **fields,
    )
