"""Deliver a complete draft to its agency, or to who decides on it; check later words as it was."""

from bot.contacts import conversation as contacts
from bot.core import deep_links
from bot.core.draft_content import DraftContent
from bot.core.events import Button, File, Reply
from bot.core.metrics import CHOSEN, REPORTED
from bot.core.turn import Turn
from bot.people import roles as people
from bot.questions.count_queries import SUGGESTED, count_items
from bot.reports import cards, examples, held, notifying, reporters
from bot.reports.draft import ReportDraft
from bot.reports.moves import KEPT_OF_DRAFT, OF_REPORTER, submit
from bot.reports.queries import DENOUNCED
from bot.reports.story import denounced, hold_reason, understand
from db.models import Draft, Report, TargetReport


def deliver(turn: Turn, draft: ReportDraft) -> None:
    """Make a report of a complete draft and bring it to its agency; a held one to its deciders."""
    report = submit(turn, draft)
    if draft.target_key:
        plan, target = draft.target_key
        turn.session.add(TargetReport(report_id=report.number, plan=plan, target=target))
    REPORTED.labels(report.category).inc()
    if draft.guesses and not draft.denounces and not turn.city.is_taken_over(report.category):
        if draft.category_chosen:
            examples.keep_category(turn.session, report, draft.guesses[0].id, turn.now)
        choice = "suggested" if report.category == draft.guesses[0].id else "changed"
        CHOSEN.labels(choice).inc()
        day = turn.now.astimezone(turn.tools.zone).date()
        if not draft.for_other:
            count_items(turn.session, day, {(SUGGESTED, choice): 1})
    if report.held is None:
        reached = notifying.post(turn, report)
    else:
        reached = notifying.Reached(agency=False, overseers=show_held(turn, report))
    if draft.for_other:
        people.note(turn.session, turn.actor, "enter", report.code, turn.now)
        give_slip(turn, report, reached)
        return
    turn.say(
        "report.sent",
        [
            [turn.button("report.button_follow", f"track:{report.code}"),
             turn.button("report.button_receipt", f"receipt:{report.code}")],
            [turn.button("track.button_recall", f"recall:{report.code}")],
            *(contacts.rows(turn) if turn.on_page and not contacts.address_of(turn) else ()),
        ],
        report_id=report.id,
        report=report,
        urgent=report.urgent,
        reached=reached,
        emergency=turn.city.emergency_of(report.category),
        meanwhile=turn.city.meanwhile(report.category),
    )  # fmt: skip


def give_slip(turn: Turn, report: Report, reached: notifying.Reached) -> None:
    """Give the clerk the code, and a page to print that says how to ask after the report."""
    links = turn.tools.deep_links.links(reporters.new_slip(report))
    code = deep_links.qr_svg(links[0])
    page = turn.tools.texts("clerk.slip", report=report, links=links, code=code).encode()
    key = turn.media.add_file(page, ".html")
    picture = turn.media.add_file(deep_links.qr_png(links[0]), ".png")
    values = {"report": report, "links": links, "reached": reached, "urgent": report.urgent}
    text = turn.tools.texts("clerk.sent", **values)
    file = File(key=key, name=f"phieu-{report.code}.html")
    turn.tell(turn.chat, Reply(text=text, photos=(picture,), files=(file,)), report_id=report.id)


def show_held(turn: Turn, report: Report) -> bool:
    """Show a held report to all who may decide on it; false where there is nobody yet."""
    lookers = held.lookers(turn.session, report, turn.city)
    return notifying.tell_each(turn, lookers, report, held_card(turn, report))


def held_card(turn: Turn, report: Report) -> Reply:
    """Return a held report with the buttons that decide; a denunciation is only answered."""
    denounced = report.held == DENOUNCED
    decisions = {"answer": "drop"} if denounced else {"pass": "pass", "drop": "drop"}
    buttons = tuple(
        turn.button(f"held.button_{name}", f"held:{verb}:{report.code}")
        for name, verb in decisions.items()
    )
    reply = cards.card(turn, report, for_agency=False)
    head = turn.tools.texts("held.head", report=report)
    return reply.model_copy(update={"text": f"{head}\n\n{reply.text}", "buttons": (buttons,)})


FRONT = "front"
"""What the button carries that sends a denunciation to the Front alone."""


def passes(turn: Turn, row: Draft, report: Report, gathered: DraftContent) -> bool:
    """Return whether these words may go to the agency; if not, the reporter is told why.

    Coarse words, advertisements and denunciations do not. The last may go to the Front alone, as a
    report of their own.
    """
    if row.kind not in OF_REPORTER:
        return True
    understanding = turn.tools.understanding
    if why := hold_reason(understanding, gathered.text):
        turn.say("handle.say_otherwise", [_drop(turn, row)], ask="handle.hint_words", why=why)
        return False
    if report.held == DENOUNCED or not denounced(understanding, gathered.text):
        return True
    draft = _for_the_front(turn, report, gathered)
    if draft is not None and turn.arguments[1:] == [FRONT]:
        if turn.may_send():
            turn.session.delete(row)
            deliver(turn, draft)
        return False
    to_front = turn.button("report.button_to_front", f"confirm:{row.id}:{FRONT}")
    turn.say(
        "handle.denounces",
        [*([[to_front]] if draft else []), _drop(turn, row)],
        where=turn.city.denunciation,
        front=turn.city.agency_name(turn.city.front) if draft else "",
        report=report,
    )
    return False


def _drop(turn: Turn, row: Draft) -> list[Button]:
    return [turn.button("handle.button_drop", f"discard:{row.id}")]


def _for_the_front(turn: Turn, report: Report, gathered: DraftContent) -> ReportDraft | None:
    """Return the words as an anonymous report on the same matter; None where it cannot be sent."""
    if not (turn.city.front and turn.city.category(report.category)):
        return None
    draft = ReportDraft(
        **report.model_dump(include=KEPT_OF_DRAFT - {"happened"} | {"category"}),
        description=gathered.text,
        photos=list(gathered.photos),
        anonymous=True,
        for_other=report.person_id is None,
        to_front=True,
    )
    understand(draft, turn.city, turn.tools.understanding)
    return draft
