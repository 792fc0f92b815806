"""Write words down as what they are to a report, or keep them until that is known.

What they are is decided in `acts`; which step takes them and how, in `answers`, `correcting` and
`taking`.
"""

from dataclasses import replace

from bot.core.turn import Turn
from bot.reports.draft import Doubt, ReportDraft, Step, next_question
from bot.reports.intake import answers, correcting, open_draft, questions, taking, telling
from bot.reports.intake.open_draft import go_on
from bot.reports.story import is_sudden
from bot.understanding import put_right, replies
from db.models import Draft


def record(
    turn: Turn, row: Draft, draft: ReportDraft, act: str, words: str, message: str | None = None
) -> None:
    """Write words down as an answer, a correction or more of the story, and go on.

    They came in this message, or in an earlier `message`.
    """
    if message is not None:
        turn = replace(turn, incoming=turn.incoming.model_copy(update={"message": message}))
    write(turn, row, draft, act, words)
    go_on(turn, row, draft)


def write(turn: Turn, row: Draft, draft: ReportDraft, act: str, words: str) -> None:
    """Write words down, and say what was added."""
    before, question = draft.model_copy(deep=True), next_question(draft)
    if _corrects_place(turn, draft, question, words):
        act = "correction"
    step = telling.told_step(turn, draft, words) if act in ("answer", "more") else None
    if step == "place" and draft.spot and question not in ("place", "area", "name"):
        answers.tell_place(turn, draft, words)
    elif step == "happened" or (step and question not in ("place", "area", "name", step)):
        answers.answer(turn, draft, step, words)
    elif act == "answer" or _answers_too(question, step, words):
        answers.answer(turn, draft, question, words)
    elif act == "undo" or (act == "correction" and replies.begins_with(words, "remove")):
        correcting.remove(draft, words, surely=act == "undo" or "," not in words)
    elif act == "correction":
        correcting.correct(turn, draft, question, words)
    else:
        taking.describe(turn, draft, words)
    is_told = draft.description != before.description and not turn.unlocked
    if is_told and is_sudden(words, turn.tools.understanding):
        draft.warned = open_draft.warn_of(turn, words)
    open_draft.note(turn, row, draft, before, corrected=act in ("correction", "undo"))


def _corrects_place(turn: Turn, draft: ReportDraft, question: Step, words: str) -> bool:
    """Return whether words are the right number of the house or alley that was told, or the right
    place and that it was wrong."""
    if not draft.spot or question in ("place", "area", "description"):
        return False
    if question != "details" and put_right.renumbered(draft.spot, words) is not None:
        return True
    place = turn.understand(words).place
    return place is not None and put_right.puts_right(words.replace(place, " "))


def _answers_too(question: Step, step: Step | None, words: str) -> bool:
    """Return whether words answer the question, whatever else they are."""
    if question == "photos":
        return replies.has_no_photo(words)
    return question == "description" or (question == "area" and step is not None)


def ask_what_it_is(turn: Turn, row: Draft, draft: ReportDraft, words: str, act: str) -> None:
    """Keep the words, beside others in doubt, and ask whether they are a part of the report."""
    if draft.doubt:
        words, act = f"{draft.doubt.words}\n{words}", "more"
    draft.doubt = Doubt(words=words, message=turn.incoming.message or "", act=act)
    open_draft.keep(turn.now, row, draft)
    open_draft.ask(turn, row, draft)
    questions.ask_doubt(turn, row, draft.doubt)


def set_aside(turn: Turn, row: Draft, draft: ReportDraft, words: str) -> None:
    """Keep the words of another report until this one is sent or dropped.

    In an emergency the person learns at once what to do.
    """
    open_draft.warn_of(turn, words)
    draft.waiting = [*draft.waiting, words]
    open_draft.keep(turn.now, row, draft)
    rows = [
        [turn.button("report.button_first", f"first:{questions.stamp(row)}")],
        [turn.button("report.button_other_report", f"drop:{questions.stamp(row)}")],
    ]
    turn.say("report.set_aside", rows, words=words, draft=draft)
