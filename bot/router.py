"""What people can do, one file each; `Conversation` finds out which of it somebody is doing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot import gate
from bot.city.codes import code_in
from bot.core import draft_queries as drafts
from bot.core import turn as turns
from bot.core.events import Incoming, Reply
from bot.core.media import Media
from bot.core.turn import Routes, Tools, Turn, put, turn_of
from bot.digests.screens import acting as digest_acts
from bot.digests.screens import conversation as digest
from bot.digests.screens import journal, updating
from bot.people import queries as people
from bot.plan import conversation as plan
from bot.plan import item, targets, terms
from bot.privacy import conversation as privacy
from bot.public import conversation as public
from bot.questions import conversation as ask
from bot.questions import forwarding as questions
from bot.questions import rating_words, ratings
from bot.reports import cards
from bot.reports import moving as handle
from bot.reports import queries as reports
from bot.reports.desk import blocks as admin
from bot.reports.desk import case_pictures, moderation, office, templates
from bot.reports.desk import conversation as cases
from bot.reports.desk import oversight as oversee
from bot.reports.intake import conversation as report
from bot.reports.intake import messages as report_said
from bot.reports.intake import spots, support
from bot.reports.intake.filling import is_place
from bot.reports.tracking import conversation as track
from bot.reports.tracking import receipts as proof
from bot.reports.tracking import settled
from bot.reports.tracking.receipt_rules import is_receipt
from bot.texts import cleaned
from bot.welcome import asked_first, unaddressed, undo, words
from bot.welcome import conversation as start
from db.engine import Database
from db.models import CLOSED, Draft

ROUTES = Routes()
for module in (
    start,
    ask,
    plan,
    item,
    targets,
    terms,
    questions,
    rating_words,
    report,
    track,
    handle,
    cases,
    office,
    oversee,
    templates,
    moderation,
    journal,
    digest,
    digest_acts,
    privacy,
    public,
    support,
    settled,
    unaddressed,
    words,
    admin,
    spots,
    proof,
    undo,
):
    ROUTES.include(module.routes)


class Conversation:
    """Answers updates, each inside the transaction it is given."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def respond(
        self,
        session: Session,
        incoming: Incoming,
        now: datetime,
        media: Media | None = None,
        ready: Reply | None = None,
        unlocked: Sequence[Incoming] = (),
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox.

        `ready` is what `ahead` made for it; `unlocked` what it unlocks, made ready as it was.
        """
        if incoming.event in ("left", "back", "moved"):
            self._chat_changed(session, incoming)
            return
        turn = turn_of(self.tools, session, _readable(incoming), now, media, ready, unlocked)
        if turn is None:
            return
        _answer(turn)
        for moved in turn.moved:
            updating.refresh(turn, moved)

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Whether what came is to be fetched and kept: not before consent, nor to be ignored."""
        return gate.may_fetch(session, self.tools.city, incoming, now)

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return what came before consent, if this update is the tap that unlocks it."""
        return report_said.unlocked(session, self.tools.city, incoming)

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Whether what could not be handled may be kept to be looked at."""
        return gate.may_keep(session, incoming)

    def takes_long(self, incoming: Incoming) -> bool:
        """Return whether something is to be made `ahead` of the update's transaction."""
        return (incoming.button or "").partition(":")[0] in ROUTES.ahead

    def ahead(
        self, database: Database, incoming: Incoming, now: datetime, media: Media
    ) -> Reply | None:
        """What an update asks for that takes long, made before its transaction begins."""
        make = ROUTES.ahead.get((incoming.button or "").partition(":")[0])
        return make(database, self.tools, incoming, now, media) if make else None

    def apologise(
        self,
        session: Session,
        channel: str,
        chat: str,
        now: datetime,
        thread: str | None = None,
    ) -> None:
        """Tell a chat, of which this may be the first word, that it could not be handled."""
        row = people.chat(session, channel, chat, thread or "", True, now)
        put(session, row, Reply(text=self.tools.texts("start.failed")), now).answer = True

    def unreachable(self, session: Session, report_ids: Sequence[int], now: datetime) -> None:
        """Reports whose card reached nobody: where no chat of the agency is left, say so."""
        for report_id in report_ids:
            found = reports.get(session, report_id)
            if found is None or found.status in CLOSED:
                continue
            if not people.chats_of_role(session, "official", found.agency):
                cards.nobody_there(self.tools, session, found, now)

    def _chat_changed(self, session: Session, incoming: Incoming) -> None:
        """The bot lost a chat, got it back, or finds it under another id: all its topics alike."""
        if incoming.event == "moved" and incoming.moved_to:
            people.move_chat(session, incoming.channel, incoming.chat, incoming.moved_to)
            return
        for row in people.threads(session, incoming.channel, incoming.chat):
            row.active = incoming.event == "back"


def _readable(incoming: Incoming) -> Incoming:
    """Whatever words and names it has, without characters that cannot be seen."""
    words: dict[str, object] = {"text": cleaned(incoming.text), "title": cleaned(incoming.title)}
    if place := incoming.place:
        words["place"] = place.model_copy(update={"title": cleaned(place.title)})
    if sender := incoming.sender:
        words["sender"] = sender.model_copy(update={"name": cleaned(sender.name)})
    return incoming.model_copy(update=words)


def _answer(turn: Turn) -> None:
    """Find the conversation an update belongs to: what was pressed or commanded goes first."""
    incoming = turn.incoming
    if incoming.addressed and not gate.lets_in(turn):
        return
    draft = drafts.current(turn.session, turn.person, turn.chat)
    draft = public.waiting(turn, draft)
    if draft is not None and draft.kind == ratings.KIND:
        draft = draft if rating_words.takes(turn, draft) else None
    if not incoming.addressed and (draft is None or not incoming.photos):
        return
    if incoming.sender is not None and not incoming.sender.accountable:
        turn.say("start.nobody_accountable")
    elif incoming.button is not None:
        _pressed(turn, incoming.button)
    elif incoming.command is not None and not incoming.edited:
        ROUTES.commands.get(incoming.command, turns.unknown_command)(turn)
    elif incoming.event == "unsupported" and not incoming.edited:
        start.unsupported(turn)
    elif _taken_before_drafts(turn, draft):
        pass
    elif draft is not None:
        ROUTES.drafts[draft.kind](turn)
    else:
        _out_of_the_blue(turn)


def _taken_before_drafts(turn: Turn, draft: Draft | None) -> bool:
    """Whether it belongs to a case or report it names or answers, or asks before consent."""
    if case_pictures.takes(turn) or settled.takes_reply(turn):
        return True
    return draft is not None and asked_first.answers(turn, draft)


def _out_of_the_blue(turn: Turn) -> None:
    """Words, a picture or a place that nothing was waiting for."""
    incoming = turn.incoming
    if incoming.edited and (
        incoming.command or incoming.event or incoming.photos or incoming.place
    ):
        return  # what the first sending did is done; a place that moves on begins nothing
    if incoming.photos or incoming.place or is_place(turn, turn.text):
        report.begin(turn, words=turn.text)
        unaddressed.offer(turn)
    elif is_receipt(turn.text):
        proof.check(turn)
    elif code := code_in(turn.text):
        track.show(turn, code)
    elif turn.text:
        words.answer(turn)
        unaddressed.offer(turn)
    else:
        turn.say("start.unsupported", draft=False, proof=False)


def _pressed(turn: Turn, data: str) -> None:
    verb, *turn.arguments = data.split(":")
    handler = ROUTES.buttons.get(verb)
    if handler is None or not turn.arguments or not data.isprintable():
        turn.say("start.stale_button")
        return
    handler(turn)
    if verb in ROUTES.once:
        turn.spend()
