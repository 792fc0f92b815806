"""Further moves: forward, assign, take back, an overseer's reminder; one's display name.

To merge one report into another is in `merging`.
"""

from bot.core import gathering
from bot.core.draft_content import DraftContent
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Answered, Rows, Turn, labelled_button, put, row_number
from bot.reports import (
    buttons,
    cards,
    duplicates,
    finding,
    followups,
    moves,
    moving,
    office_queries,
    offices,
    overseer_cards,
    shown_cards,
)
from bot.reports import queries as reports
from bot.reports.moves import Mover
from bot.texts import shortened
from db import outbox
from db.models import Person, Report

routes = Routes()
LONGEST_NAME = 40


@routes.button("more")
def more_moves(turn: Turn) -> None:
    """Show or hide the further moves on a card, in place."""
    wish, report = turn.arguments[0], finding.of_button(turn, turn.arguments[-1])
    if wish not in ("open", "close"):
        raise turn.stale()
    if not turn.actor.handles(report.agency) or report.held is not None:
        finding.refuse(turn, report, "right")
    else:
        card = cards.card(turn, report, for_agency=True, expanded=wish == "open")
        shown_cards.change(turn, turn.chat, card, turn.incoming.message or "", "card", report.id)


@routes.button("forward", "share")
def choose_agency(turn: Turn) -> None:
    """Choose the agency to forward to or to ask in, then ask for the words to it."""
    to_agency(turn, turn.incoming.verb, *turn.arguments[:2])


def to_agency(turn: Turn, action: str, code: str, chosen: str = "") -> None:
    """Offer the agencies a report can go to, or ask for the words to the chosen one."""
    report = finding.movable(turn, action, code)
    agencies = {agency.id: agency for agency in offices.targets(turn.session, report, turn.city)}
    if not chosen:
        present = office_queries.agencies_here(turn.session)
        turn.say(
            f"office.{action}_where",
            [
                [turn.button("office.button_agency", f"{action}:{code}:{key}", name=agency.name,
                             is_here=key in present)]
                for key, agency in agencies.items()
            ],
            report=report,
        )  # fmt: skip
    elif chosen not in agencies:
        finding.refuse(turn, report, "target")
    else:
        moving.ask_words(turn, report, action, chosen)


@routes.button("whose")
def reject_with_whose(turn: Turn) -> None:
    """Begin a rejection that tells whose matter it is; it takes the place of other words for it."""
    report, matter = finding.movable(turn, "reject"), turn.city.matter(turn.arguments[0])
    if matter is None:
        raise turn.stale()
    if (row := turn.draft("reject")) is not None and (begun := gathering.of(row)):
        turn.say("handle.replaced", words=begun.text, report=report, count=len(begun.photos))
    row = turn.begin_draft("reject", report.id, {"target": ""})
    reason = turn.tools.texts.plain("office.whose", matter=matter)
    moving.take(turn, row, turn.incoming.message or "", reason)


@routes.button("part_drop", once=True)
def take_part_back(turn: Turn) -> None:
    """Ask another agency no more for its part."""
    report = finding.movable(turn, "part_drop", turn.arguments[0])
    moving.make(turn, report, "part_drop", DraftContent(target=turn.arguments[-1]))


@routes.button("extend")
def extend(turn: Turn) -> None:
    """Choose the later date the reporter is told."""
    choose_date(turn, finding.movable(turn, "extend", turn.arguments[0]))


def choose_date(turn: Turn, report: Report, words: str = "") -> None:
    """Offer the later date the words name, or each that can be told."""
    days = followups.days_named(words, report, turn.now, turn.tools.zone)
    dates = buttons.later_dates(turn.tools, report, [days] if days else followups.EXTRA_DAYS)
    rows = [[date] for date in dates]
    turn.say("follow.shall_extend", rows, report=report, expected=report.expected_at)


@routes.button("assign")
def assign(turn: Turn) -> None:
    """Assign the report to a colleague, who is told in private."""
    code, *chosen = turn.arguments
    report = finding.movable(turn, "assign", code)
    if not chosen:
        choose_colleague(turn, report)
    elif chosen[0].isdecimal():
        give_to(turn, report, row_number(chosen[0]))
    else:
        raise turn.stale()


def give_to(turn: Turn, report: Report, person_id: int) -> None:
    """Give a report to a colleague (0: to nobody); else say why not, and end the turn."""
    with finding.refusals_told(turn, report):
        offices.assign(Mover.of(turn), report, person_id)
    _say_assigned(turn, report)
    shown_cards.refresh(turn, report)


def choose_colleague(turn: Turn, report: Report) -> None:
    """Ask to which colleague the report is to be assigned."""
    colleagues = office_queries.colleagues(turn.session, report.agency)
    buttons = [
        [labelled_button(name_to_choose(turn, person), f"assign:{report.code}:{number}")]
        for number, person in colleagues.items()
    ]  # fmt: skip
    if report.assignee_id is not None:
        buttons.append([turn.button("office.button_nobody", f"assign:{report.code}:0")])
    turn.say("office.assign_to", buttons, report=report, any=bool(colleagues))


def _say_assigned(turn: Turn, report: Report) -> None:
    """Tell the new assignee, unless they assigned it to themselves."""
    person = office_queries.person(turn.session, report.assignee_id)
    if person is not None and person.id != turn.person.id:
        text = turn.tools.texts("office.assigned_to_you", report=report)
        card = cards.card(turn, report, for_agency=True)
        for official, chat in office_queries.officials(turn.session, report.agency):
            if official.id == person.id:
                turn.tell(chat, Reply(text=text), "notice", report.id)
                turn.tell(chat, card, "card", report.id)
    name = cards.colleague(turn, person) if person else ""
    turn.say("office.assigned", buttons.next_row(turn, report), report=report, name=name)


def name_to_choose(turn: Turn, person: Person) -> str:
    """Return the name of a colleague to whom a case can be given, who may be oneself."""
    name, me = cards.colleague(turn, person), person.id == turn.person.id
    return turn.tools.texts.plain("office.button_colleague", name=name, me=me)


@routes.command("ten")
def name(turn: Turn) -> None:
    """Set the name colleagues see when assigning, as typed after the command."""
    _check_may_be_named(turn)
    if not turn.text:
        turn.say("office.name_how", _suggested(turn), now=turn.person.alias)
    elif len(turn.text) > LONGEST_NAME:
        turn.say("start.too_long", length=len(turn.text), most=LONGEST_NAME)
    else:
        _take_name(turn, turn.text)


@routes.button("name")
def name_by_button(turn: Turn) -> None:
    """Set the name the channel shows as the name colleagues see."""
    shown = _name_in_channel(turn)
    if turn.arguments[0] != "mine" or not shown:
        raise turn.stale()
    _check_may_be_named(turn)
    _take_name(turn, shown)


def name_rows(turn: Turn) -> Rows:
    """Return the button that sets a name for an official who has none; no row for others."""
    nameless = turn.actor.role == "official" and turn.chat.private and not turn.person.alias
    return _suggested(turn) if nameless else []


def _suggested(turn: Turn) -> Rows:
    name = _name_in_channel(turn)
    return [[turn.button("office.button_name", "name:mine", name=name)]] if name else []


def _check_may_be_named(turn: Turn) -> None:
    if turn.actor.role != "official" or not turn.chat.private:
        turn.say("office.name_not_here")
        raise Answered


def _name_in_channel(turn: Turn) -> str:
    sender = turn.incoming.sender
    return shortened(sender.name, LONGEST_NAME) if sender else ""


def _take_name(turn: Turn, chosen: str) -> None:
    turn.person.alias = " ".join(chosen.split())
    Mover.of(turn).note("name", "")
    turn.say("office.named", name=turn.person.alias)


@routes.button(moving.MISTAKE, once=True)
def take_back(turn: Turn) -> None:
    """Take back the step whose button was pressed, while it is the report's last one."""
    undo(turn, finding.of_button(turn, turn.arguments[-1]), turn.arguments[0])


def undo(turn: Turn, report: Report, number: str) -> None:
    """Take back a step; who was told of it already hears so in a line, the others hear nothing."""
    by = Mover.of(turn)
    event = offices.last_step(by, report)
    if event is None or str(event.id) != number:
        turn.say("handle.too_late_to_take_back", report=report)
        raise Answered
    step, main = cards.status_name(turn, event.status), duplicates.main_of(turn.session, report)
    offices.take_back(by, report, event)
    reached = outbox.call_back(turn.session, report.number, event.at) - {turn.chat.number}
    status = cards.status_of(turn, report)
    text = turn.tools.texts("handle.told_take_back", report=report, step=step, status=status)
    for chat in reports.chats_of(turn.session, reached).values():
        line = Reply(text=text)
        put(turn.session, chat, line, turn.now, "notice", report.id, to_contacts=False)
    turn.say(
        "handle.took_back",
        buttons.next_row(turn, report),
        report=report,
        step=step,
        status=status,
        reached=len(reached),
    )
    shown_cards.refresh(turn, report)
    if main is not report:
        shown_cards.refresh(turn, main)
    turn.moved.append(report)


@routes.button("oversee")
def oversee(turn: Turn) -> None:
    """Do what a button on an overseer's card says: ask or remind the agency."""
    action, code = turn.arguments[0], turn.arguments[-1]
    if action not in buttons.OVERSEEING:
        raise turn.stale()
    report = finding.movable(turn, action, code)
    if action == "query":
        moving.ask_words(turn, report, action)
    else:
        remind(turn, report)


def remind(turn: Turn, report: Report) -> None:
    """Remind the agency; say so and end the turn where it was reminded today."""
    try:
        offices.remind(moves.Mover.of(turn), report)
    except moves.Refused:
        turn.say("office.reminded_already", buttons.next_row(turn, report), report=report)
        raise Answered from None
    overseer_cards.bring_reminder(turn, report)
    turn.moved.append(report)
