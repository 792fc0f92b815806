"""Answer what is said beside an open report: a question, thanks, how another report stands.

Nothing of it is added to the report, which goes on afterwards.
"""

import re
from dataclasses import replace

from bot.city.codes import code_in
from bot.core import dropping, gathering
from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.oversight import conversation as oversight
from bot.questions.conversation import tell
from bot.reports import filling, moving
from bot.reports import queries as reports
from bot.reports.draft import Doubt, ReportDraft, next_question
from bot.reports.intake import acts, open_draft, questions, writing
from bot.reports.intake.messages import DraftMessage, receive
from bot.reports.moves import OF_REPORTER
from bot.reports.tracking import conversation as tracking
from bot.understanding import replies
from bot.understanding.thresholds import ACT, DROP, INTENT, OF_PLAN
from bot.understanding.understood import Act, Understood
from bot.welcome import asking, words
from db.models import Draft

routes = Routes()
_SENTENCE = re.compile(r"[^\n.!?;]+[\n.!?;]*\s*")
MAX_SENTENCES = 8
"""Sentences that are checked for something told."""
FEW = 3
"""With so few words a code is no part of a story."""
LITTLE = 5
"""So few words that ask to hide a name tell nothing else."""
OF_REPORTS = ("nothing", "privacy")
"""Words to the bot that mean the open report: something is open, and it says who reads it."""


def answers(turn: Turn, row: Draft) -> bool:
    """Answer a message that belongs to no step of the report; false for all others."""
    if row.kind != open_draft.KIND:
        return row.kind in OF_REPORTER and acts.is_typed(turn) and _beside_move(turn, row)
    draft = open_draft.read(turn, row)
    recalled = open_draft.recall(turn, row, draft)
    if replies.hides_name(turn.text, draft.description) and _hides_name(turn, row, draft):
        return True
    if not acts.is_typed(turn):
        return False
    pressed = acts.typed_button(turn, row, draft) or ""
    if draft.doubt and pressed.startswith("doubt:"):
        _settle(turn, row, draft, draft.doubt, pressed.rpartition(":")[2])
        return True
    if replies.is_phone(turn.text):
        turn.say("report.no_phone")
        _ask_on(turn, row, draft)
        return True
    act = _act(turn, row, draft, recalled=recalled)
    if act is None:
        return False
    if act == "track":
        _show_status(turn, draft)
    elif act == "smalltalk":
        if not turn.understand(turn.text).coarse:
            turn.say("report.yes", greets=replies.greets(turn.text))
    else:
        return _take_question(turn, row, draft)
    _ask_on(turn, row, draft)
    return True


def _beside_move(turn: Turn, row: Draft) -> bool:
    """Do what is no part of the words for an own report: a wish to send or to drop them; what is
    asked while they are to be added to it, which keeps them. Else it may be a reason or answer."""
    gathered, message = gathering.of(row), turn.understand(turn.text)
    understood = turn.understand(turn.text, "details")
    bar = (
        INTENT if "?" in turn.text else asking.SURELY
    )  # "còn mấy bao chưa bê" tells what is missing
    is_question = understood.act in ("question", "track") and understood.sure >= bar
    asks = message.intent == "track" or is_question
    says_yes = replies.sense(turn.text) == "yes" and replies.is_mere_sense(turn.text)
    drops = understood.command == "drop" and understood.sure >= DROP
    if row.kind == "add" and not gathered:
        drops |= understood.command in ("drop", "done") and understood.sure >= ACT
    if row.kind == "add" and asks and message.intent != "report":
        _answer_beside_move(turn, row)
    elif drops:
        dropping.drop(turn, row)
    elif gathered and (replies.wish(turn.text) == "send" or (says_yes and row.kind != "answer")):
        moving.confirm(replace(turn, arguments=[str(row.id)]))
    else:
        return False
    return True


def _answer_beside_move(turn: Turn, row: Draft) -> None:
    """Answer from the plan, or else show how the report stands; then what is to be sent."""
    report = reports.get(turn.session, row.report_id)
    exchanges = asking.exchanges(turn)
    if any(exchange.is_answered for exchange in exchanges):
        tell(turn, exchanges)
    else:
        tracking.show(turn, report.code)
    if gathering.of(row):
        moving.show_words(turn, row)


def _show_status(turn: Turn, draft: ReportDraft) -> None:
    """Show how a report stands; to who has sent none, what is written so far."""
    if code := code_in(turn.text):
        tracking.show(turn, code)
    elif turn.has_reported or draft.is_empty:
        tracking.list_own(turn)
    else:
        questions.echo(turn, draft, opened=False)


def _take_question(turn: Turn, row: Draft, draft: ReportDraft) -> bool:
    """Answer a question, and let nothing be lost that the message tells beside it."""
    story = _story(turn, draft)
    if not story:
        _answer_question(turn, draft)
        _ask_on(turn, row, draft)
    elif open_draft.may_be_kept(turn, draft):
        understood = turn.understand(story, acts.asked_last(turn, draft))
        answers = not acts.is_untold(draft) and understood.act in ("answer", "correction")
        act = understood.act if answers and understood.act else "more"
        writing.write(turn, row, draft, act, story)
        _answer_question(turn, draft)
        open_draft.go_on(turn, row, draft)
    else:
        _answer_question(turn, draft)
        receive(turn, DraftMessage(incoming=turn.incoming))
    return True


def _ask_on(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask what is asked for, which before consent is consent."""
    if open_draft.may_be_kept(turn, draft):
        open_draft.ask(turn, row, draft)
    else:
        open_draft.remind(turn, row, draft)


def _hides_name(turn: Turn, row: Draft, draft: ReportDraft) -> bool:
    """Hide the name, whatever is asked; return whether the message says nothing else."""
    is_mere = acts.is_typed(turn) and _says_little(turn)
    if is_mere or draft.name:
        turn.say("report.name_hidden")
    if not open_draft.may_be_kept(turn, draft):
        if is_mere:
            open_draft.remind(turn, row, draft)
        return is_mere
    filling.hide_name(draft)
    open_draft.keep(turn.now, row, draft)
    if is_mere:
        open_draft.go_on(turn, row, draft)
    return is_mere


def _says_little(turn: Turn) -> bool:
    """Return whether words are neither a question nor a story: no place, no time, nothing told."""
    understood = turn.understand(turn.text, "details")
    if understood.place or understood.when or understood.urgent or understood.denunciation:
        return False
    unhidden = ",".join(part for part in turn.text.split(",") if not replies.hides_name(part))
    intent = turn.understand(unhidden or turn.text).intent
    is_story = intent == "report" and len(turn.text.split()) > LITTLE
    return not is_story and understood.act != "question" and "?" not in turn.text


def _act(turn: Turn, row: Draft, draft: ReportDraft, *, recalled: bool) -> Act | None:
    """Return which act beside the report a message is; None for a part of it, or a command.

    Who was just told what is open asked of the time before: "hôm qua tôi nói đến đâu rồi".
    """
    if code_in(turn.text) and len(turn.text.split()) <= FEW:
        return "track"
    plain = turn.understand(turn.text)
    tells_danger = plain.urgent and next_question(draft) == "details"
    if plain.about == "emergency" and plain.sure >= INTENT and not tells_danger:
        return "question"
    if recalled and plain.intent == "track" and plain.sure >= asking.SURELY:
        return "track"
    understood = acts.meaning(turn, row, draft)
    if not open_draft.may_be_kept(turn, draft) and asking.asking_lines(turn):
        return "question"
    if understood is None or understood.sure < ACT or understood.denunciation:
        return None
    if understood.urgent and understood.intent != "ask":
        return None
    asks_back = recalled and understood.intent in ("smalltalk", "track")
    facts = understood.place or (understood.when and not asks_back)
    tells = understood.act == "smalltalk" and facts
    return understood.act if understood.act in acts.ASIDE_ACTS and not tells else None


def _answer_question(turn: Turn, draft: ReportDraft) -> None:
    """Answer how far a target has come, or from the plan, or else say how a report goes on."""
    understood = turn.understand(turn.text)
    if _is_to_the_bot(turn, draft, understood) or oversight.takes(turn):
        return
    exchanges = asking.exchanges(turn)
    of_plan = understood.intent == "ask" and understood.sure >= OF_PLAN and not understood.about
    if asking.tell_whose(turn, exchanges):
        return
    if of_plan or any(exchange.is_answered for exchange in exchanges):
        tell(turn, exchanges)
        return
    days = turn.city.category(draft.kind)
    turn.say(
        "report.procedure",
        agency=draft.recipient(turn.city).name if draft.kind else "",
        days=days.days if days else None,
        denounces=draft.denounces,
        of_plan=asking.names_subject(turn),
    )


def _is_to_the_bot(turn: Turn, draft: ReportDraft, understood: Understood) -> bool:
    """Answer words to the bot itself, where it is urgent with the numbers; false for others."""
    about = understood.about or ""
    if about in OF_REPORTS or about not in words.TO_THE_BOT or understood.sure < INTENT:
        return False
    if about == "person" and draft.urgent:
        questions.warn(turn, draft.kind)
    words.TO_THE_BOT[about](asking.saying(turn, ""))
    return True


def _story(turn: Turn, draft: ReportDraft) -> str:
    """Return the sentences that ask nothing, of a message that also asks; empty where none of them
    tells something that an answer would lose."""
    question = acts.asked_last(turn, draft)
    parts = [part.strip() for part in _SENTENCE.findall(turn.text)[:MAX_SENTENCES]]
    unasked = [part for part in parts if not part.endswith("?")]
    telling = [part for part in unasked if _tells(turn, part)]
    understand = turn.understand
    statements = [
        part for part in unasked if part in telling or understand(part, question).act != "question"
    ]
    return " ".join(statements) if telling and len(statements) < len(parts) else ""


def _tells(turn: Turn, words: str) -> bool:
    understood = turn.understand(words)
    is_report = understood.intent == "report" and understood.sure >= INTENT
    return is_report or understood.place is not None


@routes.button("doubt", once=True)
def settle_doubt(turn: Turn) -> None:
    """Add the words in doubt to the report, answer them as a question, or leave them out."""
    row = turn.draft(open_draft.KIND)
    draft = open_draft.read(turn, row) if row else None
    if row is None or draft is None or draft.doubt is None or turn.arguments[0] != str(row.id):
        raise turn.stale()
    _settle(turn, row, draft, draft.doubt, turn.arguments[-1])


def _settle(turn: Turn, row: Draft, draft: ReportDraft, doubt: Doubt, choice: str) -> None:
    draft.doubt = None
    if choice == "add":
        writing.record(turn, row, draft, doubt.act, doubt.words, doubt.message)
    else:
        open_draft.keep(turn.now, row, draft)
        if choice == "ask":
            _answer_question(asking.saying(turn, doubt.words), draft)
        open_draft.ask(turn, row, draft)
