"""Check a receipt: that a report was sent at that time with that content.

The content is never shown: the holder of a receipt learns only whether it is true.
"""

import re
from typing import Literal

from sqlmodel import Session

from bot.city import codes
from bot.core import chain
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import queries as reports
from bot.reports import reporters
from bot.reports.corrections import as_sent
from bot.reports.moves import receipt
from bot.texts import shortened
from db.models import Report

routes = Routes()


@routes.command("xacminh")
def command(turn: Turn) -> None:
    """Check the receipt after the command."""
    if turn.text:
        check(turn)
    else:
        turn.say("proof.how", head=chain.head(turn.session))


@routes.button("receipt")
def show(turn: Turn) -> None:
    """Show the receipt of one's own report."""
    code = turn.arguments[0]
    report = reports.by_code(turn.session, code)
    if report is None or not reporters.speaks(report, turn.actor):
        turn.say("start.not_allowed")
    else:
        turn.say("report.receipt", report=report)


def check(turn: Turn) -> None:
    """Say whether the receipt in the message is true, and what that proves."""
    if seal := seal_in(turn.text):
        number, mark = seal
        proof = chain.proof(turn.session, number, mark, turn.now)
        turn.say("proof.seal", number=number, proof=proof, head=chain.head(turn.session))
        return
    code = codes.code_in(turn.text) or codes.code_in(turn.text.split()[0], bare=True)
    marks = marks_in(turn.text)
    report = reports.by_code(turn.session, code) if code else None
    if code is None and marks:
        turn.say("proof.bare")
    elif code is None or not marks:
        turn.say("proof.how", head=chain.head(turn.session))
    elif report is None:
        turn.say("proof.no_report", code=shortened(code, 20))
    elif all(report.receipt.startswith(mark) for mark in marks):
        state = as_kept(turn.session, report)
        turn.say("proof.true", report=report, kept=state, whole=len(max(marks, key=len)) == 64)
    else:
        turn.say("proof.false", code=report.code)


SHORTEST_HASH = 16
"""Least characters of a hash that count as a receipt: 64 bits, which nobody guesses."""
_GROUPS = r"(?<![\w-])[0-9a-f]{4}(?:[ -][0-9a-f]{4}){3,15}(?![0-9a-f-])"
"""A hash copied by hand in groups of four; the end of a report's code is no such group."""
_HASH = rf"(?:(?<![0-9a-f])[0-9a-f]{{{SHORTEST_HASH},64}}(?![0-9a-f])|{_GROUPS})"
_SEAL = re.compile(rf"(?<!\w)s[ốo]\s*(\d{{1,9}})\s*[,:;.·-]?\s*({_HASH})")
"""The number of a link of the chain, right before its hash: `số 12 ab34…`."""
_BARE = re.compile(rf"\W*(?:dấu[^\d:]*:?\s*)?{_HASH}\W*")
"""A hash and nothing else."""


def marks_in(text: str) -> list[str]:
    """Return the hashes in a text, short or full, in one piece or in groups of four."""
    return [re.sub("[ -]", "", mark) for mark in re.findall(_HASH, text.lower())]


def seal_in(text: str) -> tuple[int, str] | None:
    """Return the number and hash of a link of the chain, also amid a digest; None for none."""
    seal = _SEAL.search(text.lower())
    return (int(seal[1]), re.sub("[ -]", "", seal[2])) if seal else None


def is_receipt(text: str) -> bool:
    """Return whether a text has a hash, with a report's code or the number of a link, or alone.

    A plain number is no hash.
    """
    if seal_in(text):
        return True
    has_code = codes.code_in(text) is not None or _BARE.fullmatch(text.lower())
    return bool(has_code) and not all(mark.isdecimal() for mark in marks_in(text))


def as_kept(session: Session, report: Report) -> Literal["whole", "erased", "changed"]:
    """Return whether the content is still stored word for word; the receipt is true either way."""
    if report.erased_at is not None:
        return "erased"
    photos = reports.photos(session, report)
    sent = report.model_copy(update=as_sent(session, report))
    return "whole" if receipt(sent, photos) == report.receipt else "changed"
