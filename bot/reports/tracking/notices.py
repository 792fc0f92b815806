"""What is sent by itself about reports, in words.

The ledger and the messages are written in one transaction: a crash repeats both or neither, and
two processes send once. An office gets all of a kind that falls due together in one message.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Tools, named, put
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import buttons, followups, reporters, supporters
from bot.reports import followup_queries as rows
from bot.reports import held as holding
from bot.reports import office_queries as offices
from bot.reports import supporter_queries as supporting
from bot.reports.followups import Kind
from bot.reports.offices import give_up
from bot.understanding.masking import masked
from db.engine import Database
from db.models import Chat, Report

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Reports looked at in one transaction, which on SQLite makes residents wait."""
MOST_BATCHES = 20
"""In one round; what is left is for the next, a minute later."""
RETRY = timedelta(hours=1)
MOST_LISTED = 10
"""Of a message's reports, the first so many are named; all are counted."""
TO_AGENCY = frozenset({"due_soon", "apology", "broken", "answer_late", "promise"})
TO_OVERSEERS = frozenset({"overdue", "broken", "not_accepted", "held"})
TO_REPORTER = frozenset(
    {"apology", "broken", "answer_remind", "answer_late", "ask_done", "promise"}
)


def follow(database: Database, tools: Tools, now: datetime) -> int:
    """Send what is due about reports at `now`, each once; returns how many were looked at.

    A report that fails is logged and tried again in an hour; the others are sent.
    """
    looked_at = 0
    for _ in range(MOST_BATCHES):
        with database.reading() as session:
            ids = rows.due_ids(session, now, AT_ONCE)
        if ids:
            looked_at += _look_at_all(database, tools, ids, now)
        if len(ids) < AT_ONCE:
            break
    return looked_at


def _look_at_all(database: Database, tools: Tools, ids: Sequence[int], now: datetime) -> int:
    """In one transaction; where that fails, each in its own, so that one stops no other."""
    try:
        return _look_at(database, tools, ids, now)
    except Exception:
        log.exception("of %s reports, one could not be followed: each is tried alone", len(ids))
    looked_at = 0
    for each in ids:
        try:
            looked_at += _look_at(database, tools, [each], now)
        except Exception:
            log.exception("report %s could not be followed", each)
            with database.transaction() as session:
                rows.put_off(session, each, now + RETRY)
    return looked_at


def _look_at(database: Database, tools: Tools, ids: Sequence[int], now: datetime) -> int:
    with database.transaction() as session:
        found = rows.locked(session, ids, now)
        look = _Round(tools, session, now)
        look.at(found)
        look.tell_offices()
    return len(found)


class _Round:
    """One look at reports in one transaction: who is told what, and to offices in one message."""

    def __init__(self, tools: Tools, session: Session, now: datetime) -> None:
        self._tools, self._session, self._now = tools, session, now
        self._rules = followups.Rules(tools.city, tools.zone)
        self._agencies: dict[tuple[str, Kind], list[Report]] = {}
        self._overseers: dict[Kind, list[Report]] = {}
        self._chats: dict[int, Chat] = {}
        self._given_up: list[Report] = []
        self._seen_by: dict[str | None, Sequence[Chat]] = {}
        self._supported: dict[int, int] = {}

    def at(self, found: Sequence[Report]) -> None:
        """Send what is due about reports and was not, and note when to look at them again.

        What is needed of the database is asked of it for all of them at once.
        """
        since = followups.since(self._session, found)
        due = [(each, self._rules.due(each, self._now, since.get(each.id or 0))) for each in found]
        new = followups.enter(self._session, due, self._now)
        told = [report for report, _ in new]
        self._chats = reporters.chats(self._session, told)
        self._supported = supporting.counts(self._session, {each.id or 0 for each in told})
        for report, kinds in new:
            for each in followups.sent(kinds):
                self._send(report, each.kind)
        for report in found:
            came = since.get(report.id or 0)
            report.look_at = self._rules.next_look(report, self._now, came)
        for report in self._given_up:  # what is due by the date they have now
            report.look_at = self._now

    def _send(self, report: Report, kind: Kind) -> None:
        if kind == "answer_late":
            give_up(self._session, report, self._tools.zone, self._now)
            self._given_up.append(report)
        if kind in TO_REPORTER:
            self._tell_followers(report, kind)
        if kind in TO_AGENCY:
            self._agencies.setdefault((report.agency, kind), []).append(report)
        if kind in TO_OVERSEERS:
            self._overseers.setdefault(kind, []).append(report)

    def _tell_followers(self, report: Report, kind: Kind) -> None:
        if kind == "apology":
            self._apologise(report)
            return
        text = self._tools.texts(f"follow.reporter_{kind}", **self._values(report, kind))
        self._tell_reporter(report, text, self._answers(report, kind))
        if kind == "broken" and self._is_supported(report):
            supporters.tell(self._tools, self._session, report, text, self._now)

    def _apologise(self, report: Report) -> None:
        """An apology and a new date, before the target is missed where that is still possible."""
        event = followups.put_off_by_itself(self._session, report, self._rules, self._now)
        values = self._values(report, "apology")
        self._tell_reporter(report, self._tools.texts("track.told_extended", event=event, **values))
        if self._is_supported(report):
            supporters.tell_step(self._tools, self._session, report, event, self._now)

    def _is_supported(self, report: Report) -> bool:
        return (report.id or 0) in self._supported

    def _values(self, report: Report, kind: Kind) -> dict[str, object]:
        city = self._tools.city
        values: dict[str, object] = {
            "report": report,
            "category": city.category_name(report.category) or report.category,
            "agency": city.agency_name(report.agency),
            "overseen": bool(self._overseers_of(report.area)),
        }
        if kind in ("answer_remind", "answer_late"):
            values["expected"] = followups.expected(report)
            asked = offices.last_event(self._session, report, "ask")
            values["asked"] = masked(asked.text) if asked else ""
        return values

    def _answers(self, report: Report, kind: Kind) -> buttons.Buttons:
        if kind in ("answer_remind", "answer_late"):
            return ((self._button("track.button_answer", f"answer:{report.code}"),),)
        return buttons.done(self._tools, report) if kind in ("ask_done", "promise") else ()

    def _tell_reporter(self, report: Report, text: str, answers: buttons.Buttons = ()) -> None:
        if chat := self._chats.get(report.id or 0):
            text = buttons.on_behalf(self._tools, report, text)
            history = self._button("track.button_history", f"track:{report.code}")
            reply = Reply(text=text, buttons=(*answers, (history,)))
            put(self._session, chat, reply, self._now, "notice", report.id)

    def tell_offices(self) -> None:
        """Tell agencies and overseers what was gathered, a kind in one message."""
        for (agency, kind), found in self._agencies.items():
            chats = people.chats_of_role(self._session, "official", agency)
            later = buttons.later_dates(self._tools, found[0]) if kind == "due_soon" else ()
            overseen = all(self._overseers_of(each.area) for each in found)
            self._tell(chats, found, kind, f"follow.agency_{kind}", later, overseen)
        for kind, found in self._overseers.items():
            for chat, theirs in self._looking_after(found, kind):
                self._tell([chat], theirs, kind, f"follow.overseer_{kind}")

    def _looking_after(
        self, found: Sequence[Report], kind: Kind
    ) -> list[tuple[Chat, list[Report]]]:
        """Who looks after these reports, each with those they see; the admins where nobody does.

        What is held goes to who decides on it.
        """
        gathered: dict[int | None, tuple[Chat, list[Report]]] = {}
        admins = people.chats_of_role(self._session, "admin")
        for report in found:
            if kind == "held":
                chats = holding.lookers(self._session, report, self._tools.city)
            else:
                chats = list(self._overseers_of(report.area) or admins)
            for chat in chats:
                gathered.setdefault(chat.id, (chat, []))[1].append(report)
        return list(gathered.values())

    def _overseers_of(self, area: str | None) -> Sequence[Chat]:
        if area not in self._seen_by:
            self._seen_by[area] = overseers(self._session, self._tools.city, area)
        return self._seen_by[area]

    def _tell(
        self,
        chats: Sequence[Chat],
        found: Sequence[Report],
        kind: Kind,
        name: str,
        later: tuple[Button, ...] = (),
        overseen: bool = True,
    ) -> None:
        city, shown = self._tools.city, found[:MOST_LISTED]
        text = self._tools.texts(
            name,
            items=[
                (
                    each,
                    city.category_name(each.category) or each.category,
                    city.agency_name(each.agency) if kind in TO_OVERSEERS else "",
                    _day(each, kind),
                )
                for each in shown
            ],
            count=len(found),
            more=len(found) - len(shown),
            overseen=overseen,
        )
        verb = "held:show" if kind == "held" else "case:show"
        rows = [(named(f"📋 {each.code}", f"{verb}:{each.code}"),) for each in shown]
        alone = len(found) == 1
        reply = Reply(text=text, buttons=(later, *rows) if alone and later else tuple(rows))
        for chat in chats:
            put(self._session, chat, reply, self._now, "notice", found[0].id if alone else None)

    def _button(self, label: str, data: str) -> Button:
        return named(self._tools.texts.plain(label), data)


def _day(report: Report, kind: Kind) -> datetime:
    """The day a line is about."""
    about = {
        "overdue": report.deadline_at,
        "promise": report.promised_at,
        "held": report.created_at,
    }
    return about.get(kind) or followups.expected(report)
