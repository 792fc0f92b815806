"""The team in the browser: who has how many cases, and all of one person's handed over."""

from starlette.responses import Response

from bot.core.events import Reply
from bot.core.turn import Turn, row_number
from bot.reports import cards, office_queries, offices, shown_cards
from bot.reports import queries as reports
from bot.reports.desk import case_queries, queries
from bot.reports.desk.views import viewer
from bot.reports.moves import Mover, Refused
from bot.web.pages import Visit
from db.models import Report

ROLES = ("official",)
PATH = "/viec/doi"

AT_ONCE = 200
"""Cases that one press hands over; the others by the next."""


def show(visit: Visit) -> Response:
    """Show how many open and late cases each colleague has, and how many nobody."""
    turn = visit.turn
    people = office_queries.colleagues(turn.session, turn.actor.agency or "")
    load = queries.load(turn.session, viewer(turn))
    away = case_queries.persons(turn.session, {key for key in load if key and key not in people})
    rows = [
        (number, cards.colleague(turn, person), *load.get(number, (0, 0)), number in people)
        for number, person in {**people, **away}.items()
    ]
    names = {number: name for number, name, *_ in rows}
    backs = [
        (taker, names.get(taker, ""), giver, names[giver], len(ids))
        for (taker, giver), ids in queries.handed_over(turn.session, viewer(turn)).items()
        if giver in people
    ]
    unassigned = load.get(None, (0, 0))
    return visit.page(
        "desk/team.html", rows=rows, nobody=unassigned, me=turn.person.id, backs=backs
    )


def hand_over(visit: Visit) -> Response:
    """Give all open cases of one person to another, or to nobody in particular.

    With `back` only those that the one got by the other's hand-over.
    """
    turn, form = visit.turn, visit.form
    giver, taker = row_number(form["from"]), row_number(form["to"])
    colleagues = office_queries.colleagues(turn.session, turn.actor.agency or "")
    if giver == taker or not (taker in colleagues or form["to"] == "0"):
        turn.say("desk.bad_taker")
        return show(visit)
    if form["back"]:
        ids = queries.handed_over(turn.session, viewer(turn)).get((giver, taker), [])
        total, cases = len(ids), reports.locked(turn.session, ids[:AT_ONCE])
        handed = [report for report in cases if _give(turn, report, taker)]
    else:
        total, _ = queries.load(turn.session, viewer(turn)).get(giver, (0, 0))
        cases = queries.assigned(turn.session, viewer(turn), giver, AT_ONCE)
        handed = [report for report in cases if _give(turn, report, taker, giver)]
    turn.session.flush()
    if handed and taker and taker != turn.person.id:
        _tell(turn, taker, handed)
    turn.say("desk.handed_over", count=len(handed), left=total - len(handed), taker=taker)
    return show(visit)


def _give(turn: Turn, report: Report, taker: int, giver: int | None = None) -> bool:
    try:
        offices.assign(Mover.of(turn), report, taker, giver)
    except Refused:
        return False
    shown_cards.refresh(turn, report)
    return True


def _tell(turn: Turn, taker: int, cases: list[Report]) -> None:
    """Tell the new assignee in one message, whatever the number."""
    text = turn.tools.texts("desk.handed_to_you", codes=[report.code for report in cases])
    button = turn.button("office.button_only_mine", "cases:mine:0", count=len(cases))
    for person, chat in office_queries.officials(turn.session, turn.actor.agency or ""):
        if person.id == taker:
            turn.tell(chat, Reply(text=text, buttons=((button,),)), "notice")
