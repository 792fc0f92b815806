"""The buttons under a digest: the moves of a card, with one report or with all of them.

A button names the digest and a report in it, and carries no right. After a press the message it
stands under is updated (`update`).
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.core.draft_content import DraftContent
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Answered, Turn, labelled_button, row_number
from bot.digests import act_queries
from bot.digests.act_queries import Entry, Wanted
from bot.digests.render import buttons, progress
from bot.digests.render.buttons import MOST_AT_ONCE
from bot.digests.subscribing import may_read, reader
from bot.people import queries as people
from bot.reports import finding, moves, moving, notifying, offices, shown_cards
from bot.reports.desk import office
from db.models import Report

routes = Routes()

VERBS = ("show", *buttons.ACTIONS["official"], *buttons.ACTIONS["overseer"])


@routes.button("dg")
def pressed(turn: Turn) -> None:
    """Answer a button under a digest of this chat; its right is read from the database, now."""
    verb, code = turn.arguments[0], turn.arguments[-1]
    entry = _entry(turn)
    if not may_read(turn.actor, entry.subscription):
        turn.say("start.not_allowed")
    elif code == buttons.ALL and verb in buttons.AT_ONCE.values():
        _with_all(turn, entry, verb)
    elif verb in VERBS and code in entry.digest.listed:
        _with_one(turn, entry, verb, code)
    else:
        raise turn.stale()


def _entry(turn: Turn) -> Entry:
    """Return the digest of the pressed button, which came to this chat; ends a stale turn."""
    if len(turn.arguments) != 3:
        raise turn.stale()
    entry = act_queries.entry(turn.session, row_number(turn.arguments[1]))
    if entry is None or entry.subscription.chat_id != turn.chat.id:
        raise turn.stale()
    return entry


def _with_all(turn: Turn, entry: Entry, verb: str) -> None:
    """Make the move with all reports, if it is the one of the reader's role."""
    if buttons.AT_ONCE.get(turn.actor.role) != verb:
        turn.say("start.not_allowed")
        return
    wanted = progress.wanted(turn.tools, entry, turn.actor, turn.now)
    assert wanted is not None
    (remind_of_all if verb == "remind" else accept_all)(turn, wanted)
    update(turn, entry, turn.incoming.message)


def _with_one(turn: Turn, entry: Entry, verb: str, code: str) -> None:
    """Make a move as under a card; where it is no longer possible, say what happened."""
    report = finding.of_button(turn, code)
    if verb == "show":
        if not finding.show(turn, report):
            _say_since(turn, entry, report, "right")
    elif why := moves.refusal(report, verb, turn.actor):
        _say_since(turn, entry, report, why)
    elif verb == "forward":
        office.to_agency(turn, verb, code)
    elif verb in ("ask", "query"):
        moving.ask_words(turn, report, verb)
    else:
        _act(turn, entry, report, verb)


def _act(turn: Turn, entry: Entry, report: Report, verb: str) -> None:
    """Make a move that needs no words; recent digests are then updated by the move itself."""
    with suppress(Answered):
        if verb == "accept":
            moving.make(turn, report, verb, DraftContent())
        else:
            office.remind(turn, report)
    if not turn.moved or entry.digest.made_at < recent(turn):
        update(turn, entry, turn.incoming.message)


def _say_since(turn: Turn, entry: Entry, report: Report, why: moves.Why) -> None:
    """Say what happened since the digest was made, and mark it; else that the role may not."""
    standings = progress.standings(turn.session, turn.tools, entry, turn.actor, turn.now)
    last = next((standing.last for standing in standings if standing.report.id == report.id), None)
    if last is None:
        finding.refuse(turn, report, why)
    else:
        step = turn.tools.texts.plain("digest_acts.step", action=last.action)
        turn.say("digest_acts.since", report=report, event=last, step=step)
    update(turn, entry, turn.incoming.message)


MOST_SHOWN = 10
"""Reports named in a message; all are counted."""


def remind_of_all(turn: Turn, wanted: Wanted) -> None:
    """Remind of every overdue report, and tell each agency of all of its own in one message."""
    reminded: dict[str, list[Report]] = {}
    for report in act_queries.longest(turn.session, wanted, MOST_AT_ONCE):
        try:
            offices.remind(moves.Mover.of(turn), report)
        except moves.Refused:
            continue
        reminded.setdefault(report.agency, []).append(report)
    silent = [
        agency for agency, reports in reminded.items() if not _tell_agency(turn, agency, reports)
    ]
    turn.say(
        "digest_acts.reminded_all",
        count=sum(map(len, reminded.values())),
        agencies=[(agency, len(reports)) for agency, reports in reminded.items()],
        silent=silent,
        left=act_queries.count(turn.session, wanted, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )


def _tell_agency(turn: Turn, agency: str, reports: Sequence[Report]) -> bool:
    """Tell an agency its reminders; returns False where it has no chat."""
    listed = sorted(reports, key=lambda report: report.deadline_at)[:MOST_SHOWN]
    text = turn.tools.texts(
        "digest_acts.brought_all",
        who=turn.city.agency_name(turn.actor.agency),
        count=len(reports),
        shown=listed,
    )
    rows = tuple(
        (labelled_button(f"📋 {report.code}", f"case:show:{report.code}"),) for report in listed
    )
    chats = people.chats_of_role(turn.session, "official", agency)
    for chat in chats:
        turn.tell(chat, Reply(text=text, buttons=rows), "notice")
    return bool(chats)


def accept_all(turn: Turn, wanted: Wanted) -> None:
    """Accept every untouched report, and tell each reporter."""
    informed: Counter[bool] = Counter()
    for report in act_queries.longest(turn.session, wanted, MOST_AT_ONCE):
        try:
            event = offices.act(moves.Mover.of(turn), report, "accept", DraftContent())
        except moves.Refused:
            continue
        informed[notifying.tell_followers(turn, report, event).reporter] += 1
        shown_cards.refresh(turn, report)
    turn.say(
        "digest_acts.accepted_all",
        count=informed.total(),
        reporters=informed[True],
        left=act_queries.count(turn.session, wanted, MOST_AT_ONCE + 1),
        most=MOST_AT_ONCE,
    )


def refresh(turn: Turn, report: Report) -> None:
    """Update the digests of this chat that list a report just moved in it.

    Those of other chats are updated when a button is pressed there: a digest with many readers is
    not rewritten for all of them at every step.
    """
    if turn.actor.role == "official" or turn.actor.oversees:
        for entry in act_queries.naming(turn.session, turn.chat.number, report.code, recent(turn)):
            update(turn, entry)


def recent(turn: Turn) -> datetime:
    """Return the moment from which digests still have their words, which can be marked."""
    return turn.now - timedelta(days=turn.city.keep.delivered_messages)


def update(turn: Turn, entry: Entry, message: str | None = None) -> None:
    """Update one digest in its `message`, or in the outbox while it waits to be sent.

    It is the message as it is now, for all who read it in this chat.
    """
    sent = entry.sent
    if sent is None:
        return
    actor = reader(turn.chat, turn.person if turn.chat.private else None, turn.city)
    state = progress.state(turn.session, turn.tools, entry, actor, turn.now)
    text = str((sent.payload or {}).get("text", ""))
    reply = progress.current_message(turn.tools, entry.digest, actor, state, text, turn.now)
    if sent.state == "waiting":
        sent.payload = reply.model_dump(mode="json", exclude_defaults=True)
    elif place := message or sent.message:
        turn.tell(turn.chat, reply.model_copy(update={"edit": place, "in_place": True}))
