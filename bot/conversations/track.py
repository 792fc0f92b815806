"""Following a report: by its code, or one's own; answering, withdrawing, reopening."""

from __future__ import annotations

from bot.conversations import cards, handle
from bot.conversations.turn import Routes, Rows, Turn, named
from bot.services import codes
from bot.services import reports as rules
from db import reports
from db.models import Report

routes = Routes()


@routes.command("trangthai")
async def status(turn: Turn) -> None:
    """The history of the report whose code was given."""
    if not turn.text:
        turn.say("track.which_code")
    elif code := codes.code_in(turn.text, bare=True):
        await show(turn, code)
    else:
        turn.say("track.wrong_code", code=turn.text)


@routes.button("track")
async def follow(turn: Turn) -> None:
    """The same by a button."""
    await show(turn, turn.arguments[0])


async def show(turn: Turn, code: str) -> None:
    """A report's history. Its words and place are shown only to who sent or handles it."""
    report = await reports.by_code(turn.session, code) if codes.is_code(code) else None
    if report is None:
        turn.say("track.wrong_code", code=code)
        return
    mine = report.person_id == turn.person.id
    turn.say(
        "track.history",
        _buttons(turn, report) if mine else (),
        report=report,
        mine=mine,
        category=turn.city.category_name(report.category),
        agency=turn.city.agency_name(report.agency),
        area=turn.city.area_name(report.area),
        status=cards.status_name(turn, report.status),
        steps=[
            (each, cards.status_name(turn, each.status))
            for each in await reports.events(turn.session, report)
        ],
    )


def _buttons(turn: Turn, report: Report) -> Rows:
    offered = (("answer", "answer"), ("reopen", "reopen"), ("withdraw", "withdraw"))
    return [
        [turn.button(f"track.button_{label}", f"{label}:{report.code}")]
        for label, action in offered
        if report.status in rules.MOVES[action].before
    ]


@routes.command("cuatoi")
async def mine(turn: Turn) -> None:
    """One's own reports, the newest first."""
    assert turn.person.id is not None
    found = await reports.of_person(turn.session, turn.person.id)
    rows = [
        [named(f"{each.code} · {cards.status_name(turn, each.status)}", f"track:{each.code}")]
        for each in found
    ]
    if not rows:
        rows = [[turn.button("start.button_report", "report:new")]]
    turn.say("track.mine", rows, count=len(found))


@routes.button("mine")
async def mine_by_button(turn: Turn) -> None:
    """The same by a button."""
    await mine(turn)


@routes.button("answer", "reopen")
async def say_something(turn: Turn) -> None:
    """Answer an official's question, or say why it is not resolved: words, and pictures."""
    assert turn.incoming.button is not None
    action = turn.incoming.button.split(":")[0]
    if report := await _mine_to_move(turn, action):
        await handle.ask_words(turn, report, action)


@routes.button("withdraw")
async def withdraw(turn: Turn) -> None:
    """Withdraw one's report, asked once more before it is done."""
    if report := await _mine_to_move(turn, "withdraw"):
        yes = turn.button("track.button_withdraw_yes", f"withdraw_yes:{report.code}")
        turn.say("track.ask_withdraw", [[yes]], report=report)


@routes.button("withdraw_yes")
async def withdraw_yes(turn: Turn) -> None:
    """Withdraw it."""
    if report := await _mine_to_move(turn, "withdraw"):
        await handle.make(turn, report, "withdraw")


async def _mine_to_move(turn: Turn, action: str) -> Report | None:
    """The report of a pressed button, if this person may make this move with it now."""
    report = await reports.by_code(turn.session, turn.arguments[0], lock=True)
    if report is None:
        turn.say("start.stale_button")
        return None
    if why := rules.refusal(report, action, turn.actor):
        await handle.refuse(turn, report, why)
        return None
    return report
