"""Messages to a report: they fill the draft, or are locked in it until consent is given."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from bot.core.events import Incoming
from bot.core.sealed import MOST_PARTS
from bot.core.turn import Turn
from bot.reports import filling, stepping
from bot.reports.draft import LONGEST_WORDS, ReportDraft
from bot.reports.intake import acts, open_draft, spot_rules, taking, telling, writing
from bot.reports.intake.open_draft import KIND
from bot.texts.characters import visible
from bot.understanding import replies
from bot.understanding.thresholds import ACT
from bot.understanding.understood import Act
from db.models import Draft

TALK = 0.6
"""From this probability on words before consent are small talk, which no report needs."""


class DraftMessage(BaseModel):
    """A message to a report: `incoming` is the update; the rest is what else it means.

    `begins`: a report begins with it, rather than a question be answered, under `category`, at the
    place with the code `spot`. `offered`: it sounded like a report, and with `right` a tap
    chose its category; that tap carries `mark`. `unsure`: it may as well have been a question.
    `likely` are the categories it was offered under, and `chosen` that one of them was tapped.
    `warned`: the person read what to do in the emergency; `elsewhere`: whose matter it is. `about`:
    the code of an own report that it may be about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    incoming: Incoming
    begins: bool = False
    category: str | None = None
    spot: str = ""
    offered: bool = False
    unsure: bool = False
    mark: str = ""
    likely: tuple[str, ...] = ()
    right: bool = False
    chosen: bool = False
    warned: bool = False
    elsewhere: bool = False
    about: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing in it is worth keeping."""
        incoming = self.incoming
        content = visible(incoming.text) or incoming.photos or incoming.place
        return not (content or self.category or self.spot)

    def packed(self) -> bytes:
        """To be locked."""
        return self.model_dump_json(exclude_defaults=True).encode()


def receive(turn: Turn, message: DraftMessage) -> bool:
    """Fill the open report or a new one with a message, and go on; before consent, lock it.

    False where no report can begin; the person is told.
    """
    if not turn.chat.private:
        turn.say_in_private("report.only_in_private", "phananh")
        return False
    row = turn.draft(open_draft.KIND)
    if row is None:
        if not turn.may_begin():
            return False
        row = turn.begin_draft(KIND)
    draft = open_draft.read(turn, row)
    if not open_draft.may_be_kept(turn, draft):
        _lock(turn, row, draft, message)
        return True
    resumed = message.begins and not draft.is_empty
    before = draft.model_copy(deep=True)
    draft = filled(turn, row, draft, message)
    open_draft.note(turn, row, draft, before)
    open_draft.go_on(turn, row, draft, resumed=resumed)
    return True


def filled(turn: Turn, row: Draft, draft: ReportDraft, message: DraftMessage) -> ReportDraft:
    """Return the draft filled with a message; one that takes another back, as it was before."""
    turn = replace(turn, incoming=message.incoming)
    draft.warned = draft.warned or message.warned
    if message.spot:
        if spot := spot_rules.of_link(turn.session, message.spot):
            taking.take_spot(turn, draft, spot)
    elif turn.unlocked and not message.offered and draft.description and acts.is_typed(turn):
        return _filled_unasked(turn, row, draft)
    elif message.begins or (
        turn.unlocked and not message.incoming.edited
    ):  # nothing was asked for yet
        if turn.city.category(message.category) and (message.right or not message.offered):
            draft.category = draft.category or message.category
            draft.category_chosen |= message.chosen
        elif message.elsewhere:
            filling.decline(draft, "category")  # it was said that it is no other office's matter
        taking.take_pictures_and_place(turn, draft)
        if message.offered or replies.wish(turn.text) is None:
            taking.describe(turn, draft, turn.text)
    elif message.incoming.edited:
        taking.take_edit(turn, draft)
    else:
        taking.take(turn, draft)
    return draft


def _filled_unasked(turn: Turn, row: Draft, draft: ReportDraft) -> ReportDraft:
    """Return the draft with words typed before consent as what they are to it.

    Nothing had been asked for: a yes, a no or a wish to go on adds nothing, nor does a question.
    """
    words, understood = turn.text, acts.meaning(turn, row, draft)
    act = understood.act if understood and understood.sure >= ACT else "answer"
    if telling.is_told(draft, words):
        return draft
    if replies.refuses_photos(words):
        draft.photos_done = True
    elif understood and act == "command":
        return (understood.command == "undo" and stepping.take_back(draft)) or draft
    elif act == "correction":
        writing.write(turn, row, draft, act, words)
    elif act == "new_report":
        draft.waiting = [*draft.waiting, words]
    elif act == "more" or _tells(turn, draft, words, act):
        writing.write(turn, row, draft, "more", words)
    return draft


def _tells(turn: Turn, draft: ReportDraft, words: str, act: Act | None) -> bool:
    """Return whether words that may be an answer, or stand beside a report, are a part of it."""
    if telling.told_step(turn, draft, words):
        return True
    understood = turn.understand(words)
    is_talk = understood.intent == "smalltalk" and understood.sure >= TALK
    is_beside = act in acts.ASIDE_ACTS or is_talk
    is_answer = replies.is_mere_sense(words) or replies.wish(words) is not None
    is_grave = understood.denunciation or understood.urgent
    return is_grave or not (is_beside or is_answer)


def _lock(turn: Turn, row: Draft, draft: ReportDraft, message: DraftMessage) -> None:
    """Lock a message into the draft; in an emergency the person learns at once what to do."""
    if len(message.incoming.text) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(message.incoming.text), most=LONGEST_WORDS)
        message = message.model_copy(
            update={"incoming": message.incoming.model_copy(update={"text": ""})}
        )
    message = _warned(turn, draft, message)
    if message.is_empty:
        open_draft.ask_consent(turn, row, draft)
    elif draft.sealed and not message.begins and _is_of_consent(turn):
        open_draft.remind(turn, row, draft, "privacy.press_yes")
    elif not draft.is_locked:
        open_draft.ask_consent(turn, row, draft, message.packed())
    elif draft.sealed is not None and len(draft.sealed.parts) < MOST_PARTS:
        draft.sealed = draft.sealed.with_part(message.packed())
        open_draft.keep(turn.now, row, draft)
        open_draft.remind(turn, row, draft, "privacy.locked_too")
    else:
        open_draft.remind(turn, row, draft, "privacy.locked_enough")


def _is_of_consent(turn: Turn) -> bool:
    """Return whether words before consent are only about what was asked: "tôi gửi rồi mà"."""
    understood = turn.understand(turn.text)
    is_order = replies.refuses_photos(turn.text) or replies.names_last(turn.text)
    is_to_the_bot = understood.intent == "smalltalk" and understood.about is not None
    is_of_it = is_to_the_bot or understood.intent == "track"
    tells = understood.place or understood.when or understood.urgent or understood.denunciation
    is_of_it = is_of_it and not is_order
    return acts.is_typed(turn) and is_of_it and not tells and understood.sure >= TALK


def _warned(turn: Turn, draft: ReportDraft, message: DraftMessage) -> DraftMessage:
    if message.warned or draft.warned:
        return message
    category = message.category if turn.city.category(message.category) else None
    warned = open_draft.warn_of(turn, message.incoming.text, category)
    return message.model_copy(update={"warned": warned})
