"""The conversation of a move: one tap, or words and pictures first, where the move needs them."""

from collections.abc import Sequence

from bot.city import codes
from bot.core import dropping, gathering
from bot.core.draft_content import DraftContent
from bot.core.dropping import draft_of_button
from bot.core.routes import Routes
from bot.core.turn import Answered, Rows, Turn, row_number
from bot.people.roles import overseers
from bot.questions import desk as question_desk
from bot.reports import (
    buttons,
    cards,
    delivering,
    finding,
    followups,
    moves,
    notifying,
    office_queries,
    offices,
    overseer_cards,
    shown_cards,
)
from bot.reports import queries as reports
from bot.reports.draft import LONGEST_WORDS, MOST_PHOTOS
from bot.reports.moves import WITH_PICTURES, WITH_WORDS
from bot.texts import shortened
from bot.understanding.masking import masked
from db.models import CLOSED, Draft, Report, ReportEvent

routes = Routes()

TEMPLATE = "template "
"""What the key of a template's words in a draft begins with."""
MISTAKE = "mistake"
"""The verb of the button that takes a move back."""
CASE_ACTIONS = (*buttons.OFFICIAL_ACTIONS, *buttons.PARTS, "note", "reply")


WITHOUT_MOVE = ("merge", "template", "drop_held", "correct_place")
"""Drafts of an office's words that are dropped without a way back."""


@routes.button("case")
def case(turn: Turn) -> None:
    """Make the move of a card's button, or ask for its words; rights are read from the database."""
    action, code = turn.arguments[0], turn.arguments[-1]
    if action == "show":
        finding.show_or_refuse(turn, finding.of_button(turn, code))
        return
    if action not in CASE_ACTIONS:
        raise turn.stale()
    report = finding.movable(turn, action, code)
    if action in WITH_WORDS:
        ask_words(turn, report, action)
    else:
        make(turn, report, action, DraftContent())


def ask_words(turn: Turn, report: Report, action: str, target: str = "") -> None:
    """Begin the draft of this move's words, or go on with it; where it needs none, show it."""
    row = begin(turn, report, action, target)
    if not moves.MOVES[action].words:
        show_words(turn, row)
        return
    turn.say(
        f"handle.ask_{action}",
        _templates(turn, report, row),
        ask="handle.hint_words",
        report_id=report.id,
        report=report,
        overseen=bool(overseers(turn.session, turn.city, report.area)),
        private=turn.chat.private,
    )


def begin(turn: Turn, report: Report, action: str, target: str = "") -> Draft:
    """Begin the draft that waits for the words of a move, or go on with it."""
    return gathering.begin(turn, action, "handle.replaced", report.id, target)


def _templates(turn: Turn, report: Report, row: Draft) -> Rows:
    """Return the agency's templates for this move, one button each."""
    if row.kind not in offices.TEMPLATES:
        return []
    templates = office_queries.templates(turn.session, report.agency, row.kind)
    name, data = "office.button_template", "template:use:{}:" + str(row.id)
    return [
        [turn.button(name, data.format(template.id), text=shortened(template.text, 45))]
        for template in templates
    ]


@routes.draft(*WITH_WORDS)
def words(turn: Turn, row: Draft) -> None:
    """Gather words and pictures of a move until enough, then show them, with typed buttons too."""
    gathered = gathering.of(row)
    offered = moves.enough(row.kind, gathered.text, len(gathered.photos))
    if offered and routes.press_typed(turn, buttons.of_words(turn, row)):
        return
    turn.say_refused_photos()
    if turn.incoming.edited and not gathered.has_message(turn.incoming.message):
        turn.say("handle.edit_not_taken")
        return
    sent = [*turn.photos, *(turn.recordings if moves.MOVES[row.kind].by == "reporter" else ())]
    photos = sent if row.kind in WITH_PICTURES else []
    if len(photos) < len(sent) or not gathered.has_room(photos, MOST_PHOTOS):
        turn.say("handle.photos_not_taken", most=MOST_PHOTOS, taken=row.kind in WITH_PICTURES)
    if set(photos) & set(turn.recordings):
        turn.say("report.voice_taken")
    text, report = words_of(turn), reports.get(turn.session, row.report_id)
    is_own = codes.code_in(text) == report.code
    text = codes.without_code(text) if is_own else text
    take(turn, row, turn.incoming.message or "", text, photos)


def take(turn: Turn, row: Draft, message: str, text: str, photos: Sequence[str] = ()) -> None:
    """Add text and pictures to a draft, where it has room, and show the draft."""
    gathered = gathering.of(row).with_photos(photos, MOST_PHOTOS)
    if moves.MOVES[row.kind].by != "reporter" and not message.startswith(TEMPLATE):
        gathered = gathered.without_unfilled()
    gathering.add(turn, row, gathered, text, LONGEST_WORDS, message)
    show_words(turn, row)


def words_of(turn: Turn) -> str:
    """Return the text of this message, with a place that was sent as text."""
    place = turn.incoming.place
    if place is None:
        return turn.text
    pin = f"📍 {place.latitude:.5f}, {place.longitude:.5f} {place.title}".strip()
    return f"{turn.text}\n{pin}".strip()


def show_words(turn: Turn, row: Draft) -> None:
    """Show the draft of a move with the button that sends it, or ask for what it still lacks."""
    gathered = gathering.of(row)
    report = reports.get(turn.session, row.report_id)
    if not moves.enough(row.kind, gathered.text, len(gathered.photos)):
        say_what_lacks(turn, report, row.kind, gathered.text)
        return
    templates = [] if gathered else _templates(turn, report, row)
    veil = masked if "reporter" in moves.MOVES[row.kind].audiences else str  # as they read it
    turn.say(
        f"handle.confirm_{row.kind}",
        [*templates, *buttons.of_words(turn, row)],
        photos=gathered.photos,
        report_id=report.id,
        report=report,
        words=veil(gathered.text),
        count=len(gathered.photos),
        private=turn.chat.private,
        target=turn.city.agency_name(gathered.target),
        is_here=gathered.target in ("", *office_queries.agencies_here(turn.session)),
    )


def say_what_lacks(turn: Turn, report: Report, action: str, words: str) -> None:
    """Ask for what the words of a move still lack: an account, or what a template leaves open."""
    if moves.UNFILLED in words and moves.MOVES[action].by != "reporter":
        name = "handle.unfilled"
    else:
        name = f"handle.more_{action}"
    turn.say(name, ask="handle.hint_words", report_id=report.id, report=report, words=words)


@routes.button("confirm", once=True)
def confirm(turn: Turn) -> None:
    """Make the move whose words were shown."""
    row = draft_of_button(turn, turn.arguments[0], *WITH_WORDS)
    report = reports.get(turn.session, row.report_id, lock=True)
    gathered = gathering.of(row)
    why = moves.refusal(report, row.kind, turn.actor, gathered.text, len(gathered.photos))
    if why == "words":
        show_words(turn, row)
    elif delivering.passes(turn, row, report, gathered):
        span = row_number(turn.arguments[1]) if len(turn.arguments) == 2 else 0
        turn.session.delete(row)
        make(turn, report, row.kind, gathered, span)


@routes.button("discard", once=True)
def discard(turn: Turn) -> None:
    """Drop the words of a move that was not made, or of an answer that was not sent."""
    with_undo = (*WITH_WORDS, *question_desk.KINDS.values())
    row = draft_of_button(turn, turn.arguments[0], *with_undo, *WITHOUT_MOVE)
    if row.kind in with_undo:
        dropping.drop(turn, row)
    else:
        dropping.erase_draft(turn.session, turn.media, row)
        turn.say("held.kept" if row.kind == "drop_held" else "handle.dropped", undo=False)


def make(turn: Turn, report: Report, action: str, gathered: DraftContent, span: int = 0) -> None:
    """Make a move, and tell everyone it concerns; else say why not, and end the turn.

    `span` are the working days a question gives the reporter, of `offices.ANSWER_DAYS`, or the
    months after which what was promised with a resolution is asked about.
    """
    with finding.refusals_told(turn, report, gathered.text):
        event = offices.act(moves.Mover.of(turn), report, action, gathered)
    if action == "ask":
        offices.wait_for_answer(report, span, turn.now, turn.tools.zone)
    elif action == "resolve":
        laws = followups.Rules(turn.city, turn.tools.zone)
        followups.promise(report, gathered.text, span, laws, turn.now)
    if action in offices.PARTS:
        overseer_cards.bring_part(turn, report, event)
    elif not event.status:
        overseer_cards.bring(turn, report, event)
    elif moves.MOVES[action].by == "reporter":
        notifying.tell_followers(turn, report, event, tuple(gathered.photos))
        alerted = action == "dispute" and overseer_cards.bring_dispute(turn, report, event)
        event_name = "dispute_alerted" if alerted else action
        reached = notifying.tell_agency(turn, report, f"handle.told_{event_name}", event)
        judged = moves.MOVES[action].confirmed is not None
        rows = buttons.judging(turn, report) if judged else ()
        turn.say(f"track.done_{action}", rows, report=report, reached=reached, alerted=alerted)
    else:
        announce(turn, report, event, tuple(gathered.photos))
    if report.status in CLOSED:
        overseer_cards.tell_over(turn, report)
    shown_cards.refresh(turn, report)
    turn.moved.append(report)


def put_off(turn: Turn, report: Report, days: int) -> None:
    """Tell a date so many working days later; else say why not, and end the turn."""
    try:
        event = followups.extend(moves.Mover.of(turn), report, days)
    except moves.Refused as error:
        if error.why == "again":
            turn.say("follow.no_later", report=report, most=followups.MOST_DATES)
        else:
            finding.refuse(turn, report, error.why)
        raise Answered from None
    reached = notifying.tell_followers(turn, report, event)
    turn.say("follow.later", buttons.next_row(turn, report), report=report, recipients=reached)
    shown_cards.refresh(turn, report)


def announce(turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...] = ()) -> None:
    """Tell the followers of an agency's step, and the official who was told."""
    recipients = notifying.tell_followers(turn, report, event, photos)
    rows = buttons.next_row(turn, report)
    if event.before:
        mistake = f"{MISTAKE}:{event.id}:{report.code}"
        rows.append([turn.button("handle.button_mistake", mistake)])
    status = cards.status_of(turn, report)
    turn.say("handle.done", rows, report=report, status=status, recipients=recipients)
    if event.action == "forward":
        turn.say("office.forwarded", report=report, reached=notifying.post(turn, report))
