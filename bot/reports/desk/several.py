"""One move for several cases: each by its own rules, and told which could not be done and why."""

from __future__ import annotations

from starlette.responses import Response

from bot.city import codes
from bot.reports import moves, office_queries, offices
from bot.reports import queries as reports
from bot.reports.desk import acting
from bot.reports.desk.acting import SEVERAL, Outcome
from bot.reports.desk.views import lines
from bot.web.pages import Visit
from db.models import Report

MOST = 50
NEEDS = ("assign", "forward", "ask", "merge")
"""Moves for which something must be chosen or written first."""


def do(visit: Visit) -> Response:
    """Ask for what the move of several cases needs, or make it for each of them."""
    turn, form = visit.turn, visit.form
    asked = [code for code in dict.fromkeys(form.all("code")) if codes.is_code(code)][:MOST]
    action = form["act"]
    by_code = reports.of_codes(turn.session, asked)
    chosen = [by_code[code] for code in asked if code in by_code and _is_seen(visit, by_code[code])]
    if action not in SEVERAL or not chosen:
        turn.say("desk.nothing_chosen")
        return visit.page("desk/outcome.html", 409, done=[], refused=[], action=action)
    if action in NEEDS and not form["sure"]:
        return _ask(visit, chosen, action)
    order = acting.Order(action, form["words"], to=form["to"])
    if action == "ask" and not moves.enough("ask", order.words, 0):
        acting.act(turn, chosen[0], order)  # says what its words lack
        return _ask(visit, chosen, action, order)
    outcomes = [_make(visit, report, order) for report in chosen
                if not (action == "merge" and report.code == order.to)]  # fmt: skip
    turn.answers.clear()
    return visit.page(
        "desk/outcome.html",
        done=[outcome for outcome in outcomes if outcome.done],
        refused=[outcome for outcome in outcomes if not outcome.done],
        action=action,
    )


def _is_seen(visit: Visit, report: Report) -> bool:
    return report.held is None and visit.turn.actor.handles(report.agency)


def _make(visit: Visit, report: Report, order: acting.Order) -> Outcome:
    turn = visit.turn
    turn.answers.clear()
    outcome = acting.act(turn, report, order)
    turn.session.flush()
    return Outcome(report.code, outcome, [] if outcome else [*turn.answers])


def _ask(
    visit: Visit, chosen: list[Report], action: str, order: acting.Order | None = None
) -> Response:
    turn = visit.turn
    first = chosen[0]
    agencies = office_queries.agencies_here(turn.session)
    officials = office_queries.officials(turn.session, first.agency)
    return visit.page(
        "desk/several.html",
        action=action,
        lines=lines(turn, chosen),
        order=order,
        colleagues=[(person.id, person.alias or turn.tools.texts.plain(
            "office.colleague", number=person.id)) for person, _ in officials],
        targets=[(target, target.id in agencies)
                 for target in offices.targets(turn.session, first, turn.city)],
        answer_days=offices.ANSWER_DAYS,
        usual_days=offices.USUAL_DAYS,
    )  # fmt: skip
