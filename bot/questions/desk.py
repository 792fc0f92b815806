"""The desk for forwarded questions: officials answer them, admins approve the answers."""

from typing import Any

from bot.city.city import City
from bot.core import dropping, gathering
from bot.core.events import Reply
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, labelled_button, row_number
from bot.people.roles import OFFICES, OVERSEERS
from bot.plan.outline import page_of
from bot.plan.pages import page_asked, turn_pages
from bot.questions import cards, rules
from bot.questions import queries as questions
from bot.texts import shortened
from bot.understanding.masking import masked
from db.models import Chat, Draft, OfficialAnswer, QuestionGroup, SentQuestion

routes = Routes()

KINDS = {"answer": "question_answer", "decline": "question_decline"}
"""The kind of draft that waits for the words of an action."""
A_PAGE = 10


def answer_values(city: City, answer: OfficialAnswer, question: str) -> dict[str, Any]:
    """Return the values for the templates about an agency's answer."""
    return {"question": question, "answer": answer, "agency": city.agency_name(answer.agency)}


def waiting_buttons(turn: Turn) -> Rows:
    """Return the buttons to the questions and answers that wait for this official or overseer."""
    actor = turn.actor
    if actor.role not in OFFICES:
        return ()
    count = questions.count_waiting(turn.session, None if actor.oversees else actor.agency)
    rows = []
    if count:
        rows.append([turn.button("questions.button_waiting", "questions:0", count=count)])
    reviewed, pending = questions.count_reviewed(turn.session) if actor.oversees else (0, 0)
    if reviewed:
        rows.append([turn.button("questions.button_answers", "answers:0", count=pending)])
    return rows


@routes.button("questions", roles=OFFICES)
def waiting(turn: Turn) -> None:
    """List the questions that wait for the official's agency, or for any; the oldest first."""
    actor = turn.actor
    groups = questions.waiting(turn.session, None if actor.oversees else actor.agency)
    page = page_of(groups, page_asked(turn), A_PAGE)
    rows = [
        [labelled_button(shortened(entry.group.text, 50), f"question:show:{entry.group.id}")]
        for entry in page.entries
    ]
    rows += turn_pages(turn, page, "questions")
    since = groups[0].since if groups else None
    turn.say("questions.waiting", rows, count=len(groups), since=since, begin=page.number * A_PAGE)


@routes.button("answers", roles=OVERSEERS)
def reviewed(turn: Turn) -> None:
    """List the agencies' answers: those that wait for an admin first, then those shown."""
    answers = questions.answers(turn.session)
    page = page_of(answers, page_asked(turn), A_PAGE)
    rows = [
        [
            turn.button(
                f"questions.line_{answer.state}",
                f"question:show:{group.id}",
                question=shortened(group.text, 45),
            )
        ]
        for answer, group in page.entries
    ]
    rows += turn_pages(turn, page, "answers")
    states = [answer.state for answer, _ in answers]
    turn.say(
        "questions.answers",
        rows,
        given=states.count("given"),
        approved=states.count("approved"),
        count=len(answers),
    )


@routes.button("question")
def question(turn: Turn) -> None:
    """Handle a button of a card; the rights are read from the database, now."""
    action, number = turn.arguments[0], row_number(turn.arguments[-1])
    group = questions.group(turn.session, number)
    if group is None or action not in (*KINDS, "show"):
        raise turn.stale()
    if action == "show":
        if not cards.show(turn, group):
            turn.say("start.not_allowed")
    elif _may(turn, group):
        row = gathering.begin(turn, KINDS[action], "questions.replaced", target=str(group.id))
        turn.say(
            f"questions.ask_{row.kind}",
            ask="handle.hint_words",
            question=group.text,
            private=turn.chat.private,
        )


def _may(turn: Turn, group: QuestionGroup, text: str = "") -> list[SentQuestion]:
    """Return the rows that wait, if this official may answer them; else say why not."""
    waiting = questions.waiting_of(turn.session, group.number)
    why = rules.refusal(waiting, turn.actor)
    if why is None:
        return list(waiting)
    before = questions.answers_of(turn.session, group.number)
    if why == "right" or not before or not turn.actor.handles(before[0].agency):
        turn.say("start.not_allowed")
    else:
        turn.say("questions.already", words=text, **answer_values(turn.city, before[0], group.text))
        cards.refresh(turn, group)
    return []


@routes.draft(*KINDS.values())
def words(turn: Turn, row: Draft) -> None:
    """Gather the words of an answer until they are enough, then show them before sending."""
    gathered = gathering.of(row)
    offered = len(gathered.text) >= rules.SHORTEST_ANSWER
    if offered and routes.press_typed(turn, _sending(turn, row)):
        return
    if turn.incoming.edited and not gathered.has_message(turn.incoming.message):
        turn.say("handle.edit_not_taken")
        return
    if turn.incoming.photos or turn.incoming.place:
        turn.say("questions.only_words")
    message = turn.incoming.message or ""
    gathering.add(turn, row, gathered, turn.text, rules.LONGEST_ANSWER, message)
    confirm(turn, row)


def confirm(turn: Turn, row: Draft) -> None:
    """Show the words with the button that sends them; or ask for more if they are too short."""
    gathered = gathering.of(row)
    group = turn.session.get_one(QuestionGroup, int(gathered.target))
    if len(gathered.text) < rules.SHORTEST_ANSWER:
        turn.say("questions.more_words", ask="handle.hint_words", question=group.text)
        return
    turn.say(
        f"questions.confirm_{row.kind}",
        _sending(turn, row),
        question=group.text,
        words=masked(gathered.text),
        hidden=masked(gathered.text) != gathered.text,
    )


def _sending(turn: Turn, row: Draft) -> Rows:
    return [
        [turn.button("handle.button_confirm", f"question_send:{row.id}")],
        [turn.button("handle.button_drop", f"discard:{row.id}")],
    ]


@routes.button("question_send", once=True)
def send(turn: Turn) -> None:
    """Send the answer that was shown, or the reason for declining."""
    row = dropping.draft_of_button(turn, turn.arguments[0], *KINDS.values())
    gathered = gathering.of(row)
    group = questions.group(turn.session, int(gathered.target))
    if group is None:
        raise turn.stale()
    if len(gathered.text) < rules.SHORTEST_ANSWER:
        confirm(turn, row)
        return
    turn.session.delete(row)
    if waiting := _may(turn, group, gathered.text):
        _write(turn, group, waiting, gathered.text, row.kind == KINDS["decline"])


def _write(
    turn: Turn, group: QuestionGroup, waiting: list[SentQuestion], text: str, declined: bool
) -> None:
    answer = rules.write(turn, group, waiting, text, declined)
    reached = sum([_tell(turn, sent, answer) for sent in waiting])
    cards.refresh(turn, group)
    admins = False if declined else cards.bring_to_admins(turn, group)
    turn.say("questions.done", reached=reached, of=len(waiting), declined=declined, admins=admins)


def _tell(turn: Turn, sent: SentQuestion, answer: OfficialAnswer) -> bool:
    """Tell a person who forwarded the question; return false if their chat is gone."""
    chat = turn.session.get(Chat, sent.chat_id) if sent.person_id and sent.chat_id else None
    if chat is None or not chat.active:
        return False
    text = turn.tools.texts("questions.told", **answer_values(turn.city, answer, sent.text))
    turn.tell(chat, Reply(text=text), "notice")
    return True


@routes.button("verdict")
def verdict(turn: Turn) -> None:
    """Let an admin approve, refuse or withdraw an answer."""
    wish, number = turn.arguments[0], row_number(turn.arguments[-1])
    answer = turn.session.get(OfficialAnswer, number)
    if answer is None or wish not in rules.VERDICTS:
        raise turn.stale()
    group = turn.session.get_one(QuestionGroup, answer.group_id, with_for_update=True)
    turn.session.refresh(answer)
    why = rules.decide(turn, answer, wish)
    if why == "right":
        turn.say("start.not_allowed")
        return
    turn.say(f"questions.now_{answer.state}", already=why == "done", question=group.text)
    cards.refresh(turn, group)
