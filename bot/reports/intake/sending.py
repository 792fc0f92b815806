"""How a report under way ends: it is sent, or dropped; then the next one that waits begins."""

from bot.core import draft_queries as drafts
from bot.core import dropping
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.people import roles
from bot.reports import filling, moves, stepping
from bot.reports.delivering import deliver
from bot.reports.draft import ReportDraft, lacking, next_question
from bot.reports.intake import open_draft, questions
from bot.reports.intake.open_draft import KIND, go_on
from db.models import Draft

routes = Routes()


@routes.button("send", once=True)
def send(turn: Turn) -> None:
    """Send the report as the preview shows it, unless something hinders it: then ask."""
    row = open_draft.pressed(turn)
    draft = open_draft.read(turn, row)
    complete = next_question(draft) == "preview" and open_draft.may_be_kept(turn, draft)
    if turn.arguments[1:] not in ([], [draft.suggested.mark]):
        open_draft.show_step(turn, row)  # something else was understood when it was shown
    elif complete and draft.for_other and not roles.may_enter_for_others(turn.person):
        turn.say("clerk.not_allowed")
    elif complete and draft.doubt and not draft.doubt.held:
        draft.doubt = draft.doubt.model_copy(update={"held": True})
        open_draft.keep(turn.now, row, draft)
        questions.ask_doubt(turn, row, draft.doubt)
    elif not complete or not turn.may_send():
        lacks = lacking(draft)
        if "photos" in lacks and set(lacks) <= {"photos", "details"}:
            draft.photos_done = True
        elif lacks:
            turn.say("report.not_yet", lacks=lacks)
        elif draft.changing:
            stepping.keep(draft)
        go_on(turn, row, draft)
    else:
        filling.accept(draft)
        turn.session.delete(row)
        deliver(turn, draft)
        _begin_waiting(turn, draft)


@routes.button("drop", once=True)
def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    drop_report(turn, open_draft.pressed(turn))


def drop_report(turn: Turn, row: Draft) -> None:
    """Drop the report, which can be brought back; what is locked cannot, so ask once more."""
    draft = open_draft.read(turn, row)
    if open_draft.may_be_kept(turn, draft):
        dropping.drop(turn, row, "report.dropped")
        _begin_waiting(turn, draft)
    else:
        questions.ask_refusal(turn, row, "")


@routes.command("huy")
def cancel(turn: Turn) -> None:
    """Discard the draft that is open here: a report, or the words of a move."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    if row is None:
        turn.say("report.nothing_to_drop")
    elif row.kind == KIND:
        drop_report(turn, row)
    elif row.kind in moves.WITH_WORDS:
        dropping.drop(turn, row)
    else:
        dropping.erase_draft(turn.session, turn.media, row)
        turn.say("handle.dropped", undo=False)


def _begin_waiting(turn: Turn, draft: ReportDraft) -> None:
    """Begin the next report, whose words came while this one was open."""
    if not draft.waiting or not turn.may_begin():
        return
    words, *waiting = draft.waiting
    row = turn.begin_draft(KIND)
    following = ReportDraft(description=words, waiting=waiting)
    turn.say("report.next_begins")
    go_on(turn, row, following)
