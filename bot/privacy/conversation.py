"""Say what is kept about a person, and withdraw their consent; routes of the privacy rooms."""

from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles
from bot.privacy import erasure, my_data
from bot.reports import erasing, shown_cards
from bot.reports import queries as reports
from db import outbox

routes = Routes()
routes.include(my_data.routes)


@routes.command("quyenriengtu")
def about(turn: Turn) -> None:
    """Say what is kept and who sees it."""
    consented = roles.has_consented(turn.person)
    questions = roles.lets_keep_questions(turn.session, turn.person)
    sent = bool(reports.of_person(turn.session, turn.person.number, 1))
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
def withdraw(turn: Turn) -> None:
    """Withdraw consent after asking once more: nothing new is kept, no report shows the name."""
    if not turn.is_sure:
        sure = turn.button("privacy.button_withdraw_yes", turn.sure("withdraw_consent:yes"))
        turn.say("privacy.ask_withdraw", [[sure]])
        return
    own_reports = reports.of_person(turn.session, turn.person.number)
    for report in own_reports:
        erasing.hide_name(turn, report)
    erasure.withdraw_consent(turn.session, turn.person, turn.now)
    outbox.empty_of_reports(turn.session, [row.id for row in own_reports if row.id])
    for report in own_reports:
        shown_cards.refresh(turn, report)
    turn.say("privacy.withdrawn")
