"""Send scheduled notices about reports: reminders, apologies, overdue and held reports.

The ledger and the messages are written in one transaction: a crash repeats both or neither, and
two processes send once. An office gets all of a kind that falls due together in one message.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, partial

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import Tools, labelled_button, put
from bot.people import queries as people
from bot.people.roles import overseers
from bot.reports import (
    buttons,
    followup_queries,
    followups,
    held,
    office_queries,
    reporters,
    supporter_queries,
    supporters,
)
from bot.reports.followups import Kind
from bot.reports.moves import SYSTEM, Mover, put_off
from bot.reports.offices import give_up
from bot.understanding.masking import masked
from db.engine import Database
from db.models import Chat, Report

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Reports checked in one transaction, which on SQLite makes residents wait."""
MOST_BATCHES = 20
"""Batches in one run; the remaining reports wait for the next run, a minute later."""
RETRY = timedelta(hours=1)
"""How long a report is left alone that could not be checked."""
MOST_LISTED = 10
"""Reports named in a message; all are counted."""
TO_AGENCY = frozenset({"due_soon", "apology", "broken", "answer_late", "promise"})
TO_OVERSEERS = frozenset({"overdue", "broken", "not_accepted", "held"})
TO_REPORTER = frozenset(
    {"apology", "broken", "answer_remind", "answer_late", "ask_done", "promise"}
)


def follow(database: Database, tools: Tools, now: datetime) -> int:
    """Send the notices due at `now`, each once; returns how many reports were checked."""
    checked = 0
    for _ in range(MOST_BATCHES):
        with database.reading() as session:
            ids = followup_queries.due_ids(session, now, AT_ONCE)
        if ids:
            checked += _check_all(database, tools, ids, now)
        if len(ids) < AT_ONCE:
            break
    return checked


def _check_all(database: Database, tools: Tools, ids: Sequence[int], now: datetime) -> int:
    """Check reports in one transaction; if it fails, each in its own, so one stops no other."""
    try:
        return _check(database, tools, ids, now)
    except Exception:
        log.exception("of %s reports, one could not be followed: each is tried alone", len(ids))
    checked = 0
    for report_id in ids:
        try:
            checked += _check(database, tools, [report_id], now)
        except Exception:
            log.exception("report %s could not be followed", report_id)
            with database.transaction() as session:
                followup_queries.put_off(session, report_id, now + RETRY)
    return checked


def _check(database: Database, tools: Tools, ids: Sequence[int], now: datetime) -> int:
    with database.transaction() as session:
        reports = followup_queries.locked(session, ids, now)
        current = _Round(tools, session, now)
        current.check(reports)
        current.tell_offices()
    return len(reports)


class _Round:
    """One check of reports in one transaction; offices get one message per kind of notice."""

    def __init__(self, tools: Tools, session: Session, now: datetime) -> None:
        self._tools, self._session, self._now = tools, session, now
        self._rules = followups.Rules(tools.city, tools.zone)
        self._agencies: dict[tuple[str, Kind], list[Report]] = {}
        self._overseers: dict[Kind, list[Report]] = {}
        self._chats: dict[int, Chat] = {}
        self._given_up: list[Report] = []
        self._supported: dict[int, int] = {}
        self._overseers_of = cache(partial(overseers, session, tools.city))
        self._digested = cache(self._digests)

    def check(self, reports: Sequence[Report]) -> None:
        """Send the due notices not sent before, and set when to check the reports again."""
        since = followups.since(self._session, reports)
        due = [(row, self._rules.due(row, self._now, since.get(row.number))) for row in reports]
        new = followups.enter(self._session, due, self._now)
        notified = [report for report, _ in new]
        self._chats = reporters.chats(self._session, notified)
        ids = {report.number for report in notified}
        self._supported = supporter_queries.counts(self._session, ids)
        for report, kinds in new:
            for notice in followups.sent(kinds):
                self._send(report, notice.kind)
        for report in reports:
            report.look_at = self._rules.next_look(report, self._now, since.get(report.number))
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
        if kind == "broken" and report.number in self._supported:
            supporters.tell(self._tools, self._session, report, text, self._now)

    def _apologise(self, report: Report) -> None:
        """Apologise and set a new date, before the target is missed where still possible."""
        by = Mover(self._session, SYSTEM, self._now, self._tools.city, self._tools.zone)
        event = put_off(by, report, self._rules.later(report, self._now))
        values = self._values(report, "apology")
        self._tell_reporter(report, self._tools.texts("track.told_extended", event=event, **values))
        if report.number in self._supported:
            supporters.tell_step(self._tools, self._session, report, event, self._now)

    def _values(self, report: Report, kind: Kind) -> dict[str, object]:
        overseen = bool(self._overseers_of(report.area))
        values: dict[str, object] = {"report": report, "overseen": overseen}
        if kind in ("answer_remind", "answer_late"):
            values["expected"] = followups.expected(report)
            question = office_queries.last_event(self._session, report, "ask")
            values["asked"] = masked(question.text) if question else ""
        return values

    def _answers(self, report: Report, kind: Kind) -> buttons.Buttons:
        if kind in ("answer_remind", "answer_late"):
            return ((self._button("track.button_answer", f"answer:{report.code}"),),)
        asks = kind in ("ask_done", "promise")
        return buttons.settled_buttons(self._tools, report) if asks else ()

    def _tell_reporter(self, report: Report, text: str, answers: buttons.Buttons = ()) -> None:
        if chat := self._chats.get(report.number):
            text = buttons.on_behalf(self._tools, report, text)
            history = self._button("track.button_history", f"track:{report.code}")
            reply = Reply(text=text, buttons=(*answers, (history,)))
            put(self._session, chat, reply, self._now, "notice", report.id)

    def tell_offices(self) -> None:
        """Send the gathered notices to agencies and overseers, one message per kind."""
        for (agency, kind), reports in self._agencies.items():
            chats = people.chats_of_role(self._session, "official", agency)
            if kind == "due_soon":  # the morning's digest has them: one message is enough
                digested = self._digested(agency, None)
                newest = max(report.created_at for report in reports)
                chats = [chat for chat in chats if digested.get(chat.number, newest) <= newest]
            later = buttons.later_dates(self._tools, reports[0]) if kind == "due_soon" else ()
            overseen = all(self._overseers_of(report.area) for report in reports)
            self._tell(chats, reports, kind, f"follow.agency_{kind}", later, overseen)
        for kind, reports in self._overseers.items():
            for chat, seen_reports in self._reports_by_overseer(reports, kind):
                self._tell([chat], seen_reports, kind, f"follow.overseer_{kind}")

    def _digests(self, agency: str | None, area: str | None) -> dict[int, datetime]:
        """Return the chats that had a digest of all of an agency's or area's reports today, and
        when."""
        midnight = self._now.astimezone(self._tools.zone).replace(hour=0, minute=0, second=0)
        return followup_queries.digested(self._session, agency, midnight, area)

    def _is_digested(self, chat: Chat, report: Report, kind: Kind) -> bool:
        """Return whether this morning's digest counts a report as overdue for this overseer."""
        told_at = self._digested(None, report.area).get(chat.number)
        late = kind in ("overdue", "broken")
        return late and told_at is not None and _day(report, kind) < told_at

    def _reports_by_overseer(
        self, reports: Sequence[Report], kind: Kind
    ) -> list[tuple[Chat, list[Report]]]:
        """Return each overseer's chat, or admin's without one, with the reports they see."""
        gathered: dict[int | None, tuple[Chat, list[Report]]] = {}
        admins = people.chats_of_role(self._session, "admin")
        for report in reports:
            if kind == "held":
                chats = held.lookers(self._session, report, self._tools.city)
            else:
                chats = [*(self._overseers_of(report.area) or admins)]
            for chat in chats:
                if self._is_digested(chat, report, kind):
                    continue
                gathered.setdefault(chat.id, (chat, []))[1].append(report)
        return list(gathered.values())

    def _tell(
        self,
        chats: Sequence[Chat],
        reports: Sequence[Report],
        kind: Kind,
        name: str,
        later: tuple[Button, ...] = (),
        overseen: bool = True,
    ) -> None:
        texts, listed = self._tools.texts, reports[:MOST_LISTED]
        text = texts(
            name,
            items=[
                (
                    report,
                    texts.category(report.category),
                    self._tools.city.agency_name(report.agency) if kind in TO_OVERSEERS else "",
                    _day(report, kind),
                )
                for report in listed
            ],
            count=len(reports),
            more=len(reports) - len(listed),
            overseen=overseen,
        )
        verb = "held:show" if kind == "held" else "case:show"
        rows = [(labelled_button(f"📋 {row.code}", f"{verb}:{row.code}"),) for row in listed]
        alone = len(reports) == 1
        reply = Reply(text=text, buttons=(later, *rows) if alone and later else tuple(rows))
        for chat in chats:
            put(self._session, chat, reply, self._now, "notice", reports[0].id if alone else None)

    def _button(self, label: str, data: str) -> Button:
        return labelled_button(self._tools.texts.plain(label), data)


def _day(report: Report, kind: Kind) -> datetime:
    """Return the time shown in a report's line."""
    about = {
        "overdue": report.deadline_at,
        "promise": report.promised_at,
        "held": report.created_at,
    }
    return about.get(kind) or followups.expected(report)
