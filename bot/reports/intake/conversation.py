"""The conversation of a report: any message may fill any gap of the draft, which is the state."""

from bot.core import dropping
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import stepping
from bot.reports.draft import ReportDraft, next_question
from bot.reports.intake import (
    acts,
    choices,
    consenting,
    correcting,
    offers,
    open_draft,
    questions,
    sending,
    support,
    writing,
)
from bot.reports.intake.messages import DraftMessage, receive
from bot.reports.intake.open_draft import KIND, go_on
from bot.reports.intake.telling import (
    SHORT,
    dates_pictures,
    is_beside_photos,
    is_told,
    tells,
    told_step,
)
from bot.texts.characters import visible
from bot.understanding import names, replies
from bot.understanding.details import recurs
from bot.understanding.thresholds import ACT, DROP, INTENT
from bot.understanding.understood import Act, Command, Understood
from db.models import Draft

routes = Routes()
for part in (choices, consenting, offers, sending, support):
    routes.include(part.routes)
TELLING = 4
"""Words of the shortest sentence that tells what happened."""
FEW = 2
"""Words that tell nothing where a button or pictures were asked for."""
ANSWER = 0.85
"""What tells nothing where pictures are asked for is this likely an answer, or one asks of it."""
TALK = 0.8
"""Small talk this likely tells nothing either."""


@routes.command("phananh")
def command(turn: Turn) -> None:
    """Begin a report, with the words after the command as its first."""
    begin(turn, words=turn.text)


@routes.button("report")
def begin_by_button(turn: Turn) -> None:
    """Begin a report: `new`, or a category's key."""
    begin(turn, category=turn.arguments[0])


def begin(turn: Turn, category: str | None = None, words: str = "", spot: str = "") -> None:
    """Begin a report, or go on with the one that is open, which loses nothing.

    `spot` is what the QR code of a place carries: the report is there.
    """
    incoming = turn.incoming.model_copy(update={"text": words})
    known_category = category if turn.city.category(category) else None
    message = DraftMessage(incoming=incoming, begins=True, category=known_category, spot=spot)
    receive(turn, message)


@routes.draft(KIND)
def take_message(turn: Turn, row: Draft) -> None:
    """Do what a message inside the open report is; see `acts.meaning`.

    Later positions of a live location (Telegram) tell where the person goes: only the first counts.
    """
    if turn.incoming.edited and turn.incoming.place:
        return
    draft = open_draft.read(turn, row)
    pressed = acts.typed_button(turn, row, draft)
    understood = acts.meaning(turn, row, draft)
    if pressed:
        _press(turn, row, draft, pressed)
    elif understood and _is_command(turn.text, draft, understood):
        _obey(turn, row, draft, understood)
    elif not open_draft.may_be_kept(turn, draft) or not acts.is_typed(turn):
        receive(turn, DraftMessage(incoming=turn.incoming))
    else:
        _take_words(turn, row, draft, understood)


def _is_command(words: str, draft: ReportDraft, understood: Understood) -> bool:
    """Return whether words are likely a command, or to remove what they name."""
    if understood.act != "command" or understood.sure >= ACT:
        return understood.act == "command"
    removes = understood.command == "undo" and replies.names_any(words, "remove")
    return removes and correcting.named_message(draft, words) is not None


def _press(turn: Turn, row: Draft, draft: ReportDraft, data: str) -> None:
    """Do what the button does whose label was typed."""
    verb, *turn.arguments = data.split(":")
    if verb != "show":
        routes.buttons[verb](turn)
        return
    if next_question(draft) != "preview" and not draft.is_empty:
        questions.echo(turn, draft, opened=False)
    open_draft.ask(turn, row, draft)


def _obey(turn: Turn, row: Draft, draft: ReportDraft, understood: Understood) -> None:
    """Do what the words tell the bot to, as a button would; before consent only to drop it.

    Who says so in few words while a step is changed means the change; in more words, or less
    surely, one is asked.
    """
    command: Command | None = understood.command
    is_sure, is_long = understood.sure >= DROP, len(turn.text.split()) >= TELLING
    is_locked = not open_draft.may_be_kept(turn, draft)
    if command == "drop" and draft.changing and not (is_sure and is_long):
        command = "keep"
    if command == "drop" and (is_locked or (is_sure and not draft.changing)):
        sending.drop_report(turn, row)
    elif command == "drop":
        questions.ask_drop(turn, row)
    elif is_locked and command == "undo":
        receive(turn, DraftMessage(incoming=turn.incoming))  # it is done when all is unlocked
    elif is_locked:
        open_draft.remind(turn, row, draft)
    elif command == "wait":
        turn.say("report.waits")
    elif command == "undo":
        _undo(turn, row, draft)
    else:
        if command == "back":
            stepping.go_back(draft)
        elif command == "done" or next_question(draft) == "details":
            stepping.leave(draft)
        else:
            stepping.keep(draft)
        go_on(turn, row, draft)


def _undo(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Take back what was added last, or take out what the words name; where they do not, ask."""
    words = visible(turn.text)
    if replies.names_last(words):
        open_draft.take_back(turn, row, draft)
    elif replies.names_any(words, "remove"):
        writing.record(turn, row, draft, "undo", words)
    else:
        writing.ask_what_it_is(turn, row, draft, words, "more")


def _take_words(turn: Turn, row: Draft, draft: ReportDraft, understood: Understood | None) -> None:
    """Write words down as what they are; ask where that is too uncertain.

    `understood` is None for an exact answer. Only its button, or its label, sends a report.
    """
    words, act = visible(turn.text), understood.act if understood and understood.act else "answer"
    if not draft.changing and is_told(draft, words):
        open_draft.ask(turn, row, draft)
        return
    if draft.description and replies.begins_with(words, "move"):
        act = "correction"
    if act in ("more", "correction") and understood and _answers(draft, understood, words):
        act = "answer"
    act = "smalltalk" if understood and _is_talk(turn, act, words) else act
    has_facts = understood is None or bool(understood.place or understood.when)
    understood, act = _unless_grave(understood, act)
    says_yes = act == "answer" and _asks_for_yes(turn, draft, words)
    begins = not draft.description and act in ("more", "correction")
    dates = dates_pictures(turn, words)
    if dates or (act in ("answer", "more") and told_step(turn, draft, words)):
        writing.record(turn, row, draft, "answer" if dates else act, words)
    elif (
        begins
        or acts.is_untold(draft)
        or (says_yes and not has_facts and _tells_of_it(turn, words))
    ):
        writing.record(turn, row, draft, "more", words)
    elif says_yes and not has_facts and _is_yes(turn, draft, words):
        turn.say("report.press")
        open_draft.ask(turn, row, draft)
    elif understood and act == "answer" and _is_unclear(turn, draft, words, understood):
        writing.ask_what_it_is(turn, row, draft, words, "more")
    elif understood and (understood.sure < ACT or act in acts.ASIDE_ACTS or says_yes):
        writing.ask_what_it_is(turn, row, draft, words, act)
    elif act == "new_report":
        writing.set_aside(turn, row, draft, words)
    else:
        writing.record(turn, row, draft, act, words)


def _unless_grave(understood: Understood | None, act: Act) -> tuple[Understood | None, Act]:
    """Return meaning and act; of an accusation or a danger what is never beside or in doubt."""
    is_aside = act in (*acts.ASIDE_ACTS, "command")
    if understood and understood.denunciation and is_aside:
        return None, "answer"
    if understood and understood.urgent:
        return None, "more" if is_aside else act
    return understood, act


def _answers(draft: ReportDraft, understood: Understood, words: str) -> bool:
    """Return whether words answer though they look like more of the story or a correction.

    They tell the place or the ward that is asked for, or a name is asked for and they name one, or
    nothing else.
    """
    question = next_question(draft)
    if question == "place":
        return bool(understood.place) and not draft.spot
    if question == "area" and draft.ward is None and understood.act == "correction":
        return understood.area is not None and understood.place is None
    tells_else = not names.spans(words) and (understood.area or tells(understood, words))
    return question == "name" and understood.act == "correction" and not tells_else


def _asks_for_yes(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether a button was asked for; of a category, for words that name nothing."""
    question = next_question(draft)
    if question == "category" and draft.description:
        return turn.understand(words).intent == "smalltalk"
    return question in ("preview", "border")


def _is_yes(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether words where a button was asked for say hardly more than yes or no."""
    understood = turn.understand(words)
    is_talk = understood.intent == "smalltalk" and understood.sure >= TALK
    is_short = len(words.split()) <= FEW or replies.plain_sense(words) == "yes"
    tells_it = recurs(words) or replies.goes_on(words)
    return is_talk or is_short or (next_question(draft) == "category" and not tells_it)


def _is_talk(turn: Turn, act: Act, words: str) -> bool:
    """Return whether few words that may be more of the story are to the bot: "hôm qua nói rồi"."""
    intent = turn.understand(words).intent
    return act == "more" and intent in ("smalltalk", "track") and len(words.split()) <= SHORT


def _is_unclear(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> bool:
    """Return whether an answer where pictures are asked for is hardly one, and tells nothing."""
    is_hardly = understood.sure < ANSWER and len(words.split()) > FEW
    return is_hardly and is_beside_photos(turn, draft, words)


def _tells_of_it(turn: Turn, words: str) -> bool:
    """Return whether words where a yes was asked for tell what happened, and are no mere yes."""
    understood = turn.understand(words)
    return (
        len(words.split()) >= TELLING
        and understood.intent == "report"
        and understood.sure >= INTENT
    )


@routes.button("take_back", once=True)
def take_back(turn: Turn) -> None:
    """Take back what was added last, if it is what the button stood under."""
    row = dropping.draft_of_button(turn, turn.arguments[0], KIND)
    draft = open_draft.read(turn, row)
    if draft.added is None or turn.arguments[1:] != [str(draft.added.at)]:
        turn.say("report.nothing_to_take_back")
    else:
        open_draft.take_back(turn, row, draft)


@routes.button("first", once=True)
def first(turn: Turn) -> None:
    """Go on with the open report: what waits begins after it, and none like it is the same."""
    row = open_draft.pressed(turn)
    open_draft.ask(turn, row, open_draft.read(turn, row))
