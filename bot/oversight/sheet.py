"""The supervision sheet of a community board (Decree 29/2021/NĐ-CP, Art. 85-87) as a Word file.

`supervision.docx` is the sheet as it looks and has every word of it; an office changes it in Word.
"""

import io
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from bot.city import codes
from bot.core import chain, dropping
from bot.core.events import File, Reply
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.oversight import board, views
from bot.oversight.board import Detail
from bot.oversight.promises import Promises
from bot.people.roles import OVERSEERS
from bot.reports import cards
from bot.reports import queries as reports
from bot.texts import cleaned, without_markup
from db.models import Draft, Report

routes = Routes()
KIND = "sheet"
"""The kind of draft that gathers what the sheet is for."""
TEMPLATE = Path(__file__).with_name("supervision.docx")
MOST_ROWS = 20
"""Targets, and reports, on one sheet."""
NAME = "phieu-giam-sat.docx"
BLANK = "………………………"


@routes.command("phieu", roles=OVERSEERS)
def command(turn: Turn) -> None:
    """Show the sheet that is gathered; add the reports whose codes stand after the command."""
    row, unknown = _open(turn), []
    for word in turn.text.split():
        code = codes.code_in(word, bare=True)
        report = reports.by_code(turn.session, code) if code else None
        if report is not None and report.held is None and turn.actor.sees(report.area):
            _toggle(row, "reports", report.code, keep=True)
        else:
            unknown.append(code or word)
    if unknown:
        turn.say("sheet.unknown", codes=unknown[:MOST_ROWS])
    _show(turn, row)


@routes.button("sheet_add", roles=OVERSEERS)
def toggle(turn: Turn) -> None:
    """Put a target on the sheet, or take it off."""
    promise = views.target_of_button(turn)
    row = _open(turn)
    _toggle(row, "targets", promise.link)
    _show(turn, row)


def _open(turn: Turn) -> Draft:
    row = turn.draft(KIND)
    row = row or turn.begin_draft(KIND, data={"targets": [], "reports": []})
    row.updated_at = turn.now
    return row


def _toggle(row: Draft, field: str, value: str, *, keep: bool = False) -> None:
    chosen = list(row.data[field])
    if value not in chosen:
        chosen.append(value)
    elif not keep:
        chosen.remove(value)
    row.data = row.data | {field: chosen[:MOST_ROWS]}


def _show(turn: Turn, row: Draft) -> None:
    details, chosen = _chosen(turn, row)
    rows = []
    if details or chosen:
        rows = [[turn.button("sheet.button_make", f"sheet_make:{row.id}")],
                [turn.button("handle.button_drop", f"sheet_drop:{row.id}")]]  # fmt: skip
    turn.say("sheet.chosen", rows, details=details, codes=[report.code for report in chosen])


def _chosen(turn: Turn, row: Draft) -> tuple[list[Detail], list[Report]]:
    promises = turn.tools.once(Promises)
    links = (promises.linked(*link.split(":")) for link in row.data["targets"])
    targets = [promise for promise in links if promise is not None]
    details = board.details_of(turn.session, turn.tools, targets, turn.now)
    chosen = (reports.by_code(turn.session, code) for code in row.data["reports"])
    return details, [report for report in chosen if report is not None and report.held is None]


@routes.button("sheet_make")
def make(turn: Turn) -> None:
    """Make the sheet as a Word file, and send it."""
    row = dropping.draft_of_button(turn, turn.arguments[0], KIND)
    if not turn.actor.oversees:
        raise turn.stale()
    details, chosen = _chosen(turn, row)
    key = turn.media.add_file(written(turn, details, chosen), ".docx")
    text = turn.tools.texts("sheet.made", count=len(details) + len(chosen))
    turn.tell(turn.chat, Reply(text=text, files=(File(key=key, name=NAME),)))
    turn.session.delete(row)


@routes.button("sheet_drop", once=True)
def drop(turn: Turn) -> None:
    """Empty the sheet."""
    turn.session.delete(dropping.draft_of_button(turn, turn.arguments[0], KIND))
    turn.say("handle.dropped", undo=False)


def written(turn: Turn, details: Sequence[Detail], chosen: Sequence[Report]) -> bytes:
    """Return the sheet's bytes."""
    head = chain.head(turn.session)
    office = turn.city.agency(turn.actor.agency) or turn.city.agency(turn.city.front)
    values = {
        "front": (office.name if office else BLANK).upper(),
        "place": turn.city.name,
        "year": turn.now.astimezone(turn.tools.zone).year,
        "targets": [_target(turn, detail) for detail in details],
        "reports": [_report(turn, report) for report in chosen],
        "mark": f"số {head.number} {head.short}" if head.number else "",
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    from docxtpl import DocxTemplate  # costs a fifth of a second: loaded when first used

    paper = DocxTemplate(TEMPLATE)
    paper.render(values, environment)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _target(turn: Turn, detail: Detail) -> dict[str, str]:
    """Return the words of a target on the sheet."""
    promise = detail.entry.promise

    def words(name: str) -> str:
        text = Markup(turn.tools.texts(f"sheet.{name}", detail=detail))  # noqa: S704 - a template's
        return " ".join(without_markup(text).split())

    return {
        "name": cleaned(promise.name),
        "quote": cleaned(promise.quote),
        "item": promise.item,
        "promised": promise.said or words("task"),
        "due": f"{promise.goal.due:%d/%m/%Y}",
        "doer": promise.doer or words("no_doer"),
        "stated": words("stated"),
        "evidence": words("evidence"),
    }


def _report(turn: Turn, report: Report) -> dict[str, str]:
    """Return the words of a report on the sheet: nothing of its sender, nor of what they wrote."""
    city = turn.city
    return {
        "code": report.code,
        "category": city.category_name(report.category) or report.category,
        "area": city.area_name(report.area) or turn.tools.texts.plain("sheet.no_area"),
        "received": turn.tools.texts.day(report.created_at),
        "status": cards.status_name(turn, report.status),
    }
