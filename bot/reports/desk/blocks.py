"""Block and unblock senders from the chat: an admin names a report or question, never a person."""

from bot.city import codes
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, labelled_button, row_number
from bot.people import block_queries, blocks
from bot.people.roles import ADMIN
from bot.reports import finding
from bot.texts import shortened
from bot.understanding.masking import masked
from db.models import Block, Draft

routes = Routes()
KIND = "block"
"""The kind of the draft of a block: person, subject and reason, before the days are chosen."""
MOST_SHOWN = 20


@routes.command("chan", roles=ADMIN)
def command(turn: Turn) -> None:
    """Block the sender of the report with this code; the words after the code are the reason."""
    word, _, reason = turn.text.partition(" ")
    code = codes.code_in(word, bare=True)
    report = finding.by_code(turn, code) if code else None
    if not word:
        _show_list(turn)
    elif report is None:
        turn.say("order.which_report", code=shortened(word, 20))
    else:
        _begin(turn, report.person_id, report.code, reason.strip())


@routes.button("ban", roles=ADMIN)
def block_sender(turn: Turn) -> None:
    """Block the sender of a forwarded question; of several, the one whose text is chosen."""
    group = row_number(turn.arguments[0])
    questions = block_queries.senders(turn.session, group)
    if len(turn.arguments) > 1:
        questions = [question for question in questions if str(question.id) == turn.arguments[1]]
    if len({question.person_id for question in questions}) == 1:
        _begin(turn, questions[0].person_id, f"question {group}", "")
    elif questions:
        rows = [
            [labelled_button(shortened(masked(question.text), 50), f"ban:{group}:{question.id}")]
            for question in questions[:MOST_SHOWN]
        ]
        turn.say("order.which_sender", rows)
    else:
        turn.say("order.nobody")


def _begin(turn: Turn, person_id: int | None, subject: str, reason: str) -> None:
    person = block_queries.person(turn.session, person_id) if person_id else None
    if person is None:
        turn.say("order.nobody")
    elif not blocks.blockable(person):
        turn.say("order.has_role")
    else:
        row = turn.begin_draft(KIND, data={"person": person.id, "subject": subject, "reason": ""})
        _go_on(turn, row, reason)


@routes.draft(KIND)
def words(turn: Turn, row: Draft) -> None:
    """Take the reason of a block; the blocked person reads it."""
    _go_on(turn, row, turn.text)


def _go_on(turn: Turn, row: Draft, reason: str) -> None:
    """Ask for the missing part: the reason, then the number of days."""
    if len(reason) > blocks.LONGEST_REASON:
        turn.say("start.too_long", length=len(reason), most=blocks.LONGEST_REASON)
        reason = ""
    row.data = row.data | {"reason": reason or row.data["reason"]}
    row.updated_at = turn.now
    values = {"what": _name(turn, row.data["subject"]), "reason": row.data["reason"]}
    drop = [turn.button("order.button_drop", f"block:{row.id}:drop")]
    if not row.data["reason"]:
        turn.say("order.ask_reason", [drop], ask="order.hint_reason", **values)
        return
    days = [
        turn.button("order.button_days", f"block:{row.id}:{count}", count=count)
        for count in blocks.DAYS
    ]
    turn.say("order.ask_days", [days[:2], days[2:], drop], **values)


@routes.button("block", roles=ADMIN)
def choose_days(turn: Turn) -> None:
    """Block for the chosen number of days, or drop the draft."""
    row = turn.draft(KIND)
    choice = turn.arguments[-1]
    days = {str(count): count for count in blocks.DAYS}
    if row is None or turn.arguments[0] != str(row.id) or choice not in (*days, "drop"):
        raise turn.stale()
    if choice == "drop":
        turn.session.delete(row)
        turn.say("order.dropped")
    else:
        _block(turn, row, days[choice])


def _block(turn: Turn, row: Draft, days: int) -> None:
    person = block_queries.person(turn.session, row.data["person"])
    reason, subject = row.data["reason"], row.data["subject"]
    if not reason:
        _go_on(turn, row, "")
        return
    turn.session.delete(row)
    if person is None or not blocks.blockable(person):
        turn.say("order.has_role" if person else "order.nobody")
        return
    block = blocks.block(turn.session, person, days, reason, subject, turn.actor, turn.now)
    turn.say("order.done", block=block, what=_name(turn, subject))


@routes.command("bochan", roles=ADMIN)
def _show_list(turn: Turn) -> None:
    """Show the block list, with a button to lift each block."""
    standing = block_queries.standing(turn.session, turn.now, MOST_SHOWN + 1)
    listed = [(block, _name(turn, block.subject)) for block in standing[:MOST_SHOWN]]
    rows: Rows = [
        [turn.button("order.button_lift", f"unblock:{block.id}", what=subject)]
        for block, subject in listed
    ]
    turn.say("order.listed", rows, found=listed, more=len(standing) > MOST_SHOWN)


@routes.button("unblock", roles=ADMIN)
def lift(turn: Turn) -> None:
    """Lift the block of a button."""
    block = turn.session.get(Block, row_number(turn.arguments[0]))
    if block is None or not blocks.lift(turn.session, block, turn.actor, turn.now):
        raise turn.stale()
    turn.say("order.lifted", what=_name(turn, block.subject))


def _name(turn: Turn, subject: str) -> str:
    """Return the subject of a block as a label: a report's code, or a question and its number."""
    kind, _, number = subject.partition(" ")
    return turn.tools.texts.plain("order.question", number=number) if number else kind
