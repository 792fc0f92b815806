"""The further moves of an official: forward, merge into another report, assign to a colleague."""

from __future__ import annotations

from bot.city import codes
from bot.core import draft_queries as drafts
from bot.core.events import Reply
from bot.core.turn import Routes, Turn, named, row_number
from bot.reports import cards, duplicates, offices, supporters
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports import office_queries as rows
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.texts import shortened
from db.models import Report

routes = Routes()
LONGEST_NAME = 40


def _mine_to_move(turn: Turn, action: str) -> Report | None:
    """The report of a pressed button, if this person may make this move with it now."""
    report = handle.by_code(turn, turn.arguments[0])
    if report is None:
        turn.say("start.stale_button")
    elif why := rules.refusal(report, action, turn.actor):
        handle.refuse(turn, report, why)
        return None
    return report


@routes.button("more")
def more(turn: Turn) -> None:
    """Open the further moves of a card, or close them: in its place."""
    wish, report = turn.arguments[0], handle.by_code(turn, turn.arguments[-1])
    if report is None or wish not in ("open", "close"):
        turn.say("start.stale_button")
    elif not turn.actor.handles(report.agency) or report.held is not None:
        handle.refuse(turn, report, "right")
    else:
        card = cards.card(turn, report, for_agency=True, more=wish == "open")
        cards.change(turn, turn.chat, card, turn.incoming.message or "", "card", report.id)


@routes.button("forward")
def forward(turn: Turn) -> None:
    """Choose the agency, then say a word or none, then send."""
    report = _mine_to_move(turn, "forward")
    if report is None:
        return
    known = offices.targets(turn.session, report, turn.city)
    if len(turn.arguments) == 1:
        buttons = [[named(each.name, f"forward:{report.code}:{each.id}")] for each in known]
        turn.say("office.forward_where", buttons, report=report)
    elif turn.arguments[1] not in {each.id for each in known}:
        handle.refuse(turn, report, "target")
    else:
        handle.ask_words(turn, report, "forward", turn.arguments[1])


@routes.button("merge")
def merge(turn: Turn) -> None:
    """Name the report this one repeats: by a button where one is like it, or by typing its code."""
    report = _mine_to_move(turn, "merge")
    if report is None:
        return
    if len(turn.arguments) > 1:
        _ask_merge(turn, report, turn.arguments[1])
        return
    drafts.begin(turn.session, turn.person, turn.chat, "merge", turn.now, report.id)
    alike = _alike(turn, report)
    turn.say(
        "office.merge_where",
        [
            [named(shortened(f"{each.code} · {each.place or each.description}", 50),
                   f"merge:{report.code}:{each.code}")]
            for each in alike
        ],
        ask=None if alike else "office.hint_code",
        report=report,
        any=bool(alike),
        private=turn.chat.private,
    )  # fmt: skip


def _alike(turn: Turn, report: Report) -> list[Report]:
    """Open reports that may be the same one and that it could be merged into."""
    draft = ReportDraft(
        category=report.category,
        latitude=report.latitude,
        longitude=report.longitude,
        place=report.place,
        area=report.area,
        description=report.description,
    )
    found = duplicates.find(turn.session, draft, turn.city, None)
    return [each.report for each in found if offices.can_take_in(each.report, report)]


@routes.draft("merge")
def merge_words(turn: Turn) -> None:
    """The code somebody typed."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    report = reports.get(turn.session, row.report_id or 0, lock=True)
    assert report is not None
    row.updated_at = turn.now
    code = codes.code_in(turn.text, bare=True)
    if why := rules.refusal(report, "merge", turn.actor):
        turn.session.delete(row)
        handle.refuse(turn, report, why)
    elif code is None:
        drop = turn.button("handle.button_drop", f"discard:{row.id}")
        turn.say("office.merge_no_code", [[drop]], report=report)
    else:
        _ask_merge(turn, report, code)


def _ask_merge(turn: Turn, report: Report, code: str) -> None:
    """Show both before they are joined: it is the reporter alone who could part them again."""
    main = reports.by_code(turn.session, code) if codes.is_code(code) else None
    if main is None or not offices.can_take_in(main, report):
        turn.say("office.bad_main", report=report, code=shortened(code, 20))
        return
    yes = turn.button("office.button_merge_yes", f"merge_yes:{report.code}:{main.code}")
    turn.say("office.confirm_merge", [[yes]], report=report, main=main)


@routes.button("merge_yes", once=True)
def merge_yes(turn: Turn) -> None:
    """Join them, and tell everybody who followed the one."""
    first, second = turn.arguments[0], turn.arguments[-1]
    known = codes.is_code(first) and codes.is_code(second)
    both = reports.of_codes(turn.session, [first, second]) if known else {}
    report, main = both.get(first), both.get(second)
    if report is None:
        turn.say("start.stale_button")
        return
    try:
        event = offices.merge(turn.session, report, main, turn.actor, turn.now)
    except rules.Refused as error:
        handle.refuse(turn, report, error.why)
        return
    assert main is not None
    if row := drafts.of_kind(turn.session, turn.person, turn.chat, "merge"):
        turn.session.delete(row)
    handle.made(turn, report, event)
    duplicates.follow_instead(turn.session, report, main, turn.now)
    supporters.remind(turn, main)
    cards.refresh(turn, report)
    cards.refresh(turn, main)


@routes.button("assign")
def assign(turn: Turn) -> None:
    """Choose the colleague, who is told in private."""
    report = _mine_to_move(turn, "assign")
    if report is None:
        return
    if len(turn.arguments) == 1:
        _choose_colleague(turn, report)
        return
    number = row_number(turn.arguments[1])
    if turn.arguments[1] != str(number):
        turn.say("start.stale_button")
        return
    try:
        offices.assign(turn.session, report, number, turn.actor, turn.now)
    except rules.Refused as error:
        handle.refuse(turn, report, error.why)
        return
    _say_assigned(turn, report)
    cards.refresh(turn, report)


def _choose_colleague(turn: Turn, report: Report) -> None:
    found = {person.id: person for person, _ in rows.officials(turn.session, report.agency)}
    buttons = [
        [
            turn.button(
                "office.button_colleague",
                f"assign:{report.code}:{person.id}",
                name=cards.colleague(turn, person),
                me=person.id == turn.person.id,
            )
        ]
        for person in found.values()
    ]
    if report.assignee_id is not None:
        buttons.append([turn.button("office.button_nobody", f"assign:{report.code}:0")])
    turn.say("office.assign_to", buttons, report=report, any=bool(found))


def _say_assigned(turn: Turn, report: Report) -> None:
    """Tell who has it now, unless it is the one who pressed."""
    person = rows.person(turn.session, report.assignee_id)
    if person is not None and person.id != turn.person.id:
        text = turn.tools.texts("office.assigned_to_you", report=report)
        card = cards.card(turn, report, for_agency=True)
        for each, chat in rows.officials(turn.session, report.agency):
            if each.id == person.id:
                turn.tell(chat, Reply(text=text), "notice", report.id)
                turn.tell(chat, card, "card", report.id)
    name = cards.colleague(turn, person) if person else ""
    turn.say("office.assigned", report=report, name=name)


@routes.command("ten")
def name(turn: Turn) -> None:
    """The name colleagues see where work is given out: as typed after the command."""
    actor = turn.actor
    if actor.role != "official" or not turn.chat.private:
        turn.say("office.name_not_here")
    elif not turn.text:
        suggested = (
            shortened(turn.incoming.sender.name, LONGEST_NAME) if turn.incoming.sender else ""
        )
        use = turn.button("office.button_name", "name:mine", name=suggested)
        turn.say("office.name_how", [[use]] if suggested else [], now=turn.person.alias)
    elif len(turn.text) > LONGEST_NAME:
        turn.say("start.too_long", length=len(turn.text), most=LONGEST_NAME)
    else:
        _take_name(turn, turn.text)


@routes.button("name")
def name_by_button(turn: Turn) -> None:
    """The name the channel shows, if that is the one they choose."""
    sender = turn.incoming.sender
    if turn.arguments[0] != "mine" or sender is None or not sender.name:
        turn.say("start.stale_button")
    elif turn.actor.role != "official" or not turn.chat.private:
        turn.say("office.name_not_here")
    else:
        _take_name(turn, shortened(sender.name, LONGEST_NAME))


def _take_name(turn: Turn, chosen: str) -> None:
    chosen = " ".join(chosen.split())
    offices.name_oneself(turn.session, turn.person, turn.actor, chosen, turn.now)
    turn.say("office.named", name=chosen)
