"""Remind agencies of targets they have not stated: each quarter, and when a period has ended.

What is due follows from the plans, the statements, the ledger and the time. A target without an
agency, or whose agency nobody uses the bot for, is the overseers' reminder.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from cronsim import CronSim
from sqlmodel import Session

from bot.city.working_days import opening
from bot.core.events import Button, Reply
from bot.core.turn import Tools, labelled_button, put
from bot.oversight import board, queries
from bot.oversight.board import Entry
from bot.oversight.promises import Promises
from bot.people import queries as people
from bot.people.roles import overseers
from db.engine import Database
from db.models import Chat, TargetReminder

LATE = timedelta(days=7)
"""So late a quarter's reminder is still sent, after the process stood still."""
FRESH = timedelta(days=90)
"""What was stated as of so few days before a quarter's reminder is not asked for again."""
MOST_LISTED = 12
MOST_BUTTONS = 5


class Due(NamedTuple):
    """A reminder that is due: of a quarter or of the end of a period, with its targets."""

    about: str
    entries: tuple[Entry, ...]


def remind(database: Database, tools: Tools, now: datetime) -> int:
    """Send the reminders that are due, while offices are open; returns how many messages."""
    promises = tools.once(Promises)  # read here once, so that no turn waits for many plans
    moment, hours = now.astimezone(tools.zone), tools.city.follow
    if opening(now, hours.opens, hours.closes, tools.zone) != now:
        return 0
    with database.reading() as session:
        entries = board.board(session, promises.all, now, tools.zone).entries
    due = _due(tools, entries, moment)
    if not due:
        return 0
    with database.transaction() as session:
        return _Reminding(session, tools, now).remind(due)


def _due(tools: Tools, entries: Sequence[Entry], moment: datetime) -> list[Due]:
    rules, today = tools.city.oversight, moment.date()
    ended: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.over >= rules.ended_days and entry.lacks_result:
            ended[entry.promise.goal.due].append(entry)
    due = [Due(day.isoformat(), tuple(of_day)) for day, of_day in sorted(ended.items())]
    tick = next(CronSim(rules.remind, moment, reverse=True))
    if moment - tick < LATE:
        wanted = [entry for entry in entries if _is_wanted(entry, today - FRESH)]
        due.append(Due(f"{tick.year}-Q{(tick.month + 2) // 3}", tuple(wanted)))
    return [reminder for reminder in due if reminder.entries]


def _is_wanted(entry: Entry, since: date) -> bool:
    """Return whether a new statement is wanted: none is fresh, and it is not reached.

    Once its last day is over, only the result is.
    """
    if entry.overdue:
        return entry.lacks_result
    latest = entry.standing.latest
    return entry.state != "reached" and (latest is None or latest.as_of < since)


class _Reminding:
    """The reminders of one moment, in one transaction."""

    def __init__(self, session: Session, tools: Tools, now: datetime) -> None:
        self._session, self._tools, self._now = session, tools, now
        self._owners = queries.owners(session)

    def remind(self, due: Sequence[Due]) -> int:
        """Remind each agency of its targets, and the overseers of those that reach nobody.

        Each of them gets one message, which names a target once.
        """
        by_agency: dict[str, list[Entry]] = defaultdict(list)
        for entry in {e.promise.key: e for reminder in due for e in reminder.entries}.values():
            owner = board.owner(self._tools, entry.promise, self._owners)
            by_agency[owner or ""].append(entry)
        home, sent = self._tools.once(Promises).at_home(self._tools.city), 0
        unowned = [entry for entry in by_agency.pop("", ()) if entry.promise.key in home]
        silent: list[Entry] = []
        for agency, entries in by_agency.items():
            chats = people.chats_of_role(self._session, "official", agency)
            if not chats:
                silent += entries
            elif new := self._new(agency, due, entries):
                sent += self._send(chats, agency, new)
        chats = self._watchers(any_unowned=bool(unowned))
        if chats and (new := self._new("", due, [*unowned, *silent])):
            without = [entry for entry in new if entry in unowned]
            sent += self._send(chats, "", without, [entry for entry in new if entry in silent])
        return sent

    def _watchers(self, *, any_unowned: bool) -> Sequence[Chat]:
        """Return the overseers' chats: of all areas, else of any; and admins, who set agencies."""
        chats = [*overseers(self._session, self._tools.city, None)]
        chats = chats or [*people.chats_of_role(self._session, "overseer")]
        admins = people.chats_of_role(self._session, "admin") if any_unowned else ()
        return list({chat.id: chat for chat in (*chats, *admins)}.values())

    def _new(self, agency: str, due: Sequence[Due], entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return those not yet named to an agency, and write them into the ledger."""
        new: set[queries.Key] = set()
        for about, of_due in due:
            before = queries.reminded_of(self._session, agency, about)
            wanted = {entry.promise.key for entry in of_due} - before
            named = [entry.promise.key for entry in entries if entry.promise.key in wanted]
            row = TargetReminder(
                agency=agency, about=about, before=len(before), at=self._now,
                targets=[list(key) for key in named],
            )  # fmt: skip
            if named and queries.remember_reminder(self._session, row):
                new.update(named)
        return [entry for entry in entries if entry.promise.key in new]

    def _send(
        self,
        chats: Sequence[Chat],
        agency: str,
        entries: Sequence[Entry],
        silent: Sequence[Entry] = (),
    ) -> int:
        first = sorted(entries or silent, key=lambda entry: -entry.over)
        text = self._tools.texts(
            "stating.reminder" if agency else "stating.reminder_overseers",
            agency=self._tools.city.agency_name(agency),
            entries=first[:MOST_LISTED],
            more=max(0, len(first) - MOST_LISTED),
            count=len(entries),
            silent=len(silent),
            overdue=sum(entry.overdue for entry in entries),
        )
        reply = Reply(text=text, buttons=_buttons(first, bool(agency)))
        for chat in chats:
            put(self._session, chat, reply, self._now, "notice")
        return len(chats)


def _buttons(entries: Sequence[Entry], of_agency: bool) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each of the first: to state it, or to look at it."""
    verb, sign = ("state", "✍️") if of_agency else ("promise", "📌")
    promises = [entry.promise for entry in entries[:MOST_BUTTONS]]
    return tuple(
        (labelled_button(f"{sign} {row.label(40)}", f"{verb}:{row.link}"),) for row in promises
    )
