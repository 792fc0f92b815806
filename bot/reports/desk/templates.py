"""Words an agency uses again and again: added, listed, used with one tap, deleted."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core import dropping
from bot.core.gathered import Words
from bot.core.turn import Routes, Turn, row_number
from bot.reports import moves as rules
from bot.reports import moving as handle
from bot.reports import office_queries as rows
from bot.reports import offices
from bot.reports import queries as reports
from bot.texts import shortened

routes = Routes()
KIND = "template"
LONGEST = 1000


def _of_an_agency(turn: Turn) -> bool:
    if turn.actor.role == "official" and turn.actor.agency is not None:
        return True
    turn.say("office.no_agency")
    return False


@routes.command("mau")
def listed(turn: Turn) -> None:
    """All templates of one's agency; for each move, a button that adds one."""
    if not _of_an_agency(turn):
        return
    found = rows.templates(turn.session, turn.actor.agency or "")
    buttons = [
        [
            turn.button(
                "office.button_drop_template",
                f"template:drop:{each.id}",
                text=shortened(each.text, 40),
            )
        ]
        for each in found
    ]
    add = [
        turn.button(f"office.button_add_{move}", f"template:add:{move}")
        for move in offices.TEMPLATES
    ]
    names = {move: _name(turn, move) for move in offices.TEMPLATES}
    turn.say(
        "office.templates",
        [*buttons, add[:2], add[2:]],
        found=[(names.get(each.move, each.move), each.text) for each in found],
    )


def _name(turn: Turn, move: str) -> str:
    """What a move is called on its button."""
    file = "office" if move == "forward" else "handle"
    return turn.tools.texts.plain(f"{file}.button_{move}")


@routes.button("template")
def template(turn: Turn) -> None:
    """Use one, add one, keep the one that was shown, or delete one."""
    wish = {"use": _use, "add": _add, "keep": _keep, "drop": _drop}.get(turn.arguments[0])
    if wish is None or len(turn.arguments) < 2:
        turn.say("start.stale_button")
    else:
        wish(turn)


def _use(turn: Turn) -> None:
    """Take a template's words into the draft it was offered for; they are shown before sent."""
    found = rows.template(turn.session, row_number(turn.arguments[1]))
    row = dropping.draft_of_button(turn, turn.arguments[-1])
    report = reports.get(turn.session, row.report_id or 0) if row else None
    if row is None or report is None or found is None or row.kind != found.move:
        turn.say("start.stale_button")
    elif found.agency != report.agency or rules.refusal(report, row.kind, turn.actor) == "right":
        handle.refuse(turn, report, "right")
    else:
        gathered = Words.model_validate(row.data)
        handle.take(turn, row, gathered, f"template {found.id}", found.text)


def _add(turn: Turn) -> None:
    if turn.arguments[1] not in offices.TEMPLATES:
        turn.say("start.stale_button")
    elif _of_an_agency(turn):
        data = {"target": turn.arguments[1]}
        drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now, data=data)
        move = _name(turn, turn.arguments[1])
        turn.say(
            "office.ask_template", ask="handle.hint_words", move=move, private=turn.chat.private
        )


@routes.draft(KIND)
def words(turn: Turn) -> None:
    """The words of a new template: the last message, or what it was edited into."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    assert row is not None
    gathered = Words.model_validate(row.data)
    drop = turn.button("handle.button_drop", f"discard:{row.id}")
    row.updated_at = turn.now
    if not turn.text:
        turn.say("office.only_words", [[drop]])
    elif len(turn.text) > LONGEST:
        turn.say("start.too_long", [[drop]], length=len(turn.text), most=LONGEST)
    else:
        new = Words(said={"": turn.text}, target=gathered.target)
        row.data = new.model_dump(mode="json")
        keep = turn.button("office.button_keep", f"template:keep:{row.id}")
        move = _name(turn, gathered.target)
        turn.say("office.confirm_template", [[keep], [drop]], words=turn.text, move=move)


def _keep(turn: Turn) -> None:
    row = dropping.draft_of_button(turn, turn.arguments[1])
    gathered = Words.model_validate(row.data) if row and row.kind == KIND else Words()
    if row is None or not gathered.text:
        turn.say("start.stale_button")
    elif _of_an_agency(turn):
        kept = offices.add_template(
            turn.session, turn.actor, gathered.target, gathered.text, turn.now
        )
        if kept:
            turn.session.delete(row)
            turn.say("office.template_kept", move=_name(turn, gathered.target))
        else:
            turn.say("office.templates_full", most=offices.MOST_TEMPLATES)


def _drop(turn: Turn) -> None:
    found = rows.template(turn.session, row_number(turn.arguments[1]))
    if found is None:
        turn.say("start.stale_button")
    elif offices.owns_template(turn.actor, found) and not turn.is_sure:
        sure = turn.button(
            "office.button_drop_template",
            turn.sure(f"template:drop:{found.id}"),
            text=shortened(found.text, 45),
        )
        turn.say("office.ask_drop_template", [[sure]], words=found.text)
    elif offices.drop_template(turn.session, turn.actor, found, turn.now):
        turn.say("office.template_dropped", words=found.text)
    else:
        turn.say("start.not_allowed")
