"""What is kept about a person, and their right to take consent back."""

from __future__ import annotations

from bot.core.events import Reply
from bot.core.turn import Routes, Turn
from bot.people import roles as people
from bot.privacy import erasure
from bot.privacy import my_data as mydata
from bot.reports import cards
from bot.reports import queries as reports
from bot.reports.intake import clerk, slips
from db import outbox
from db.models import Report

routes = Routes()
routes.include(mydata.routes)
routes.include(clerk.routes)
routes.include(slips.routes)


@routes.command("quyenriengtu")
async def about(turn: Turn) -> None:
    """Say what is kept and who sees it."""
    assert turn.person.id is not None
    consented = people.has_consented(turn.person)
    questions = await people.lets_keep_questions(turn.session, turn.person)
    sent = bool(await reports.of_person(turn.session, turn.person.id, 1))
    button = turn.button("privacy.button_withdraw", "withdraw_consent:all")
    turn.say(
        "privacy.about",
        [[button]] if questions else (),
        consented=consented,
        questions=questions,
        sent=sent,
        page=turn.on_page,
    )


@routes.button("withdraw_consent", once=True)
async def withdraw(turn: Turn) -> None:
    """Take consent back, asked once more: nothing new is kept, no report shows the name."""
    if not turn.is_sure:
        sure = turn.button("privacy.button_withdraw_yes", turn.sure("withdraw_consent:yes"))
        turn.say("privacy.ask_withdraw", [[sure]])
        return
    assert turn.person.id is not None
    theirs = await reports.of_person(turn.session, turn.person.id)
    for report in theirs:
        await take_name(turn, report)
    await people.withdraw_consent(turn.session, turn.person, turn.now)
    await outbox.empty_of_reports(turn.session, [each.id for each in theirs if each.id])
    for report in theirs:
        await cards.refresh(turn, report)
    turn.say("privacy.withdrawn")


async def take_name(turn: Turn, report: Report) -> None:
    """Take the name a report showed out of what told its agency and overseers of it."""
    if report.shown_name is not None:
        show = turn.button("office.button_card", f"case:show:{report.code}")
        reply = Reply(text=turn.tools.texts("privacy.name_gone", report=report), buttons=((show,),))
        await erasure.take_name(turn.session, report, report.shown_name, reply, turn.now)


async def agreed(turn: Turn, action: str, code: str) -> bool:
    """Whether the person's consent stands; else it is asked for before anything is kept."""
    if people.has_consented(turn.person):
        return True
    await ask(turn, f"agree:{action}:{code}")
    return False


async def ask(turn: Turn, data: str) -> None:
    """Ask for consent with a button of its own; of who never agreed, in the whole of its words."""
    buttons = [[turn.button("privacy.button_yes", data)]]
    before = await people.agreed_before(turn.session, turn.person)
    if before is None:
        turn.say("privacy.ask_consent", buttons, version=people.CONSENT_VERSION, said=False)
    else:
        turn.say("privacy.ask_again", buttons, withdrawn=before == "withdrawn")


def agree(turn: Turn) -> None:
    """Note that the person agreed."""
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
