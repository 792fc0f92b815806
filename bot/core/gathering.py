"""Words and pictures gathered over several messages, shown, and sent as one by a tap."""

from bot.core.draft_content import DraftContent
from bot.core.turn import Turn
from db.models import Draft, Report


def begin(
    turn: Turn, kind: str, replaced: str, report_id: int | None = None, target: str = ""
) -> Draft:
    """Begin a draft of words, or go on with the one about the same report, or else target.

    Words about another are shown once more, with the text `replaced`.
    """
    old = turn.draft(kind)
    if old is not None and old.report_id == report_id and (report_id or of(old).target == target):
        old.updated_at, old.data = turn.now, old.data | {"target": target}
        return old
    if old is not None and (begun := of(old)):
        before = turn.session.get(Report, old.report_id) if old.report_id else None
        turn.say(replaced, words=begun.text, report=before, count=len(begun.photos))
    return turn.begin_draft(kind, report_id, {"target": target})


def of(row: Draft) -> DraftContent:
    """Return what a draft has gathered."""
    return DraftContent.model_validate(row.data)


def add(turn: Turn, row: Draft, gathered: DraftContent, text: str, longest: int, key: str) -> None:
    """Store what was gathered, with the text of one message more where there is room for it."""
    longer = gathered.with_words(key, text)
    if len(longer.text) > longest:
        turn.say("start.too_long", length=len(longer.text), most=longest)
        longer = gathered
    row.data, row.updated_at = longer.model_dump(mode="json"), turn.now
