"""Questions whether a target is reached now: answered by the plan's figure and the statement.

Questions about the plan itself stay with `bot.questions`: only one that names a target of a home
plan and asks how far it has come is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.turn import Turn
from bot.oversight import board, views
from bot.oversight.promises import Promise, Promises
from knowledge.answering.figures import asked_figures, in_period, of_measure
from knowledge.load import Knowledge
from knowledge.schema import Target
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

MOST = 6
"""Targets of one answer."""
LONGEST = 22
"""Words of the longest question that is taken; a story is read by others."""
_END = r"(?: (?:a|ah|vay|nhi|ha|the|nhe|day|ban|em|anh|chi|bot|ad|khong))*"
_CAME = (
    r"dat|duoc|xong|hoan thanh|phu kin|phu|den dau|toi dau|bao nhieu|may|ra sao|the nao|gi|lam|dung"
)
_SO_FAR = re.compile(
    rf" (?:{_CAME}|da|len)\b.* (?:chua|roi){_END} $| (?:den|toi) dau(?: roi)?{_END} $"
    rf"|(?= .*(?:{_CAME}))"
    r".* (?:hien (?:nay|gio|tai|dang)|bay gio|(?:den|toi|cho den|tinh den) (?:nay|gio|hien tai)"
    r"|luc nay|thuc te|tren thuc te) "
)
_OWN_PLACE = re.compile(
    r" (?:nha|khu|xom|ngo|hem|to|ban|pho|duong|cho|cong|truoc) (?:nha )?"
    r"(?:toi|minh|em|chau|ta|tui) "
)
_PLAN = re.compile(
    r" (?:ke hoach|van ban|nghi quyet) (?:dat|de|neu|ghi|viet|noi|quy dinh|yeu cau|co) "
)

_OTHERWISE = re.compile(
    r" (?:tu dau|phai|thuoc|giao lam|duoc giao|nam nao|thang may|khi nao|bao gio|ranh gioi|ai) "
)
"""With these words something else is asked for: what is due, when, by whom, where."""


class _Measures:
    """The targets of the home plans, by which a question names one."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.targets = {
            plan.id: plan.targets for plan in knowledge.home if getattr(plan, "targets", ())
        }


def answer(turn: Turn) -> bool:
    """Answer a question how far a target has come; return false for any other text."""
    wanted = list(asked_for(turn, turn.text))[:MOST]
    if not wanted:
        return False
    promises = turn.tools.once(Promises)
    entries = board.board(turn.session, wanted, turn.now, turn.tools.zone).entries
    in_order = sorted(entries, key=lambda entry: (entry.promise.goal.due, entry.promise.name))
    details = board.details(turn.session, promises, in_order, turn.city)
    rows = views.answer_rows(turn, details)
    turn.say("oversight.answer", rows, details=details, question=turn.text)
    return True


def asked_for(turn: Turn, text: str) -> Iterator[Promise]:
    """Yield the targets a text asks about, if it asks how far they have come.

    A report that names such things ("đất quy hoạch cây xanh … năm nay rồi") asks nothing.
    """
    reading = turn.tools.answerer.search.reader.read(text)
    if not asks_so_far(reading) or turn.tools.understanding.understand(text).intent == "report":
        return
    promises = turn.tools.once(Promises)
    for plan, targets in turn.tools.once(_Measures).targets.items():
        for target in meant(reading, targets):
            if promise := promises.by_key.get((plan, target.id)):
                yield promise


def asks_so_far(reading: Reading) -> bool:
    """Return whether words ask how far something has come, and not what the plan says."""
    plain = reading.plain
    if len(plain.split()) > LONGEST or _OWN_PLACE.search(plain) or _PLAN.search(plain):
        return False
    return _SO_FAR.search(plain) is not None and _OTHERWISE.search(plain) is None


def meant(reading: Reading, targets: tuple[Target, ...]) -> Iterator[Target]:
    """Yield the targets of the measures that are named, in the period that is asked for."""
    request = asked_figures(reading, targets)
    measures = dict.fromkeys(request.measures[:1])
    for target in targets:
        names = (*target.called, *((target.name,) if not target.aliases else ()))
        if any(folded_words(name) in reading.plain for name in names) and not _otherwise(
            target, reading
        ):
            measures.setdefault(target.measure)
    for measure in measures:
        yield from in_period(request, of_measure(measure, targets))


def _otherwise(target: Target, reading: Reading) -> bool:
    """Return whether a phrase says that something else than the target is meant."""
    return any(folded_words(phrase) in reading.plain for phrase in target.unless)
