"""The conversation of a matter of several agencies: asking one in, its steps, who hears of them."""

from bot.core.events import Reply
from bot.core.turn import Turn
from bot.people import queries as people
from bot.reports import buttons, cards, part_queries
from db import outbox
from db.models import Report, ReportEvent


def tell_over(turn: Turn, report: Report) -> None:
    """Tell the agencies with an open part that the matter has ended without it."""
    for part in part_queries.open_parts(report):
        status = cards.status_of(turn, report)
        text = turn.tools.texts("share.told_over", report=report, status=status)
        for chat in people.chats_of_role(turn.session, "official", part.agency):
            turn.tell(chat, Reply(text=text), outbox.DISCLOSURE, report.id)


def bring(turn: Turn, report: Report, event: ReportEvent) -> None:
    """Tell lead, part and followers of a step of a part, and say who was told."""
    agency = turn.city.agency_name(event.subject)
    text = turn.tools.texts(
        f"share.told_{event.action}", report=report, agency=agency, words=event.text,
        lead=turn.city.agency_name(report.agency),
    )  # fmt: skip
    if event.action.startswith("part_") and event.action != "part_drop":
        reached = cards.notify_agency(turn, report, text)
    else:
        chats = people.chats_of_role(turn.session, "official", event.subject)
        show = turn.button("office.button_card", f"case:show:{report.code}")
        rows = (tuple(buttons.part_row(turn, report)), (show,))
        reply = Reply(text=text, buttons=rows if event.action == "share" else ())
        for chat in chats:
            turn.tell(chat, reply, outbox.DISCLOSURE, report.id)
        reached = bool(chats)
    if event.action == "share":
        cards.tell_followers(turn, report, event)
    turn.say(f"share.done_{event.action}", report=report, agency=agency, reached=reached)
