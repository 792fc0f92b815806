"""Go between the steps of a draft, without filling any: back, on, or as it was before a message."""

from bot.reports import filling
from bot.reports.draft import Addition, ReportDraft, Step, lacking, next_question

OF_TALK = ("asked", "added", "doubt", "shown", "compared", "alike", "hinted", "directed", "group")
"""Fields of the conversation itself: a message adds nothing to them that is taken back."""


def change(draft: ReportDraft, step: Step) -> None:
    """Go back to a step; until it is filled again, its content stays."""
    draft.changing = step
    if step == "place":
        draft.place_described = False
    if step == "details":
        draft.details, draft.changing = {}, None
        filling.decline(draft, "details")


def go_back(draft: ReportDraft) -> None:
    """Go back to the question before the present one; a step gone back to is left as it was.

    From the list of a group one goes back to what was asked before that.
    """
    if draft.group and next_question(draft) == "category":
        draft.group = ""
        return
    changed = draft.changing is not None and draft.changing not in lacking(draft)
    if draft.place_described or changed:
        keep(draft)
    elif answered := _answered_before(draft):
        draft.changing = answered[-1]


def can_go_back(draft: ReportDraft) -> bool:
    """Return whether there is a question to go back to."""
    return draft.place_described or draft.changing is not None or bool(_answered_before(draft))


def _answered_before(draft: ReportDraft) -> list[Step]:
    """Return the steps before the present one that have an answer."""
    answers: dict[Step, bool] = {
        "category": draft.kind is not None,
        "place": draft.has_place or bool(draft.spot),
        "area": draft.ward is not None or draft.area_unknown,
        "photos": bool(draft.photos) or draft.photos_done,
        "description": bool(draft.description),
    }
    order: tuple[Step, ...] = (*answers, "preview")
    question = next_question(draft)
    question = "preview" if question == "details" else question
    before = order[: order.index(question)] if question in order else ()
    return [step for step in before if answers.get(step)]


def keep(draft: ReportDraft) -> None:
    """Leave the step somebody went back to as it was."""
    draft.changing, draft.place_described, draft.group = None, False, ""


def leave(draft: ReportDraft) -> None:
    """Leave the step that is asked as it is: no more pictures, no further answers."""
    question = next_question(draft)
    if draft.changing or draft.place_described:
        keep(draft)
    elif question == "photos":
        draft.photos_done = True
    elif question == "details":
        draft.details = draft.details | dict.fromkeys(draft.asks, "")


def note_added(draft: ReportDraft, before: ReportDraft) -> set[str]:
    """Note what a message changed, so that it can be taken back; returns the changed fields."""
    old, new = (row.model_dump(mode="json", exclude=set(OF_TALK)) for row in (before, draft))
    fields = {name: value for name, value in old.items() if value != new[name]}
    if fields.keys() - {"changing"}:
        before_it = fields | {"settled": old["settled"]}
        draft.added = Addition(at=draft.asked, before=before_it)
    return set(fields)


def take_back(draft: ReportDraft) -> ReportDraft | None:
    """Return the draft without what was added last; None where nothing was."""
    if draft.added is None:
        return None
    fields = draft.model_dump(mode="json", exclude={"added"})
    earlier = ReportDraft.model_validate(fields | draft.added.before)
    earlier.shown = [key for key in earlier.shown if key in earlier.photos]
    return earlier
