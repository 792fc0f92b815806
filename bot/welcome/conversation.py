"""The commands /start and help, the links of invites, unsupported files, drafts brought back."""

from dataclasses import replace

from bot.city.codes import PREFIX, check_character
from bot.core import dropping
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn
from bot.oversight import conversation as oversight
from bot.oversight import drafting
from bot.oversight.draft import KINDS
from bot.oversight.views import LINK as TARGET
from bot.people import roles
from bot.plan import item
from bot.plan.outline import LINK
from bot.privacy import my_data
from bot.public.pages import SUPPORT
from bot.questions import conversation as questions
from bot.questions import desk as question_desk
from bot.reports import moving
from bot.reports.desk import conversation as desk
from bot.reports.desk import office
from bot.reports.intake import clerk, open_draft, spots, support
from bot.reports.intake import conversation as intake
from bot.reports.intake.spot_rules import LINK as SPOT
from bot.reports.moves import WITH_PICTURES
from bot.reports.reporters import LINK as SLIP
from bot.reports.tracking import conversation as tracking
from bot.understanding import replies
from db.models import DROPPED, Draft

routes = Routes()

COMMANDS = (
    "start",
    "kehoach",
    "chitieu",
    "tiendo",
    "thuatngu",
    "phananh",
    "cuatoi",
    "trangthai",
    "xacminh",
    "gantoi",
    "congkhai",
    "huy",
    "quyenriengtu",
    "dulieu",
    "xoa",
    "trogiup",
)
"""The commands in the channel's menu; each has its text `start.command_…`."""
BARE = frozenset({*COMMANDS, "help", "menu"} - {"huy", "xoa"})
"""The commands that are no Vietnamese words: typed alone they need no slash."""

OFFICE = ("viec", "bantin", "nhatky", "ghiho", "maqr")
ALL = ("kehoach", "tiendo", "congkhai", "trogiup")
COMMANDS_OF = {
    "clerk": ("ghiho", "maqr", *ALL),
    "official": (*OFFICE, "mau", "ten", *ALL),
    "overseer": (*OFFICE, "choxem", "phieu", *ALL),
    "admin": (*OFFICE, "choxem", "phieu", "canbo", "chan", "bochan", *ALL),
}
"""The menu in the chats of people with a role: their work first; all other commands work too."""

LINKS = {
    "phananh": intake.begin, "hoi": questions.how, "cuatoi": tracking.list_own,
    "dulieu": my_data.give, "xoa": my_data.ask_erase,
}  # fmt: skip
"""What a link into the private chat begins, by its payload."""
EXAMPLE_CODE = f"{PREFIX}7K2M9{check_character('7K2M9')}"


@routes.command("start")
def start(turn: Turn) -> None:
    """Greet, or follow the link: an invite, an item to read, a report to begin, a slip."""
    if turn.text in LINKS:
        LINKS[turn.text](replace(turn, incoming=turn.incoming.model_copy(update={"text": ""})))
    elif turn.text.startswith(LINK):
        item.follow_link(turn, turn.text)
    elif turn.text.startswith(TARGET):
        oversight.follow_link(turn, turn.text)
    elif turn.text.startswith(SPOT):
        spots.open_link(turn, turn.text)
    elif turn.text.startswith(SUPPORT):
        support.support(replace(turn, arguments=[turn.text.removeprefix(SUPPORT)]))
    elif turn.text.startswith(SLIP):
        clerk.open_link(turn, turn.text)
    elif turn.text:
        _join(turn, turn.text.split()[0])
    else:
        _welcome(turn, joined=False)


@routes.command("trogiup", "help", "menu")
def give_help(turn: Turn) -> None:
    """Say what can be done here."""
    name = turn.tools.deep_links.username()
    turn.say("start.help", _menu(turn), role=turn.actor.role, example=EXAMPLE_CODE, username=name)


def _join(turn: Turn, code: str) -> None:
    invite = roles.join(turn.session, code, turn.person, turn.chat, turn.city, turn.now)
    if invite is None:
        turn.say("start.bad_invite", _menu(turn))
        return
    _welcome(turn, joined=True)
    waits = invite.role == "official" and desk.waits(turn)
    if waits or question_desk.waiting_buttons(turn):
        desk.show(turn)  # what waited for somebody to be here


def unsupported(turn: Turn, draft: Draft | None) -> None:
    """Answer a sticker, contact or file: say what is taken, and that nothing is lost."""
    proof = draft is not None and draft.kind in WITH_PICTURES
    turn.say("start.unsupported", draft=draft is not None, proof=proof)


def _welcome(turn: Turn, joined: bool) -> None:
    """Greet, by role."""
    actor = turn.actor
    turn.say(
        f"start.welcome_{actor.role}",
        [*_menu(turn), *office.name_rows(turn)],
        agency=turn.city.agency_name(actor.agency),
        plan=bool(turn.tools.knowledge.home),
        private=turn.chat.private,
        joined=joined,
        menu="" if actor.role == "resident" else actor.role,
    )


def _menu(turn: Turn) -> Rows:
    if turn.actor.role == "clerk":
        return [[turn.button("clerk.button_begin", "ghiho:new")]]
    if turn.actor.role != "resident":
        return [
            [turn.button("start.button_cases", "cases:all")],
            [turn.button("start.button_bulletins", "bulletins:all")],
        ]
    return [
        [
            turn.button("start.button_ask", "ask:how"),
            turn.button("start.button_read", "kehoach:all"),
        ],
        [
            turn.button("start.button_report", "report:new"),
            turn.button("start.button_mine", "mine:all"),
        ],
    ]


def brings_back(turn: Turn) -> bool:
    """Bring back a report that was dropped just now, if the words wish for it; if they are of
    something that is open, where nothing is, show once more that it can be brought back."""
    understood = turn.understand(turn.text)
    inside = turn.understand(turn.text, "preview")
    is_of_draft = understood.intent == "smalltalk" and inside.act in ("command", "correction")
    may_wish = replies.wish(turn.text) or understood.about == "nothing" or is_of_draft
    row = turn.draft(DROPPED + open_draft.KIND) if may_wish else None
    if row is None or turn.now - row.updated_at > dropping.UNDO:
        return False
    if open_draft.read(turn, row).is_empty:
        return False
    if replies.wish(turn.text):
        undo(replace(turn, arguments=[str(row.id)]))
    else:
        dropping.offer_undo(turn, row, "report.dropped")
    return True


@routes.button("undo", once=True)
def undo(turn: Turn) -> None:
    """Bring back a draft dropped within the last ten minutes, and go on with it."""
    row = dropping.own_draft(turn, turn.arguments[0])
    if row is None or not dropping.bring_back(turn, row):
        turn.say("report.undo_too_late", other=row and row.kind.startswith(DROPPED))
    elif row.kind == open_draft.KIND:
        open_draft.go_on(turn, row, open_draft.read(turn, row))
    elif row.kind in question_desk.KINDS.values():
        question_desk.confirm(turn, row)
    elif row.kind in KINDS:
        drafting.go_on(turn, row, *drafting.read(turn, row))
    else:
        moving.show_words(turn, row)
