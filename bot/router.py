"""The routes of all conversations, and the router that finds the one an update belongs to."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot import gate
from bot.city.codes import code_in
from bot.contacts import conversation as contacts
from bot.core.answering import Ahead
from bot.core.events import NOTHING, Before, Incoming, Reply
from bot.core.media import Media
from bot.core.routes import Routes, as_command, unknown_command
from bot.core.turn import Answered, NotTheirs, Tools, Turn, put, turn_of
from bot.digests import asked
from bot.digests.screens import acting, journal, looking
from bot.digests.screens import conversation as digests
from bot.oversight import conversation as oversight
from bot.oversight.draft import OF_EVIDENCE
from bot.people import queries as people
from bot.people.roles import OFFICES
from bot.plan import conversation as plan
from bot.plan import glossary, item
from bot.privacy import conversation as privacy
from bot.public import conversation as public
from bot.questions import conversation as questions
from bot.questions import forwarding, ratings
from bot.reports import moves, moving, notifying
from bot.reports import queries as reports
from bot.reports.desk import beside as office_beside
from bot.reports.desk import blocks, correcting, holders, merging, moderation, office, templates
from bot.reports.desk import conversation as desk
from bot.reports.desk import words as office_words
from bot.reports.intake import clerk, consenting, open_draft, spots
from bot.reports.intake import conversation as intake
from bot.reports.intake.telling import is_place
from bot.reports.tracking import conversation as tracking
from bot.reports.tracking import receipts, settled
from bot.reports.tracking.receipts import is_receipt
from bot.texts import cleaned
from bot.welcome import beside, owed, own_reports, words
from bot.welcome import conversation as welcome
from db.models import CLOSED, Draft

ROUTES = Routes()
for module in (
    welcome, questions, plan, item, glossary, forwarding, intake, tracking,
    moving, desk, office, merging, holders, templates, moderation, journal, digests, acting,
    looking, privacy, public, oversight, settled, words, own_reports, beside, owed, blocks,
    spots, receipts, correcting, contacts, office_beside, clerk,
):  # fmt: skip
    ROUTES.include(module.routes)


class Router:
    """Answers updates, each inside the transaction it is given."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def respond(
        self,
        session: Session,
        incoming: Incoming,
        now: datetime,
        media: Media,
        before: Before = NOTHING,
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""
        if incoming.event in ("left", "back", "moved"):
            self._chat_changed(session, incoming)
            return
        turn = turn_of(self.tools, session, _readable(incoming), now, media, before)
        if turn is None:
            return
        with suppress(Answered):
            _answer(turn)
        self.finish(turn)

    def finish(self, turn: Turn) -> None:
        """Update the digests that list the reports a turn has moved."""
        for moved in turn.moved:
            acting.refresh(turn, moved)

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Return whether the update's pictures and links may be fetched and kept."""
        return gate.may_fetch(session, self.tools.city, incoming, now)

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return the messages sent before consent, if this update is the tap that unlocks them."""
        return consenting.unlocked(session, self.tools.city, incoming)

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Return whether an update that failed may be kept for inspection."""
        return gate.may_keep(session, incoming)

    def ahead(self, incoming: Incoming) -> Ahead | None:
        """Return what makes the slow part of the answer, before the transaction; seldom needed."""
        incoming = _readable(incoming)
        is_said = incoming.button is None and incoming.command is None
        is_form = is_said and asked.names_form(incoming.text)
        verb = looking.VERB if is_form else incoming.verb or incoming.command or ""
        make = ROUTES.ahead.get(verb)
        return partial(make, self.tools) if make else None

    def apologise(
        self, session: Session, channel: str, chat: str, now: datetime, thread: str | None = None
    ) -> None:
        """Tell a chat, which may be new, that its update could not be handled."""
        row = people.chat(session, channel, chat, thread or "", True, now)
        put(session, row, Reply(text=self.tools.texts("start.failed")), now, answer=True)

    def unreachable(self, session: Session, report_ids: Sequence[int], now: datetime) -> None:
        """Tell overseers of reports whose card reached no chat, where the agency has no other."""
        for report_id in report_ids:
            report = reports.get(session, report_id)
            if report.status in CLOSED:
                continue
            if not people.chats_of_role(session, "official", report.agency):
                notifying.nobody_there(self.tools, session, report, now)

    def _chat_changed(self, session: Session, incoming: Incoming) -> None:
        """Note that the bot lost a chat and its topics, has them back, or under a new id."""
        if incoming.event == "moved" and incoming.moved_to:
            people.move_chat(session, incoming.channel, incoming.chat, incoming.moved_to)
            return
        for row in people.threads(session, incoming.channel, incoming.chat):
            row.active = incoming.event == "back"


def _readable(incoming: Incoming) -> Incoming:
    """Return the update with its words and names cleaned of invisible characters."""
    changes: dict[str, object] = {"text": cleaned(incoming.text), "title": cleaned(incoming.title)}
    if place := incoming.place:
        changes["place"] = place.model_copy(update={"title": cleaned(place.title)})
    if sender := incoming.sender:
        changes["sender"] = sender.model_copy(update={"name": cleaned(sender.name)})
    return as_command(incoming.model_copy(update=changes), ROUTES.commands, welcome.BARE)


def _answer(turn: Turn) -> None:
    """Find the conversation an update belongs to: buttons and commands go first."""
    incoming = turn.incoming
    if incoming.addressed and not gate.lets_in(turn):
        return
    draft = public.waiting(turn, turn.begun)
    if draft is not None and draft.kind == ratings.KIND:
        draft = draft if ratings.takes(turn, draft) else None
    if not incoming.addressed and (draft is None or not incoming.photos or _is_voice(incoming)):
        return
    if incoming.sender is not None and not incoming.sender.accountable:
        turn.say("start.nobody_accountable")
    elif incoming.button is not None:
        _pressed(turn, incoming.button)
    elif incoming.command is not None and not incoming.edited:
        ROUTES.commands.get(incoming.command, unknown_command)(turn)
    elif incoming.event == "unsupported" and not incoming.edited and not _takes_paper(turn, draft):
        _refuse_file(turn, draft)
    elif _taken_before_drafts(turn, draft):
        pass
    elif draft is not None:
        ROUTES.drafts[draft.kind](turn, draft)
    else:
        _out_of_the_blue(turn)


def _refuse_file(turn: Turn, draft: Draft | None) -> None:
    """Say what is taken; what an office writes to a file is taken as words alone."""
    welcome.unsupported(turn, draft)
    if turn.text and turn.actor.role in OFFICES:
        words_alone = turn.incoming.model_copy(update={"event": None, "photos": ()})
        _answer(replace(turn, incoming=words_alone))


def _is_voice(incoming: Incoming) -> bool:
    """Return whether an update is recordings, and nothing else that could be answered."""
    recordings = [photo for photo in incoming.photos if photo.recording]
    return bool(recordings) and len(recordings) == len(incoming.photos) and not incoming.text


def _takes_voice(turn: Turn, draft: Draft | None) -> bool:
    """Return whether a recording can be part of what a person writes: a report, or more on one."""
    if draft is None:
        return turn.chat.private
    return draft.kind == open_draft.KIND or draft.kind in moves.OF_REPORTER


def _takes_paper(turn: Turn, draft: Draft | None) -> bool:
    """Return whether an update is a document, and evidence that is waited for."""
    papers = any(photo.paper for photo in turn.incoming.photos)
    return papers and draft is not None and draft.kind in OF_EVIDENCE


def _taken_before_drafts(turn: Turn, draft: Draft | None) -> bool:
    """Return whether a case, a report it replies to, or a question beside a report took it; or it
    was a recording that belongs to none of these."""
    if any(photo.recording for photo in turn.incoming.photos) and not _takes_voice(turn, draft):
        turn.say("report.voice_for_reports")
        if _is_voice(turn.incoming):
            return True
    if (
        office_words.takes_pictures(turn)
        or settled.takes_reply(turn)
        or office_words.takes_reply(turn)
    ):
        return True
    return draft is not None and (
        office_beside.takes_beside(turn, draft, digests.by_words) or beside.answers(turn, draft)
    )


def _out_of_the_blue(turn: Turn) -> None:
    """Answer words, a picture or a place that no draft was waiting for."""
    incoming = turn.incoming
    if incoming.edited and (
        incoming.command or incoming.event or incoming.photos or incoming.place
    ):
        return  # the first version was answered; a live position begins no report
    is_words = turn.text and not (incoming.photos or incoming.place)
    if (
        words.answers_foreign(turn)
        or (is_words and not code_in(turn.text) and oversight.takes(turn))
        or _goes_on(turn)
        or office_words.takes_bare_pictures(turn)
    ):
        pass
    elif incoming.photos or incoming.place or is_place(turn.city, turn.text):
        intake.begin(turn, words=turn.text)
        owed.offer(turn)
    elif is_receipt(turn.text):
        receipts.check(turn)
    elif turn.text and office_words.takes(turn, digests.by_words):
        pass
    elif code := code_in(turn.text):
        tracking.show(turn, code)
    elif turn.text:
        words.answer(turn)
        owed.offer(turn)
    else:
        turn.say("start.unsupported", draft=False, proof=False)


def _goes_on(turn: Turn) -> bool:
    """Take a message that goes on from what was offered, dropped or asked before it."""
    return own_reports.follow_offer(turn) or welcome.brings_back(turn) or owed.takes_answer(turn)


def _pressed(turn: Turn, data: str) -> None:
    verb, *turn.arguments = data.split(":")
    handler = ROUTES.buttons.get(verb)
    if handler is None or not turn.arguments or not data.isprintable():
        raise turn.stale()
    try:
        handler(turn)
    except NotTheirs:
        return
    except Answered:
        pass
    if verb in ROUTES.once:
        turn.spend()
