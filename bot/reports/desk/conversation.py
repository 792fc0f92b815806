"""The list of open reports in chat, urgent ones first, the search in it, and the next case."""

from collections.abc import Sequence
from typing import Literal

from bot.city import codes
from bot.core import draft_queries as drafts
from bot.core.events import BUTTON_DATA_BYTES, Button, Reply
from bot.core.gathering import of
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn, in_rows, labelled_button, row_number
from bot.people.roles import OFFICES
from bot.questions import desk as question_desk
from bot.reports import cards, finding, moves, office_queries, part_queries
from bot.reports import queries as reports
from bot.reports.desk import case_queries, queries, views, worklist
from bot.reports.desk.queries import EVERY, FILTERS, Wish, filters_in
from bot.reports.desk.views import lines, viewer
from bot.reports.desk.worklist import Worklist
from bot.understanding.phrases import number_in
from bot.web import sign_in
from bot.web.pages import ENTER
from db.models import Draft, Report
from db.outbox import PASSING

routes = Routes()

A_PAGE = 10
MOST_SHARED = 20
A_ROW = 5
"""Numbered buttons beside each other."""
WRITTEN = tuple(kind for kind in moves.WITH_WORDS if kind not in moves.OF_REPORTER)
"""The kinds of drafts in which an office writes the words of a move."""
LINK_MINUTES = int(sign_in.LASTS[sign_in.LINK].total_seconds() // 60)


@routes.button("cases", roles=OFFICES)
def by_button(turn: Turn) -> None:
    """Show the open reports of a button's filters, ward and words, from the position it carries."""
    names, begin, area, words = [*turn.arguments, *["", "", ""]][:4]
    area = area if turn.city.area(area) else ""
    assignee = row_number(names.rpartition(".")[2]) or None
    if turn.actor.role != "official":
        assignee = None  # who works on what is seen by officials alone
    show(turn, Wish(filters_in(names), area, assignee=assignee), row_number(begin), words)


@routes.command("viec")
def by_command(turn: Turn) -> None:
    """Show the open reports, or search for the code or words after the command."""
    if turn.actor.role not in OFFICES:
        turn.say("handle.not_an_official")
    elif turn.text:
        _look_up(turn)
    else:
        show(turn)


def waits(turn: Turn) -> bool:
    """Return whether this person has a list, and an open report in it."""
    return turn.actor.role in OFFICES and queries.count(turn.session, viewer(turn))["all"] > 0


def show(
    turn: Turn, wish: Wish = EVERY, begin: int = 0, words: str = "", anywhere: bool = False
) -> None:
    """Show a page of the open reports as lines of text, each with a numbered button.

    `words` narrow it to the reports that have them; with `anywhere` those that ended follow.
    """
    words = " ".join(words.replace(":", " ").split())  # as a button can carry them
    anywhere = anywhere and bool(words)
    looks = viewer(turn, words)
    count, until = queries.count(turn.session, looks), begin + A_PAGE
    if anywhere:
        listed = views.anywhere(turn, words, until + 1)[begin:]
    else:
        listed = queries.page(turn.session, looks, wish, begin, A_PAGE + 1)
    more, page = len(listed) > A_PAGE, listed[:A_PAGE]
    total = begin + len(page)
    if more and not words:
        total = queries.count_wanted(turn.session, looks, wish)
    begun = drafts.of_kinds(turn.session, turn.person, turn.chat, (worklist.KIND, *WRITTEN))
    before = next((row for row in begun if row.kind == worklist.KIND), None)
    rows = _numbered(turn, page, begin, Worklist(wish=wish, words=words), before)
    where = f"found:{until}" if anywhere else f"cases:{_names(wish)}:{until}:{wish.area}"
    data = f"{where}:{words}".rstrip(":")
    if more and len(data.encode()) <= BUTTON_DATA_BYTES:
        left = total - begin - len(page)
        rows.append([turn.button("handle.button_more", data, left=left)])
    door = question_desk.waiting_buttons(turn)
    if not begin and count["shared"]:
        rows.append([turn.button("share.button_waiting", "parts:0", count=count["shared"])])
    unsent = [] if begin else _unsent(turn, begun)
    rows += [
        [turn.button("handle.button_go_on", f"go_on:{key}", report=row)] for key, row in unsent
    ]
    person = office_queries.person(turn.session, wish.assignee)
    turn.say(
        "handle.cases",
        [*rows, *_filters(turn, count, wish), *_browser(turn), *door],
        count=count,
        filters=wish.filters,
        assignee=cards.colleague(turn, person) if person else "",
        begin=begin,
        lines=list(enumerate(lines(turn, page), begin + 1)),
        assigned=turn.actor.role == "official",
        shares=[] if begin or words or not page[1:] else _shares(turn, looks, wish),
        total=total,
        area=turn.city.area_name(wish.area),
        words=words,
        more=bool(words) and more,
        anywhere=anywhere,
        searched=queries.SEARCHED,
        questions=bool(door),
        unsent=len(unsent),
    )


def _shares(turn: Turn, looks: queries.Viewer, wish: Wish) -> list[tuple[str, int]]:
    """Return how many of the wanted cases each colleague has, or for who oversees each ward;
    nothing where all are of one."""
    is_official = turn.actor.role == "official"
    column: Literal["area", "assignee_id"] = "assignee_id" if is_official else "area"
    numbers = queries.count_by(turn.session, looks, wish, column)
    if len(numbers) < 2:
        return []
    if not is_official:
        return [(turn.city.area_name(key), number) for key, number in numbers.items()]
    people = case_queries.persons(turn.session, {key for key in numbers if key})
    names = {key: cards.colleague(turn, person) for key, person in people.items()}
    return [(names.get(key, ""), number) for key, number in numbers.items()]


def _unsent(turn: Turn, begun: Sequence[Draft]) -> list[tuple[int | None, Report]]:
    """Return which of the drafts have words that were not sent, and their cases.

    Beside words the open one is not among them: it is shown after the list.
    """
    is_said = turn.incoming.command is None and turn.incoming.button is None
    shown_after = turn.begun if is_said else None
    written = [row for row in begun if row.kind in WRITTEN and row is not shown_after and of(row)]
    return [(row.id, reports.get(turn.session, row.report_id)) for row in written]


@routes.button("parts", roles=("official",))
def show_parts(turn: Turn) -> None:
    """Show the open cases in which this person's agency has a part to do."""
    shared = part_queries.asked_of(turn.session, turn.actor.agency, MOST_SHARED)
    if not shared:
        turn.say("share.nothing")
        return
    listed = list(enumerate(lines(turn, shared), 1))
    turn.say(
        "share.waiting",
        _numbered(turn, shared, 0, Worklist(), turn.draft(worklist.KIND)),
        lines=listed,
        count=len(shared),
    )


def _numbered(
    turn: Turn, shown: Sequence[Report], begin: int, cases: Worklist, before: Draft | None
) -> list[list[Button]]:
    """Return a button for each report, with its number in the list, which is worked on now."""
    numbers = {number: report.code for number, report in enumerate(shown, begin + 1)}
    worklist.keep(turn, cases.model_copy(update={"codes": numbers}), before)
    buttons = [labelled_button(str(key), f"case:show:{code}") for key, code in numbers.items()]
    return in_rows(buttons, A_ROW)


def _names(wish: Wish) -> str:
    """Return the filters of a list, and whose cases it has, as a button carries them."""
    return ".".join([*wish.filters, *([str(wish.assignee)] if wish.assignee else [])]) or "all"


def _filters(turn: Turn, count: queries.Count, wish: Wish) -> Rows:
    """Return the buttons of the other filters that have reports, three a row; all in the ward."""
    chosen, area = _names(wish), wish.area
    if count["all"] <= 1 and not wish.filters:
        return []
    if area:
        count = queries.count(turn.session, viewer(turn)._replace(area=area))
    names = [name for name in ("all", *FILTERS) if name != chosen and count[name]]
    buttons = [
        turn.button(f"office.button_only_{name}", f"cases:{name}:0:{area}".rstrip(":"),
                    count=count[name])
        for name in names
    ]  # fmt: skip
    if area:
        buttons.append(turn.button("office.button_every_area", f"cases:{chosen}:0"))
    return in_rows(buttons, 3)


def filter_rows(turn: Turn) -> Rows:
    """Return the buttons of the list, and of its filters that have reports; of the week's digest
    for who oversees."""
    count = queries.count(turn.session, viewer(turn))
    button_all = turn.button("office.button_only_all", "cases:all:0", count=count["all"])
    digest = [[turn.button("office.button_digest", "look:text:week")]]
    overview = digest if turn.actor.oversees else []
    return [[button_all], *_filters(turn, count, EVERY), *overview, *_browser(turn)]


def _browser(turn: Turn) -> Rows:
    return [[turn.button("handle.button_browser", "desk:open")]] if turn.chat.private else []


@routes.button("desk", roles=OFFICES)
def give_link(turn: Turn) -> None:
    """Give a one-time link to the desk in the browser, in private: it lets in who opens it."""
    if not turn.chat.private:
        turn.say("track.only_in_private")
        return
    token = sign_in.make_link(turn.session, turn.person, turn.chat, turn.now)
    address = f"{turn.tools.deep_links.page}{ENTER}/{token}"
    text = turn.tools.texts("handle.link", address=address, minutes=LINK_MINUTES)
    turn.tell(turn.chat, Reply(text=text), PASSING)


@routes.button("next", roles=OFFICES)
def next_case(turn: Turn) -> None:
    """Show the open case after the one on the button."""
    show_next(turn, finding.by_code(turn, turn.arguments[0]))


def show_next(turn: Turn, after: Report | None) -> None:
    """Show the case after this one in the list worked on, or the first."""
    report = worklist.following(turn, after)
    if report is None:
        turn.say("handle.no_next", filter_rows(turn))
    else:
        finding.show_or_refuse(turn, report)


@routes.button("pictures")
def pictures(turn: Turn) -> None:
    """Show the pictures of a case: the reporter's, and those of its steps."""
    report = finding.of_button(turn, turn.arguments[0])
    if not finding.may_see(turn, report):
        finding.refuse(turn, report, "right")
    else:
        cards.show_pictures(turn, report)


def _look_up(turn: Turn) -> None:
    """Show the report with the typed code, else search for the typed words.

    Six letters without LC- that are no code are a word: "phuong", "truong".
    """
    code = codes.code_in(turn.text, bare=True)
    report = finding.by_code(turn, code) if code else None
    if report is not None:
        finding.show_or_refuse(turn, report)
    elif code is not None and (codes.is_code(code) or codes.code_in(turn.text)):
        turn.say("track.wrong_code", code=code)
    else:
        show(turn, words=turn.text, anywhere=True)


@routes.button("found", roles=OFFICES)
def find_further(turn: Turn) -> None:
    """Show further reports that have the words a button carries."""
    begin, words = [*turn.arguments, "", ""][:2]
    show(turn, begin=row_number(begin), words=words, anywhere=True)


def open_numbered(turn: Turn) -> bool:
    """Open the case of the list worked on whose number was typed; false for other messages."""
    number, worked_on = number_in(turn.text), worklist.current(turn)
    if number is None or worked_on is None:
        return False
    if number in worked_on.codes:
        finding.show_or_refuse(turn, finding.of_button(turn, worked_on.codes[number]))
    else:
        turn.say("handle.no_such_number", filter_rows(turn), number=number)
    return True
