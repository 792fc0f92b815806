"""Following a report: by its code, or one's own; answering, withdrawing, reopening."""

from __future__ import annotations

from bot.conversations import cards, handle, privacy, supporters
from bot.conversations.turn import Routes, Rows, Turn, named
from bot.services import codes
from bot.services import reports as rules
from bot.services.words import Words
from db import reports
from db import supporters as supporting
from db.models import Report

routes = Routes()

MOST_SHOWN = 20


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
    """A report: to who handles or oversees it the card, to anybody else its history.

    Its words and place are shown only to who sent it, and not in a group, where everybody
    would see whose it is.
    """
    report = await reports.by_code(turn.session, code) if codes.is_code(code) else None
    if report is None:
        turn.say("track.wrong_code", code=code)
        return
    mine = turn.chat.private and report.person_id == turn.person.id
    if not mine and await handle.show(turn, report):
        return
    turn.say(
        "track.history",
        _buttons(turn, report) if mine else await supporters.button(turn, report),
        report=report,
        mine=mine,
        category=turn.city.category_name(report.category) or report.category,
        agency=turn.city.agency_name(report.agency),
        area=turn.city.area_name(report.area),
        status=cards.status_of(turn, report),
        supporters=await supporting.count(turn.session, report),
        steps=[
            (each, cards.status_name(turn, each.status))
            for each in await reports.steps(turn.session, report)
        ],
    )


def _buttons(turn: Turn, report: Report) -> Rows:
    return [
        [turn.button(f"track.button_{action}", f"{action}:{report.code}")]
        for action in ("answer", "reopen", "withdraw")
        if report.status in rules.MOVES[action].before
    ]


@routes.command("cuatoi")
async def mine(turn: Turn) -> None:
    """One's own reports, the newest first; never in a group, where all would see them."""
    if not turn.chat.private:
        turn.say("track.only_in_private")
        return
    assert turn.person.id is not None
    found = await reports.of_person(turn.session, turn.person.id, MOST_SHOWN + 1)
    rows = [
        [named(f"{each.code} · {cards.status_of(turn, each)}", f"track:{each.code}")]
        for each in found[:MOST_SHOWN]
    ]
    if not rows:
        rows = [[turn.button("start.button_report", "report:new")]]
    turn.say("track.mine", rows, any=bool(found), more=len(found) > MOST_SHOWN, most=MOST_SHOWN)
    await supporters.list_theirs(turn)


@routes.button("mine")
async def mine_by_button(turn: Turn) -> None:
    """The same by a button."""
    await mine(turn)


@routes.button("answer", "reopen")
async def say_something(turn: Turn) -> None:
    """Answer an official's question, or say why it is not resolved: words, and pictures."""
    assert turn.incoming.button is not None
    action = turn.incoming.button.split(":")[0]
    report = await _mine_to_move(turn, action)
    if report is not None and privacy.agreed(turn, action, report.code):
        await handle.ask_words(turn, report, action)


@routes.button("agree")
async def agree(turn: Turn) -> None:
    """Agree once more after consent was taken back, and go on with what was pressed."""
    action = turn.arguments[0]
    if action not in ("answer", "reopen") or len(turn.arguments) != 2:
        turn.say("start.stale_button")
        return
    turn.arguments = turn.arguments[1:]
    report = await _mine_to_move(turn, action)
    if report is not None:
        privacy.agree(turn)
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
        await handle.make(turn, report, "withdraw", Words())


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
