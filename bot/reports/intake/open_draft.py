"""The open draft of a report: read, understood, stored, and continued with its next question."""

from datetime import datetime, timedelta

from bot.core import dropping, file_queries, sealed
from bot.core.turn import Answered, Turn
from bot.people import roles as people
from bot.reports import stepping
from bot.reports.draft import REPORT, ReportDraft, next_question, opened
from bot.reports.intake import alike, elsewhere, questions
from bot.reports.story import alarms, understand
from db.models import Draft

KIND = REPORT
LONG_AGO = timedelta(hours=3)
"""After so long a person is told what is open."""
TOLD_OF = {"category", "place", "area", "happened", "description", "details"}
"""Fields of which it is said that a correction changed them."""
NOTED = {"category", "place", "latitude", "area", "photos", "happened", "details"}
"""Fields of which it is said what was written down, but where that was just asked for."""
ADDED = {"description", "said_in"}
"""Fields that change where words are added to the description, and nothing else."""


def read(turn: Turn, row: Draft) -> ReportDraft:
    """Return the stored draft, with the fields that follow from it."""
    draft = opened(row.data, turn.city)
    understood(turn, draft)
    return draft


def understood(turn: Turn, draft: ReportDraft) -> None:
    """Set the fields of a draft that follow from the others."""
    understand(draft, turn.city, turn.tools.understanding)


def warn_of(turn: Turn, words: str, category: str | None = None) -> bool:
    """Say what to do in the emergency that words tell of; return whether they do."""
    draft = ReportDraft(description=words, category=category)
    understood(turn, draft)
    if is_alarm := alarms(draft, turn.city):
        questions.warn(turn, draft.kind)
    return is_alarm


def keep(now: datetime, row: Draft, draft: ReportDraft) -> None:
    """Store the draft."""
    row.data, row.updated_at = draft.model_dump(mode="json", exclude_defaults=True), now


def advance(now: datetime, row: Draft, draft: ReportDraft) -> None:
    """Store the draft and begin its next step: buttons of earlier ones do nothing any more."""
    draft.asked += 1
    keep(now, row, draft)


def recall(turn: Turn, row: Draft, draft: ReportDraft) -> bool:
    """Say what is open to a person who comes back after hours, once; return whether it was."""
    has_content = draft.is_locked or not draft.is_empty
    is_back = has_content and turn.now - row.updated_at > LONG_AGO
    if is_back:
        turn.say("report.still_open", draft=draft, category=turn.city.category_name(draft.kind))
        keep(turn.now, row, draft)
    return is_back


def note(
    turn: Turn, row: Draft, draft: ReportDraft, before: ReportDraft, *, corrected: bool = False
) -> None:
    """Note what a message changed; of words added or corrected say so, with a way to undo it."""
    changed = stepping.note_added(draft, before)
    question = next_question(before)
    noted = {name for name in changed & NOTED if corrected or name != question}
    noted = {name for name in noted if getattr(draft, name)} - _begun_or_asked(before)
    if corrected and draft.ward == before.ward:
        noted.discard("area")  # it only moved from what was understood to what was told
    is_added = draft.description.startswith(f"{before.description}\n") and before.description
    is_replaced = before.description and "description" in changed and not is_added
    if is_replaced or (corrected and changed & TOLD_OF and not (is_added and changed <= ADDED)):
        name = "corrected"
    elif is_added or noted:
        name = "added" if is_added else "noted"
    else:
        return
    if turn.unlocked:
        return
    undo = turn.button("report.button_take_back", f"take_back:{row.id}:{draft.asked}")
    answers = {
        further.label: answer
        for key, answer in draft.details.items()
        if before.details.get(key) != answer and (further := turn.city.further(key))
    }
    turn.say(
        f"report.{name}",
        [[undo]],
        draft=draft,
        changed=noted,
        answers=answers,
        category=turn.city.category_name(draft.kind),
        removed=_removed(before, draft),
        area=turn.city.area_name(draft.area),
    )


def _begun_or_asked(before: ReportDraft) -> set[str]:
    """Return the fields of pictures and positions of which nothing is said: the first there are,
    or those that were asked for."""
    steps, question = {"photos": "photos", "latitude": "place"}, next_question(before)
    return {name for name, step in steps.items() if before.is_empty or question == step}


def _removed(before: ReportDraft, draft: ReportDraft) -> str:
    """Return the lines that were taken out of the description, and nothing put in."""
    old, new = before.description.split("\n"), draft.description.split("\n")
    return " ".join(line for line in old if line not in new) if {*new} <= {*old} else ""


def take_back(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Take back what was added last, and go on; the files of its pictures go too."""
    earlier = stepping.take_back(draft)
    if earlier is None:
        turn.say("report.nothing_to_take_back")
        return
    removed = set(draft.photos) - set(earlier.photos)
    turn.say("report.taken_back", words=_removed(draft, earlier), count=len(removed))
    go_on(turn, row, earlier)
    turn.session.flush()
    file_queries.unname(turn.session, row.chat_id, removed)
    dropping.erase_files(turn.session, turn.media, removed)


def go_on(turn: Turn, row: Draft, draft: ReportDraft, *, resumed: bool = False) -> None:
    """Store the draft and ask for the first thing it lacks; before all, for consent.

    In an emergency the person learns even before that what to do, once. `resumed`: the person
    began anew, and is told that a report was open.
    """
    understood(turn, draft)
    if alarms(draft, turn.city) and not draft.warned:
        draft.warned = True
        questions.warn(turn, draft.kind)
    if may_be_kept(turn, draft):
        draft.settled = draft.suggested
        if draft.elsewhere and draft.directed != draft.elsewhere:
            draft.directed = draft.elsewhere
            elsewhere.count(turn, draft.elsewhere)
        advance(turn.now, row, draft)
        if resumed:
            turn.say("report.resumed", questions.drop_row(turn, row))
        if not alike.offered(turn, row, draft):
            ask(turn, row, draft)
    else:
        ask_consent(turn, row, draft)


def ask(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask for the first thing the draft lacks, or show the preview, and note what was shown."""
    questions.ask(turn, row, draft)
    is_preview = next_question(draft) == "preview"
    draft.shown = list(draft.photos) if is_preview else draft.shown
    if is_preview or draft.hinted:
        draft.hinted = False
        keep(turn.now, row, draft)


def may_be_kept(turn: Turn, draft: ReportDraft) -> bool:
    """Return whether messages may be stored readable: after consent, when nothing is locked."""
    return people.has_consented(turn.person) and not draft.is_locked


def ask_consent(
    turn: Turn, row: Draft, draft: ReportDraft, first_part: bytes | None = None
) -> None:
    """Ask for consent, by a button with a new key for `first_part` and the messages after it."""
    if draft.is_locked:
        remind(turn, row, draft)
    else:
        empty, secret = sealed.new()
        turn.tools.keys.keep(empty, secret)
        draft.sealed = empty if first_part is None else empty.with_part(first_part)
        questions.ask_consent(turn, secret, has_words=draft.is_locked or not draft.is_empty)
    keep(turn.now, row, draft)


def remind(turn: Turn, row: Draft, draft: ReportDraft, name: str = "privacy.locked") -> None:
    """Say that consent is waited for, with its buttons.

    Where the key is not known here any more, only the button that was shown first unlocks the
    messages; the new one goes on without them.
    """
    secret = turn.tools.keys.of(draft.sealed)
    if secret is None and not draft.is_locked:
        ask_consent(turn, row, draft)
        return
    restart = [turn.button("privacy.button_anew", f"consent:anew:{row.id}")]
    rows = questions.consent_rows(turn, secret) if secret else [restart]
    drop = [] if secret else questions.drop_row(turn, row)
    turn.say(name, [*rows, *drop], known=secret is not None, locked=draft.is_locked)


def pressed(turn: Turn) -> Draft:
    """Return the open draft, if the button is of its present step; else the person is told."""
    row = turn.draft(KIND)
    if row is not None and turn.arguments[0] == questions.stamp(row):
        return row
    if row is None:
        turn.say("report.closed", [[turn.button("start.button_mine", "mine:all")]])
    else:
        show_step(turn, row)
    raise Answered


def show_step(turn: Turn, row: Draft) -> None:
    """Say that a button is of a step that is over, and show the present one."""
    turn.say("report.stale")
    draft = read(turn, row)
    if may_be_kept(turn, draft):
        ask(turn, row, draft)
    else:
        ask_consent(turn, row, draft)
