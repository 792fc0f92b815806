"""Store a statement, a check, a question or an answer, and tell those whom it concerns."""

from collections.abc import Sequence

from bot.core.events import Button, Reply
from bot.core.turn import Turn
from bot.oversight import following, owning
from bot.oversight.draft import ANSWERED, ASKED, CHECKED, ENTERED, PLACE, STATED, TargetDraft
from bot.oversight.promises import Promise
from bot.people import queries as people
from bot.people import roles
from bot.understanding.masking import masked
from db.models import Chat, TargetEvent

EVENT = {
    STATED: "stated", ENTERED: "stated", CHECKED: "checked", ASKED: "asked", ANSWERED: "answered",
    PLACE: "asked",
}  # fmt: skip
"""The kind of event that a draft becomes."""


def event_of(
    turn: Turn, kind: str, draft: TargetDraft, promise: Promise, agency: str | None
) -> TargetEvent:
    """Return the event that a draft becomes, as the public will see it."""
    in_name_of = {STATED: agency, ANSWERED: agency, ENTERED: draft.agency}
    fields = draft.model_dump(exclude={"plan", "target", "passed", "agency", "words", "photos"})
    return TargetEvent(
        plan=promise.plan,
        target=promise.id,
        kind=EVENT[kind],
        at=turn.now,
        role=turn.actor.role,
        agency=in_name_of[kind] if kind in in_name_of else owning.office_of(turn, agency),
        person_id=turn.person.id,
        words=masked(draft.words),
        photos=list(draft.photos),
        entered=kind == ENTERED,
        **fields,
    )


def tell(turn: Turn, event: TargetEvent, promise: Promise, agency: str | None) -> None:
    """Tell the sender that it is public, and the others whom it concerns."""
    button = turn.button("stating.button_look", f"promise:{promise.link}")
    rows: tuple[tuple[Button, ...], ...] = ((button,),)
    chats: Sequence[Chat] = ()
    if event.kind in ("asked", "checked") and agency:
        chats = people.chats_of_role(turn.session, "official", agency)
    elif event.kind == "answered":
        chats = roles.overseers(turn.session, turn.city, None)
    if event.kind == "stated":
        following.tell_followers(turn, event, promise)
    if event.kind == "asked":
        answer = turn.button("stating.button_answer", f"reply_of:{event.id}")
        rows = ((answer,), (turn.button("stating.button_state", f"state:{promise.link}"),))
    receivers = [chat for chat in chats if chat.id != turn.chat.id]
    for chat in receivers:
        text = turn.tools.texts(f"stating.{event.kind}_you", event=event, promise=promise)
        turn.tell(chat, Reply(text=text, buttons=rows), "notice")
    turn.say(
        f"stating.done_{event.kind}", [[button]], promise=promise, reached=len(receivers),
        agency=turn.city.agency_name(agency),
    )  # fmt: skip
