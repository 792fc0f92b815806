"""The agency of a target, from the plan's words or an admin's; and who may do what about it."""

from bot.core.routes import Routes
from bot.core.turn import Turn, labelled_button, row_number
from bot.oversight import board, queries, views
from bot.oversight.draft import ANSWERED, ASKED, CHECKED, ENTERED, PLACE, STATED
from bot.oversight.promises import Promise, Promises
from bot.people.roles import ADMIN, Actor, note
from bot.plan.outline import name_of

routes = Routes()
NOBODY = "none"


def agency_of(turn: Turn, promise: Promise) -> str | None:
    """Return whose target it is now; None where it is nobody's."""
    return board.owner(turn.tools, promise, queries.owners(turn.session))


def may(actor: Actor, kind: str, agency: str | None) -> bool:
    """Return whether this person may do that about the target of an agency."""
    if kind in (STATED, ANSWERED):
        return agency is not None and actor.handles(agency)
    if kind == ENTERED:
        return actor.role == "admin"
    if kind == CHECKED:
        return actor.role == "overseer"
    if kind == PLACE:
        return actor.oversees
    return kind == ASKED and actor.oversees and agency is not None


def office_of(turn: Turn, agency: str | None) -> str | None:
    """Return in whose name an overseer or official acts: their own office's."""
    return turn.actor.agency or (turn.city.front if turn.actor.oversees else agency)


@routes.button("owner", roles=ADMIN)
def choose(turn: Turn) -> None:
    """Ask an admin whose target it is."""
    promise = views.target_of_button(turn)
    agency = turn.city.agency_name(agency_of(turn, promise))
    turn.say("stating.choose_owner", _choices(turn, promise), promise=promise, agency=agency)


def _choices(turn: Turn, promise: Promise) -> views.Buttons:
    """Return a button for each agency, by its place in city.yaml: its id may be too long."""
    data = f"ow:{promise.link}"
    rows = [
        [labelled_button(agency.name, f"{data}:{place}")]
        for place, agency in enumerate(turn.city.agencies)
    ]
    return [*rows, [turn.button("stating.button_nobody", f"{data}:{NOBODY}")]]


@routes.button("ow", once=True, roles=ADMIN)
def give(turn: Turn) -> None:
    """Give a target to an agency, and offer to give it those of the plan that have none."""
    promise = views.target_of_button(turn)
    agency = _agency(turn)
    set_agency(turn, promise, agency)
    rows = [[turn.button("stating.button_look", f"promise:{promise.link}")]]
    unowned = _without(turn, promise.plan) if agency else []
    if unowned:
        data = f"ow_all:{name_of(promise.plan)}:{turn.arguments[-1]}"
        rows.insert(0, [turn.button("stating.button_all_too", data, count=len(unowned))])
    name = turn.city.agency_name(agency)
    turn.say("stating.owner_set", rows, promise=promise, agency=name, count=1)


@routes.button("ow_all", once=True, roles=ADMIN)
def give_all(turn: Turn) -> None:
    """Give an agency every target of a plan that has none."""
    promises = turn.tools.once(Promises)
    plan = next((plan for plan in promises.plans if name_of(plan) == turn.arguments[0]), None)
    agency = _agency(turn)
    unowned = _without(turn, plan) if plan and agency else []
    for promise in unowned:
        set_agency(turn, promise, agency)
    if not unowned:
        raise turn.stale()
    name = turn.city.agency_name(agency)
    turn.say("stating.owner_set", promise=unowned[0], agency=name, count=len(unowned))


def set_agency(turn: Turn, promise: Promise, agency: str | None) -> None:
    """Note whose target it is."""
    queries.set_owner(turn.session, promise.key, agency, turn.now)
    subject = f"{promise.plan} {promise.id} {agency or '-'}"
    note(turn.session, turn.actor, "target_agency", subject, turn.now)


def _without(turn: Turn, plan: str) -> list[Promise]:
    """Return the promises of a plan that are nobody's."""
    nobodys = board.of_agency(turn.session, turn.tools, None)
    return [promise for promise in nobodys if promise.plan == plan]


def _agency(turn: Turn) -> str | None:
    """Return the agency of a button's last word, None for nobody; ends a stale turn."""
    word, agencies = turn.arguments[-1], turn.city.agencies
    if word == NOBODY:
        return None
    if not word.isdecimal() or row_number(word) >= len(agencies):
        raise turn.stale()
    return agencies[row_number(word)].id
