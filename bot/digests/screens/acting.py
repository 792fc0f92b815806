"""What is done from under a digest: the moves of a card, with one report or with all of them.

A button names the digest and a report in it, and carries no right. What comes of a press is said,
and the message it stands under shows it (`digest_marks`).
"""

from __future__ import annotations

from bot.core.gathered import Words
from bot.core.turn import Routes, Turn, row_number
from bot.digests import act_queries as rows
from bot.digests.act_queries import Entry
from bot.digests.readers import may_read
from bot.digests.render import buttons
from bot.digests.render import progress as acted
from bot.digests.screens import acting_on_all as digest_all
from bot.digests.screens import forms as digest_forms
from bot.digests.screens import updating as digest_marks
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports.desk import office
from bot.reports.desk import oversight as oversee
from db.models import Report

routes = Routes()
routes.ahead["dg"] = digest_forms.ahead

VERBS = ("show", *buttons.ACTIONS["official"], *buttons.ACTIONS["overseer"])


@routes.button("dg")
def pressed(turn: Turn) -> None:
    """A button under a digest of this chat; what it may do is read from the database, now."""
    verb, code = turn.arguments[0], turn.arguments[-1]
    entry = _here(turn)
    if entry is None:
        turn.say("start.stale_button")
    elif not may_read(turn.actor, entry.subscription):
        turn.say("start.not_allowed")
    elif code == buttons.ALL and verb in buttons.FORMS:
        digest_forms.give(turn, verb)
    elif code == buttons.ALL and verb in buttons.AT_ONCE.values():
        _with_all(turn, entry, verb)
    elif verb in VERBS and code in entry.digest.listed:
        _with_one(turn, entry, verb, code)
    else:
        turn.say("start.stale_button")


def _here(turn: Turn) -> Entry | None:
    """The digest a button belongs to, if it came to this chat."""
    number = row_number(turn.arguments[1]) if len(turn.arguments) == 3 else 0
    entry = rows.entry(turn.session, number) if number else None
    here = entry is not None and entry.subscription.chat_id == turn.chat.id
    return entry if here else None


def _with_all(turn: Turn, entry: Entry, verb: str) -> None:
    """What the reader's role can do with all at once; the other role's is not theirs."""
    if buttons.AT_ONCE.get(turn.actor.role) != verb:
        turn.say("start.not_allowed")
        return
    what = acted.wanted(turn.tools, entry, turn.actor, turn.now)
    assert what is not None
    (digest_all.remind if verb == "remind" else digest_all.accept)(turn, what)
    _update(turn, entry)


def _with_one(turn: Turn, entry: Entry, verb: str, code: str) -> None:
    """A move, by the way it is made under a card; where it is possible no more, what happened."""
    report = handle.by_code(turn, code)
    if report is None:
        turn.say("start.stale_button")
    elif verb == "show":
        if not handle.show(turn, report):
            _say_since(turn, entry, report, "right")
    elif why := rules.refusal(report, verb, turn.actor):
        _say_since(turn, entry, report, why)
    elif verb == "forward":
        turn.arguments = [code]
        office.forward(turn)
    elif verb in ("ask", "query"):
        handle.ask_words(turn, report, verb)
    else:
        _act(turn, entry, report, verb)


def _act(turn: Turn, entry: Entry, report: Report, verb: str) -> None:
    """What needs no words. Where it is done, the digests of late show it by themselves."""
    if verb == "accept":
        handle.make(turn, report, verb, Words())
        done = True
    else:
        done = oversee.remind(turn, report)
    if not done or entry.digest.made_at < digest_marks.recent(turn):
        _update(turn, entry)


def _say_since(turn: Turn, entry: Entry, report: Report, why: rules.Why) -> None:
    """Say what has happened since the digest was made, and show it in the message.

    Where nothing has, it is the role that cannot do it.
    """
    known = acted.standings(turn.session, turn.tools, entry, turn.actor, turn.now)
    last = next((each.last for each in known if each.report.id == report.id), None)
    if last is None:
        handle.refuse(turn, report, why)
    else:
        step = turn.tools.texts.plain("digest_acts.step", action=last.action)
        turn.say("digest_acts.since", report=report, event=last, step=step)
    _update(turn, entry)


def _update(turn: Turn, entry: Entry) -> None:
    """Bring the message up to date whose button was pressed."""
    digest_marks.show(turn, entry, turn.incoming.message)
