"""Words that sound like a report: offered as one, and what is said to that offer.

The words are locked; the button has the key, and for a while this process, so that an answer that
is typed, or a picture that follows, is taken as well as a tap.
"""

from datetime import timedelta
from typing import NamedTuple

from bot.core import sealed
from bot.core.routes import Routes
from bot.core.sealed import Sealed, WrongKey
from bot.core.turn import Rows, Turn, labelled_button
from bot.reports import queries as reports
from bot.reports.buttons import settled_buttons
from bot.reports.draft import ReportDraft, Suggestion
from bot.reports.intake import acts, elsewhere, open_draft, questions, telling
from bot.reports.intake.messages import DraftMessage, receive
from bot.reports.moves import OPEN
from bot.reports.story import alarms
from bot.texts.characters import visible
from bot.understanding import labels, replies
from bot.understanding.thresholds import ACT, INTENT, OF_PLAN
from bot.understanding.understood import Understood
from db.models import Draft, Report
from knowledge.vietnamese.text import fold

routes = Routes()
OFFER = "offer"
"""The kind of a draft with words that sounded like a report, locked for a day."""
FROM_QUESTION = "from_ask"
"""The kind of a draft with words that were answered as a question, locked likewise."""
FOLLOWS, STANDS = timedelta(hours=1), timedelta(days=1)
"""For so long what is typed may be about the offer; and a wish to send it, which means no other."""
LATEST = 2
"""So many of the reports sent last may be spoken of."""
STORY = 8
"""So many words that tell of a matter of their own are another report."""


def offer(turn: Turn, words: str, *, unsure: bool = False, about: str = "") -> None:
    """Lock words that sound like a report until the person says by a tap whether it is one.

    The category and place they seem to name are shown; of another office's matter it is told
    whose it is, and of words that may be a question (`unsure`) it is asked. What may be `about` the
    report of that code has a button for it. In an emergency the person learns at once what to do
    and whom to call. A few words of which this is unsure take the place of no story offered.
    """
    before = still_open(turn) if unsure and len(words.split()) < STORY else None
    if before and not before.message.unsure and not (about or before.message.about):
        offer(turn, before.message.incoming.text)
        return
    words = _joined(turn, words, about)
    matters = telling.matters(turn, words)  # what is ours first, for another's needs no report
    first, *further = sorted(matters, key=lambda part: turn.understand(part).intent == "other")
    draft = ReportDraft(description=first)
    open_draft.understood(turn, draft)
    suggestion, kind = draft.suggested, draft.elsewhere
    if draft.denounces:
        suggestion, kind = Suggestion(), None
    likely = tuple(guess.id for guess in draft.guesses)
    if kind:
        matter = elsewhere.values(turn.city, kind)
        suggestion = suggestion.model_copy(update={"category": matter["matter"].category})
    warned = any(open_draft.warn_of(turn, matter) for matter in further)
    if alarms(draft, turn.city) and not warned:
        questions.warn(turn, likely[0] if likely and not kind else None)
        warned = True
    message = DraftMessage(
        incoming=turn.incoming.model_copy(update={"text": words}),
        begins=True,
        offered=True,
        unsure=unsure,
        category=suggestion.category,
        mark=suggestion.mark,
        likely=likely,
        warned=warned,
        elsewhere=bool(kind),
        about=about,
    )
    secret = _lock(turn, message)
    begins = f"offer:wrong:{secret}"
    if kind:
        elsewhere.count(turn, kind)
        rows = [[turn.button("report.button_not_elsewhere", begins)]]
        if suggestion.category:
            rows = [[turn.button("report.button_here", f"offer:{suggestion.mark}:{secret}")], *rows]
        turn.say("report.elsewhere", rows, **matter)
    elif unsure:
        rows = [
            [turn.button("report.button_unsure_report", begins)],
            [turn.button("report.button_unsure_ask", f"{questions.ASKS}:{secret}")],
        ]
        turn.say("report.unsure", [*_about(turn, about, secret), *rows])
    else:
        _ask(turn, message, suggestion, secret, denounces=draft.denounces)


def _joined(turn: Turn, words: str, about: str) -> str:
    """Return words about an own report with those that were offered as about it before them."""
    before = still_open(turn) if about else None
    if before is None or before.message.about != about:
        return words
    return f"{before.message.incoming.text}\n{words}"


def hold(turn: Turn) -> str:
    """Lock words that are answered as a question; returns the data of the button to report them."""
    message = DraftMessage(incoming=turn.incoming, begins=True, offered=True)
    return f"{FROM_QUESTION}:wrong:{_lock(turn, message, FROM_QUESTION)}"


def _lock(turn: Turn, message: DraftMessage, kind: str = OFFER) -> str:
    """Keep a message locked, in the place of one of that kind; returns the key to it."""
    empty, secret = sealed.new()
    turn.tools.keys.keep(empty, secret, _owner(turn))
    data = empty.with_part(message.packed()).model_dump(mode="json")
    turn.begin_draft(kind, data=data)
    return secret


def ask_done(turn: Turn, report: Report) -> None:
    """Ask whether a report is done, of words that may judge it; who says no has said why."""
    incoming = turn.incoming.model_copy(update={"text": _joined(turn, turn.text, report.code)})
    message = DraftMessage(incoming=incoming, begins=True, offered=True, about=report.code)
    secret = _lock(turn, message)
    yes, part, _ = settled_buttons(turn.tools, report)
    no = turn.button("track.button_no", f"about:{secret}:{report.code}")
    other = turn.button("report.button_unsure_report", f"offer:wrong:{secret}")
    turn.say("track.ask_done", [yes, part, [no], [other]], report=report)


def _ask(
    turn: Turn, message: DraftMessage, suggestion: Suggestion, secret: str, *, denounces: bool
) -> None:
    """Ask whether it is a report, and show how it was understood: that can be changed later.

    The button carries the key to the words, which is stored nowhere else. Where no category is
    likely enough, each of the likely ones has a button.
    """
    data = f"offer:{message.mark}:{secret}"
    rows = [[turn.button("report.button_offer", data)]]
    if choose := bool(message.likely and suggestion.category is None and not denounces):
        names = map(turn.city.category_name, message.likely)
        rows = [[labelled_button(name, f"{data}:{at}")] for at, name in enumerate(names)]
        rows.append([turn.button("report.button_other", f"offer:wrong:{secret}")])
    if not denounces:
        rows.append([turn.button("report.button_unsure_ask", f"{questions.ASKS}:{secret}")])
    turn.say(
        "report.offer",
        [*_about(turn, message.about, secret), *rows],
        suggestion=suggestion,
        category=turn.city.category_name(suggestion.category),
        area=turn.city.area_name(suggestion.area),
        unit=suggestion.unit,
        denounces=denounces,
        choose=choose,
    )


def _about(turn: Turn, code: str, secret: str) -> Rows:
    """Return the buttons with which words belong to the report of that code, if there is one, or
    to another that the person sent lately and that is open."""
    if not code:
        return []
    latest = reports.of_person(turn.session, turn.person.number, LATEST)
    codes = dict.fromkeys([code, *(row.code for row in latest if row.status in OPEN)])
    return [
        [turn.button("report.button_about", f"about:{secret}:{code}", code=code)] for code in codes
    ]


def offered(turn: Turn, secret: str, kind: str = OFFER) -> DraftMessage | None:
    """Return the message of the offer that this key opens, which is over; else say it is gone."""
    row = turn.draft(kind)
    try:
        (part,) = Sealed.model_validate(row.data if row else None).opened(secret)
    except (WrongKey, ValueError):
        turn.say("report.offer_gone")
        return None
    turn.session.delete(row)
    return DraftMessage.model_validate_json(part)


@routes.button(OFFER, FROM_QUESTION, once=True)
def begin_offered(turn: Turn) -> None:
    """Begin with the words of the offer or question: the button has the key to them."""
    kind = turn.incoming.verb or OFFER
    row = turn.draft(kind)
    mark, secret, number = (*turn.arguments, "", "")[:3]
    data = row.data if row else {}
    message = offered(turn, secret, kind)
    if message is None:
        return
    update: dict[str, object] = {"right": mark == message.mark}
    if update["right"] and number.isdecimal() and int(number) < len(message.likely):
        update |= {"category": message.likely[int(number)], "chosen": True}
    if not receive(turn, message.model_copy(update=update)):
        turn.begin_draft(kind, data=data)


SURELY_ASKS = 0.95
"""From this probability on words after an offer are a question, whatever else they might be."""


class Open(NamedTuple):
    """An offer that was just made: its row, its message, and the key to that."""

    row: Draft
    message: DraftMessage
    secret: str


def still_open(turn: Turn) -> Open | None:
    """Return the offer just made here, if there is one and this process has its key."""
    if turn.incoming.edited or not turn.tools.keys.has_one_of(_owner(turn)):
        return None
    row = turn.draft(OFFER)
    lasts = STANDS if _wishes_to_send(turn) else FOLLOWS
    if row is None or turn.now - row.updated_at > lasts:
        return None
    box = Sealed.model_validate(row.data)
    if (secret := turn.tools.keys.of(box)) is None:
        return None
    return Open(row, DraftMessage.model_validate_json(box.opened(secret)[0]), secret)


def _owner(turn: Turn) -> tuple[int, int]:
    return turn.person.number, turn.chat.number


def takes(turn: Turn, offered: Open) -> bool:
    """Take what is typed or shown after an offer as what it is to it; false for anything else."""
    message, words = offered.message, offered.message.incoming.text
    number = labels.ordinal(turn.text) or 0
    if 0 < number <= len(message.likely) and not message.category:
        chosen = {"category": message.likely[number - 1], "right": True, "chosen": True}
        turn.session.delete(offered.row)
        receive(turn, message.model_copy(update=chosen))
        return True
    if acts.is_typed(turn) and not telling.is_place(turn.city, turn.text):
        understood = turn.understand(turn.text, "preview")
        if _refuses(turn, understood):
            turn.session.delete(offered.row)
            turn.say("report.offer_dropped")
            return True
        asks = understood.act == "question" and not _surely_asks(turn)
        if message.elsewhere and asks and _asks_of_it(turn):
            offer(turn, words)  # "can you send it for me?"
            return True
        if not _follows(turn, understood, words):
            return False
    if not acts.is_typed(turn) or not _is_mere_yes(turn):
        words = "\n".join(part for part in (words, visible(turn.text)) if part)
    turn.session.delete(offered.row)
    if message.elsewhere and not (message.category and _is_of_it(turn)):
        offer(turn, words)  # whose it is may be told otherwise with more of the story
    else:
        update = turn.incoming.model_copy(update={"text": words})
        receive(turn, message.model_copy(update={"incoming": update, "right": True}))
    return True


def _refuses(turn: Turn, understood: Understood) -> bool:
    no = turn.tools.texts.plain("report.typed_wrong")
    return labels.label(turn.text, [no]) is not None or (
        understood.command == "drop" and understood.sure >= ACT
    )


def _follows(turn: Turn, understood: Understood, words: str) -> bool:
    """Return whether what was typed says yes to the offer of `words`, or tells where, or more.

    Talk of nothing and what asks are neither: "dân kêu mãi", "số 5 Lê Lợi có phép không?".
    """
    first = turn.understand(turn.text)
    if _surely_asks(turn) or (first.intent == "ask" and understood.act == "question"):
        return False
    says_yes = replies.sense(turn.text) == "yes" and replies.is_mere_sense(turn.text)
    says_yes |= labels.ordinal(turn.text) == 1 or _wishes_to_send(turn)
    if says_yes or telling.is_most(first.place, turn.text):
        return True
    if understood.sure < ACT:
        return False
    tells = bool(first.place or first.when or first.area or first.urgent)
    tells |= first.intent in ("report", "other")
    if first.intent == "report" and first.sure >= INTENT and len(turn.text.split()) >= STORY:
        return understood.act == "more" and not _is_elsewhere(first.place, words)
    says_done = understood.act == "command" and understood.command in ("done", "keep")
    return says_done or (understood.act in ("answer", "more", "correction") and tells)


def _wishes_to_send(turn: Turn) -> bool:
    """Return whether words wish to send or report what was offered, and say nothing else."""
    words, here = replies.after_yes(turn.text), turn.tools.texts.plain("report.button_here")
    return (
        replies.wish(words) == "send"
        or replies.is_wish_to_report(words)
        or labels.label(words, [here]) is not None
    )


def _surely_asks(turn: Turn) -> bool:
    """Return whether words are surely a question of their own, whatever was offered."""
    first = turn.understand(turn.text)
    return first.intent == "ask" and first.sure >= SURELY_ASKS


def _is_elsewhere(place: str | None, words: str) -> bool:
    """Return whether a place is none that the words of the offer name."""
    return place is not None and fold(place) not in fold(words)


def _asks_of_it(turn: Turn) -> bool:
    """Return whether a short question is not to a plan, nor answered by one: it is of the offer."""
    first = turn.understand(turn.text)
    is_short = len(turn.text.split()) <= STORY
    if not is_short or (first.intent == "ask" and first.sure >= OF_PLAN):
        return False
    return turn.tools.answerer.answer(turn.text).outcome == "not_in_plan"


def _is_mere_yes(turn: Turn) -> bool:
    """Return whether words say yes, or that there is no more, and tell nothing themselves."""
    first = turn.understand(turn.text)
    tells = first.place or first.when or first.urgent or first.denunciation
    return _wishes_to_send(turn) or not (tells or first.intent == "report")


def _is_of_it(turn: Turn) -> bool:
    """Return whether a message tells no matter of ours to an offer: at most a place or a time."""
    first = turn.understand(turn.text)
    is_part = telling.is_most(first.place, turn.text) or telling.is_most(first.when, turn.text)
    tells = visible(turn.text) and first.intent == "report" and not _wishes_to_send(turn)
    return is_part or not tells
