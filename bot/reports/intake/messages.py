"""What is said to a report: it fills the draft, or before consent is locked until there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from bot.city.city import City
from bot.core import draft_queries as drafts
from bot.core import limits
from bot.core.events import Incoming
from bot.core.sealed import MOST_PARTS, WrongKey
from bot.core.turn import Turn
from bot.people import queries as known
from bot.people import roles as people
from bot.reports.draft import LONGEST_WORDS, ReportDraft, opened
from bot.reports.intake import filling as report_fill
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake import questions as report_questions
from bot.reports.intake import spot_rules as spots
from bot.reports.intake.open_draft import KIND
from bot.reports.story import alarms
from bot.understanding import typed
from db.models import Draft

YES = "consent:yes:"
"""How the data of the button begins that agrees and unlocks; its key follows."""


class Said(BaseModel):
    """One thing somebody did to a report: what came, and what else it means.

    `begins`: a report is to begin with it, rather than a question be answered. `category` it is
    begun under, at the place with the code `spot`. `offered`: it sounded like a report, and with
    `right` a tap said that it is one and was understood; that tap carries `mark`. `warned`: the
    person read what to do while it is dangerous.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    came: Incoming
    begins: bool = False
    category: str | None = None
    spot: str = ""
    offered: bool = False
    mark: str = ""
    right: bool = False
    warned: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it would be a pity to lose."""
        came = self.came
        told = typed.seen(came.text) or came.photos or came.place
        return not (told or self.category or self.spot)

    def packed(self) -> bytes:
        """To be locked."""
        return self.model_dump_json(exclude_defaults=True).encode()


def hear(turn: Turn, said: Said) -> bool:
    """Let it fill the open report, or a new one, and go on; before consent it is locked.

    False where no report can begin, which is told.
    """
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return False
    row = report_draft.of_kind(turn)
    if row is None:
        if not limits.may_begin(turn):
            return False
        row = drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now)
    draft = report_draft.read(turn, row)
    if not report_draft.may_be_kept(turn, draft):
        _lock(turn, row, draft, said)
        return True
    resumed = said.begins and not draft.is_empty
    _fill(turn, draft, said)
    report_draft.go_on(turn, row, draft, resumed=resumed)
    return True


def _fill(turn: Turn, draft: ReportDraft, said: Said) -> None:
    turn = replace(turn, incoming=said.came)
    draft.warned = draft.warned or said.warned
    if said.spot:
        if spot := spots.of_link(turn.session, said.spot):
            report_fill.take_spot(turn, draft, spot)
    elif said.offered:
        _fill_with_offered(turn, draft, said)
    elif said.begins or (turn.unlocked and not said.came.edited):  # nothing was asked for yet
        if turn.city.category(said.category):
            draft.category = draft.category or said.category
        report_fill.take_pictures_and_place(turn, draft)
        report_fill.tell(turn, draft, turn.text)
    elif said.came.edited:
        report_fill.take_edit(turn, draft)
    else:
        report_fill.take(turn, draft)


def _fill_with_offered(turn: Turn, draft: ReportDraft, said: Said) -> None:
    """The tap says that what was understood of it is so too, where it was shown above this very
    button and nothing else is in the report. Who told all in one sentence sends it anonymously,
    unless they choose otherwise before sending.
    """
    alone = draft.is_empty
    if said.right and turn.city.category(said.category):
        draft.category = draft.category or said.category
    report_fill.tell(turn, draft, turn.text)
    if said.right and alone:
        report_draft.accept(turn, draft)
        if draft.category and draft.has_place and draft.anonymous is None:
            draft.anonymous = True


def _lock(turn: Turn, row: Draft, draft: ReportDraft, said: Said) -> None:
    """Lock it into the draft; who tells of what cannot wait learns at once what to do."""
    if len(said.came.text) > LONGEST_WORDS:
        turn.say("start.too_long", length=len(said.came.text), most=LONGEST_WORDS)
        said = said.model_copy(update={"came": said.came.model_copy(update={"text": ""})})
    said = _warned(turn, draft, said)
    if said.is_empty:
        report_draft.ask_consent(turn, row, draft)
    elif not draft.is_locked:
        report_draft.ask_consent(turn, row, draft, said.packed())
    elif draft.sealed is not None and len(draft.sealed.parts) < MOST_PARTS:
        draft.sealed = draft.sealed.with_part(said.packed())
        report_draft.keep(turn, row, draft)
        report_draft.remind(turn, row, draft, "privacy.locked_too")
    else:
        report_draft.remind(turn, row, draft, "privacy.locked_enough")


def _warned(turn: Turn, draft: ReportDraft, said: Said) -> Said:
    if said.warned or draft.warned:
        return said
    category = said.category if turn.city.category(said.category) else None
    heard = ReportDraft(description=said.came.text, category=category)
    report_draft.understood(turn, heard)
    if not alarms(heard, turn.city):
        return said
    report_questions.warn(turn, heard.category or heard.suggested.category)
    return said.model_copy(update={"warned": True})


def agree(turn: Turn, row: Draft, secret: str) -> None:
    """Agree; what was said before is unlocked with the key of the button, and fills the draft.

    Without the right key nothing is agreed to and nothing lost, where something is locked.
    """
    draft = report_draft.read(turn, row)
    try:
        before = _unlocked(draft, secret)
    except WrongKey:
        name = "privacy.wrong_key" if secret else "privacy.press_yes"
        report_draft.remind(turn, row, draft, name)
        return
    _agreed(turn, row, draft, before)


def agree_anew(turn: Turn, row: Draft) -> None:
    """Agree, and begin the report anew: what is locked cannot be opened and goes."""
    draft = report_draft.read(turn, row)
    _agreed(turn, row, draft, ())


def _agreed(turn: Turn, row: Draft, draft: ReportDraft, before: Sequence[Said]) -> None:
    turn.tools.keys.forget(draft.sealed)
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
    draft.sealed = None
    for said, came in zip(before, turn.unlocked, strict=True):
        _fill(turn, draft, said.model_copy(update={"came": came}))
        report_draft.understood(turn, draft)
    report_draft.go_on(turn, row, draft)


def _unlocked(draft: ReportDraft, secret: str) -> Sequence[Said]:
    if draft.sealed is None or not draft.is_locked:
        return ()
    return [Said.model_validate_json(part) for part in draft.sealed.opened(secret)]


def unlocked(session: Session, city: City, incoming: Incoming) -> Sequence[Incoming]:
    """What came before consent, if this update is the tap that unlocks it; else nothing."""
    pressed, sender = incoming.button or "", incoming.sender
    if not pressed.startswith(YES) or sender is None:
        return ()
    person = known.known(session, incoming.channel, sender.id)
    chat = known.known_chat(session, incoming.channel, incoming.chat, incoming.thread or "")
    row = drafts.of_kind(session, person, chat, KIND) if person and chat else None
    try:
        before = _unlocked(opened(row.data, city), pressed[len(YES) :]) if row else ()
    except WrongKey:
        return ()
    return [each.came for each in before]
