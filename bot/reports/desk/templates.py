"""An agency's templates, words for its moves: add, list, use with one tap, delete."""

from bot.core import dropping, gathering
from bot.core.draft_content import DraftContent
from bot.core.events import Button
from bot.core.routes import Routes
from bot.core.turn import Answered, Turn, row_number
from bot.reports import finding, moves, moving, office_queries, offices
from bot.reports import queries as reports
from bot.texts import shortened
from db.models import Draft, ReplyTemplate

routes = Routes()
KIND = "template"
LONGEST_TEMPLATE = 1000


def _check_agency(turn: Turn) -> str:
    """Return the agency of this official; ends the turn of others."""
    if turn.actor.role == "official" and turn.actor.agency is not None:
        return turn.actor.agency
    turn.say("office.no_agency")
    raise Answered


@routes.command("mau")
def list_templates(turn: Turn) -> None:
    """List the agency's templates, with a button for each move that adds one."""
    templates = office_queries.templates(turn.session, _check_agency(turn))
    buttons = [[_drop_button(turn, row, f"template:drop:{row.id}")] for row in templates]
    add = [
        turn.button(f"office.button_add_{move}", f"template:add:{move}")
        for move in offices.TEMPLATES
    ]
    names = {move: _name(turn, move) for move in offices.TEMPLATES}
    turn.say(
        "office.templates",
        [*buttons, add[:2], add[2:]],
        found=[(names.get(template.move, template.move), template.text) for template in templates],
    )


def _drop_button(turn: Turn, row: ReplyTemplate, data: str) -> Button:
    return turn.button("office.button_drop_template", data, text=shortened(row.text, 40))


def _name(turn: Turn, move: str) -> str:
    """Return the label of a move's button."""
    file = "office" if move == "forward" else "handle"
    return turn.tools.texts.plain(f"{file}.button_{move}")


@routes.button("template")
def template(turn: Turn) -> None:
    """Use, add, save or delete a template."""
    wish = {"use": _use, "add": _add, "keep": _keep, "drop": _drop}.get(turn.arguments[0])
    if wish is None or len(turn.arguments) < 2:
        raise turn.stale()
    wish(turn)


def _chosen(turn: Turn) -> ReplyTemplate:
    """Return the template of a button; ends a stale turn."""
    template = turn.session.get(ReplyTemplate, row_number(turn.arguments[1]))
    if template is None:
        raise turn.stale()
    return template


def _use(turn: Turn) -> None:
    """Add a template's words to the draft it was offered for; they are shown before sending."""
    template = _chosen(turn)
    row = dropping.draft_of_button(turn, turn.arguments[-1], template.move)
    report = reports.get(turn.session, row.report_id)
    if template.agency != report.agency or moves.refusal(report, row.kind, turn.actor) == "right":
        finding.refuse(turn, report, "right")
    else:
        moving.take(turn, row, f"{moving.TEMPLATE}{template.id}", template.text)


def _add(turn: Turn) -> None:
    if turn.arguments[1] not in offices.TEMPLATES:
        raise turn.stale()
    _check_agency(turn)
    turn.begin_draft(KIND, data={"target": turn.arguments[1]})
    move = _name(turn, turn.arguments[1])
    turn.say("office.ask_template", ask="handle.hint_words", move=move, private=turn.chat.private)


@routes.draft(KIND)
def words(turn: Turn, row: Draft) -> None:
    """Take the words of a new template: the last message, or its edited version."""
    gathered = gathering.of(row)
    drop = turn.button("handle.button_drop", f"discard:{row.id}")
    row.updated_at = turn.now
    if not turn.text:
        turn.say("office.only_words", [[drop]])
    elif len(turn.text) > LONGEST_TEMPLATE:
        turn.say("start.too_long", [[drop]], length=len(turn.text), most=LONGEST_TEMPLATE)
    else:
        new = DraftContent(words_by_message={"": turn.text}, target=gathered.target)
        row.data = new.model_dump(mode="json")
        keep = turn.button("office.button_keep", f"template:keep:{row.id}")
        move = _name(turn, gathered.target)
        turn.say("office.confirm_template", [[keep], [drop]], words=turn.text, move=move)


def _keep(turn: Turn) -> None:
    row = dropping.draft_of_button(turn, turn.arguments[1], KIND)
    gathered = gathering.of(row)
    if not gathered.text:
        raise turn.stale()
    _check_agency(turn)
    if offices.add_template(moves.Mover.of(turn), gathered.target, gathered.text):
        turn.session.delete(row)
        turn.say("office.template_kept", move=_name(turn, gathered.target))
    else:
        turn.say("office.templates_full", most=offices.MOST_TEMPLATES)


def _drop(turn: Turn) -> None:
    template = _chosen(turn)
    if offices.owns_template(turn.actor, template) and not turn.is_sure:
        sure = _drop_button(turn, template, turn.sure(f"template:drop:{template.id}"))
        turn.say("office.ask_drop_template", [[sure]], words=template.text)
    elif offices.drop_template(moves.Mover.of(turn), template):
        turn.say("office.template_dropped", words=template.text)
    else:
        turn.say("start.not_allowed")
