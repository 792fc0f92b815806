"""Further moves: forward, merge, assign, take back, an overseer's reminder; one's display name."""

from bot.city import codes
from bot.core.draft_content import DraftContent
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Answered, Turn, labelled_button, put, row_number
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
    supporters,
)
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.moves import Mover
from bot.texts import shortened
from db import outbox
from db.models import Draft, Report

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


@routes.button("merge")
def merge(turn: Turn) -> None:
    """Ask for the report this one repeats: a button for each similar one, or a typed code."""
    to_merge(turn, finding.movable(turn, "merge", turn.arguments[0]), *turn.arguments[1:2])


def to_merge(turn: Turn, report: Report, code: str = "") -> None:
    """Show a merge into the report of this code, or ask into which."""
    if code:
        _ask_merge(turn, report, code)
        return
    turn.begin_draft("merge", report.id)
    candidates = similar_reports(turn, report)
    labels = {row.code: f"{row.code} · {row.place or row.description}" for row in candidates}
    turn.say(
        "office.merge_where",
        [
            [labelled_button(shortened(label, 50), f"merge:{report.code}:{code}")]
            for code, label in labels.items()
        ],
        ask=None if candidates else "office.hint_code",
        report=report,
        any=bool(candidates),
        private=turn.chat.private,
    )


def similar_reports(turn: Turn, report: Report) -> list[Report]:
    """Return the similar open reports this one can be merged into."""
    fields = {"category", "latitude", "longitude", "place", "area", "description"}
    draft = ReportDraft.model_validate(report.model_dump(include=fields))
    similar = duplicates.find(turn.session, draft, turn.city, None)
    return [alike.report for alike in similar if offices.can_take_in(alike.report, report)]


@routes.draft("merge")
def merge_words(turn: Turn, row: Draft) -> None:
    """Take the typed code of the report to merge into."""
    report = reports.get(turn.session, row.report_id or 0, lock=True)
    assert report is not None
    row.updated_at = turn.now
    code = codes.code_in(turn.text, bare=True)
    if why := moves.refusal(report, "merge", turn.actor):
        turn.session.delete(row)
        finding.refuse(turn, report, why)
    elif code is None:
        drop = turn.button("handle.button_drop", f"discard:{row.id}")
        turn.say("office.merge_no_code", [[drop]], report=report)
    else:
        _ask_merge(turn, report, code)


def _ask_merge(turn: Turn, report: Report, code: str) -> None:
    """Show both reports before merging: it can be taken back for ten minutes only."""
    main = reports.by_code(turn.session, code)
    if main is None or not offices.can_take_in(main, report):
        turn.say("office.bad_main", report=report, code=shortened(code, 20))
        return
    yes = turn.button("office.button_merge_yes", f"merge_yes:{report.code}:{main.code}")
    turn.say("office.confirm_merge", [[yes]], report=report, main=main)


@routes.button("merge_yes", once=True)
def merge_yes(turn: Turn) -> None:
    """Merge the report, and tell everybody who followed it."""
    first, second = turn.arguments[0], turn.arguments[-1]
    valid = codes.is_code(first) and codes.is_code(second)
    both = reports.of_codes(turn.session, [first, second]) if valid else {}
    report = both.get(first)
    if report is None:
        raise turn.stale()
    if merge_into(turn, report, both.get(second)) and (row := turn.draft("merge")):
        turn.session.delete(row)


def merge_into(turn: Turn, report: Report, main: Report | None) -> bool:
    """Merge a report into another; false where it was refused, and why was said."""
    try:
        event = offices.merge(Mover.of(turn), report, main)
    except moves.Refused as error:
        finding.refuse(turn, report, error.why)
        return False
    assert main is not None
    moving.announce(turn, report, event)
    overseer_cards.tell_over(turn, report)
    moved = duplicates.follow_instead(turn.session, report, main, turn.now)
    event.before = {**(event.before or {}), "supporters": moved}
    supporters.remind(turn, main)
    shown_cards.refresh(turn, report)
    shown_cards.refresh(turn, main)
    return True


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


def give_to(turn: Turn, report: Report, person_id: int) -> bool:
    """Give a report to a colleague (0: to nobody); false where it was refused, and why was said."""
    try:
        offices.assign(Mover.of(turn), report, person_id)
    except moves.Refused as error:
        finding.refuse(turn, report, error.why)
        return False
    _say_assigned(turn, report)
    shown_cards.refresh(turn, report)
    return True


def choose_colleague(turn: Turn, report: Report) -> None:
    """Ask to which colleague the report is to be assigned."""
    colleagues = office_queries.colleagues(turn.session, report.agency)
    buttons = [
        [turn.button("office.button_colleague", f"assign:{report.code}:{number}",
                     name=cards.colleague(turn, person), me=number == turn.person.id)]
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


@routes.command("ten")
def name(turn: Turn) -> None:
    """Set the name colleagues see when assigning, as typed after the command."""
    _check_may_be_named(turn)
    if not turn.text:
        suggested = _name_in_channel(turn)
        use = turn.button("office.button_name", "name:mine", name=suggested)
        turn.say("office.name_how", [[use]] if suggested else [], now=turn.person.alias)
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


def undo(turn: Turn, report: Report, number: str) -> bool:
    """Take back a step; who was told of it already hears so in a line, the others hear nothing."""
    by = Mover.of(turn)
    event = offices.last_step(by, report)
    if event is None or str(event.id) != number:
        turn.say("handle.too_late_to_take_back", report=report)
        return False
    step, main = cards.status_name(turn, event.status), duplicates.main_of(turn.session, report)
    offices.take_back(by, report, event)
    assert report.id is not None
    reached = outbox.call_back(turn.session, report.id, event.at) - {turn.chat.id or 0}
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
    return True


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


def remind(turn: Turn, report: Report) -> bool:
    """Remind the agency; say so and return false where it was reminded today."""
    try:
        offices.remind(moves.Mover.of(turn), report)
    except moves.Refused:
        turn.say("office.reminded_already", buttons.next_row(turn, report), report=report)
        return False
    overseer_cards.bring_reminder(turn, report)
    turn.moved.append(report)
    return True
