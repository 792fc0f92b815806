"""Targets in the browser for those who state, check, ask and answer: a form, a preview, sent.

What the preview showed is signed, so that just that is sent.
"""

import re

from sqlmodel import Session
from starlette.responses import Response

from bot.core.papers import NotAPaper
from bot.core.turn import row_number
from bot.oversight import announcing, board, drafting, following_queries, owning
from bot.oversight.draft import (
    ANSWERED,
    ASKED,
    CHECKED,
    ENTERED,
    MOST_PHOTOS,
    OF_WORDS,
    OLDER,
    RESULTS,
    STATED,
    TargetDraft,
    of_plan,
    written_day,
)
from bot.oversight.figures import Impossible
from bot.oversight.promises import Promise, Promises
from bot.oversight.rules import STEPS
from bot.people.roles import OFFICES
from bot.plan.outline import page_of
from bot.web.forms import Form, is_signed, signature
from bot.web.pages import NotFound, Pages, Visit
from db.models import TargetEvent

PATH = "/chi-tieu"
PAGE = 50
OK = 200
KINDS = (STATED, ENTERED, CHECKED, ASKED, ANSWERED)
"""What can be done here; residents are asked in the chat."""
NOBODYS = "chua"
"""The filter with the targets of no agency."""
OWNER = "owner"
"""What an admin does here beside: to say whose target it is."""
SPOT = re.compile(r"(-?\d{1,2}\.\d{1,7}),(-?\d{1,3}\.\d{1,7})")


def hang(pages: Pages) -> None:
    """Hang the targets into the pages of the roles that do something about them."""
    pages.menu(PATH, "oversight.menu", *OFFICES)
    pages.hang(PATH, OFFICES, show=show_list)
    pages.hang(f"{PATH}/{{plan}}/{{target}}", OFFICES, show=show, do=do)


def show_list(visit: Visit) -> Response:
    """Show an official's own targets, or all of the home plans: first what asks for attention."""
    turn = visit.turn
    promises = turn.tools.once(Promises)
    only_nobodys = visit.query.get("theodoi", "") == NOBODYS and turn.actor.oversees
    if turn.actor.role == "official" and turn.actor.agency:
        chosen = board.of_agency(turn.session, turn.tools, turn.actor.agency)
    elif only_nobodys:
        chosen = board.of_agency(turn.session, turn.tools, None)
    else:
        home = promises.areas(turn.city)
        chosen = [promise for promise in promises.all if promise.plan in home]
    listed = board.board(turn.session, chosen, turn.now, turn.tools.zone)
    page = page_of(listed.entries, row_number(visit.query.get("trang", "1")) - 1, PAGE)
    details = board.details(turn.session, turn.tools, page.entries)
    return visit.page("targets/duties.html", details=details, page=page, path=PATH,
                      only_nobodys=only_nobodys)  # fmt: skip


def show(visit: Visit) -> Response:
    """Show a target, with a form for all that this person may do about it."""
    return _page(visit, _promise(visit))


def do(visit: Visit) -> Response:
    """Show what a form would make public, or send what was shown."""
    turn, form, promise = visit.turn, visit.form, _promise(visit)
    kind = form["kind"]
    if kind == OWNER and turn.actor.role == "admin":
        agency = turn.city.agency(form["agency"])
        owning.set_agency(turn, promise, agency.id if agency else None)
        name = agency.name if agency else ""
        turn.say("stating.owner_set", promise=promise, agency=name, count=1)
        return _page(visit, promise)
    if kind not in (*KINDS, OWNER):
        turn.say("stating.choose_kind")
        return _page(visit, promise, status=409)
    allowed = kind in KINDS and owning.may(turn.actor, kind, owning.agency_of(turn, promise))
    if not allowed:
        drafting.refuse(turn, promise)
        return _page(visit, promise, status=409)
    draft = _previewed(visit, kind) if form["draft"] else _draft(visit, kind, promise)
    if draft is None:
        return _page(visit, promise, kind, status=409)
    drafting.is_of_another(turn.session, kind, draft, promise)
    step = drafting.next_step(turn.session, kind, draft, promise)
    if form["draft"]:
        if step == "preview" and form["seen"] == _stamp_of(turn.session, promise):
            drafting.publish(turn, kind, draft, promise)
            turn.session.flush()
            return _page(visit, promise)
        turn.say("stating.changed")
    if step != "preview":
        turn.say(
            f"stating.ask_{step}", promise=promise, kind=kind, private=True, on_page=False,
            latest=drafting.latest_of(turn.session, promise),
        )  # fmt: skip
        return _page(visit, promise, kind, draft, status=409)
    drafting.show(turn, kind, draft, promise)
    return _page(visit, promise, kind, draft)


def _signed(kind: str, draft: str, seen: str) -> str:
    return f"{kind}\n{seen}\n{draft}"


def _stamp_of(session: Session, promise: Promise) -> str:
    """Return the newest step of a target: what was previewed before a newer one is not sent."""
    return str(drafting.newest_step(session, promise) or "")


def _previewed(visit: Visit, kind: str) -> TargetDraft:
    """Return the draft that a preview of this session showed."""
    form = visit.form
    if not is_signed(visit.token, _signed(kind, form["draft"], form["seen"]), form["proof"]):
        raise NotFound
    return TargetDraft.model_validate_json(form["draft"])


def _form(visit: Visit, draft: TargetDraft | None) -> Form:
    """Return what the form still has: as it was typed, or from what was previewed."""
    if draft is None or not visit.form["draft"]:
        return visit.form
    figure = "" if draft.value is None else f"{draft.value:.15g}".replace(".", ",")
    values = {
        "value": figure, "step": draft.step, "as_of": draft.as_of, "number": draft.document,
        "dated": draft.document_date, "link": draft.link, "words": draft.words,
        "agency": draft.agency, "about": draft.about,
        "older": "instead" if draft.instead else "older" if "as_of" in draft.passed else None,
    }  # fmt: skip
    return Form(tuple((name, str(value)) for name, value in values.items() if value is not None))


def _draft(visit: Visit, kind: str, promise: Promise) -> TargetDraft | None:
    """Return the draft of a form; None where something in it cannot be, which was said."""
    turn, form = visit.turn, visit.form
    today = turn.now.astimezone(turn.tools.zone).date()
    draft = TargetDraft(plan=promise.plan, target=promise.id, passed=("found",))
    if kind == ANSWERED:
        question = turn.session.get(TargetEvent, row_number(form["about"]))
        if question is None or (question.plan, question.target, question.kind) != (
            *promise.key,
            "asked",
        ):
            raise NotFound
        draft.about = question.id
    draft.take_older(form["older"], drafting.latest_id(turn.session, promise))
    agency = turn.city.agency(form["agency"])
    draft.agency = agency.id if kind == ENTERED and agency else None
    draft.step = form["step"] if form["step"] in (*STEPS, *RESULTS) else ""
    text = ""
    try:
        for step, name in (("figure", "value"), ("evidence", "number"), ("evidence", "link")):
            if text := form[name]:
                draft.take(step, text, promise, today)  # type: ignore[arg-type]
        draft.as_of = of_plan(written_day(form["as_of"], today), promise)
        draft.document_date = written_day(form["dated"], today)
        draft.leave_out_early()
        if form["words"]:
            draft.take("words" if kind in OF_WORDS else "found", form["words"], promise, today)
        draft.photos = _evidence(visit)
        if kind == CHECKED and (spot := SPOT.fullmatch(form["spot"])):
            draft.latitude, draft.longitude = float(spot[1]), float(spot[2])
    except Impossible as error:
        turn.say(f"stating.cannot_{error.why}", promise=promise, text=text)
        return None
    return draft


def _evidence(visit: Visit) -> tuple[str, ...]:
    """Return the pictures and the document of a form; what is none is said."""
    turn, form, keys = visit.turn, visit.form, list(visit.photos)
    visit.say_refused_photos()
    if form.document:
        try:
            keys.append(turn.media.add_paper(form.document[1]))
        except NotAPaper:
            turn.say("start.photo_not_a_paper", count=1)
    return tuple(dict.fromkeys(keys))[:MOST_PHOTOS]


def _promise(visit: Visit) -> Promise:
    path = visit.params
    promise = visit.turn.tools.once(Promises).linked(path["plan"], path["target"])
    if promise is None:
        raise NotFound
    return promise


def _page(
    visit: Visit, promise: Promise, kind: str = "", draft: TargetDraft | None = None,
    status: int = OK,
) -> Response:  # fmt: skip
    """Show a target, and where nothing was done yet what was typed; a draft can be sent.

    It stands in the form of that `kind`, in all of them where none was chosen.
    """
    turn, is_typed = visit.turn, bool(kind) or status != OK
    (detail,) = board.details_of(turn.session, turn.tools, [promise], turn.now)
    content = draft.model_dump_json() if draft else ""
    return visit.page(
        "targets/duty.html",
        status,
        detail=detail,
        promise=promise,
        places=following_queries.counted(turn.session, [promise.key]),
        path=PATH,
        kinds=[name for name in KINDS if owning.may(turn.actor, name, detail.agency)],
        unanswered=announcing.unanswered(detail.events),
        kind=kind,
        form=_form(visit, draft) if is_typed else Form(),
        kept=visit.carried([*draft.photos] if draft else visit.photos) if is_typed else [],
        draft=content if status == OK else "",
        seen=_stamp_of(turn.session, promise),
        proof=signature(visit.token, _signed(kind, content, _stamp_of(turn.session, promise))),
        agencies=turn.city.agencies,
        steps=STEPS,
        results=RESULTS,
        olders=OLDER,
        today=turn.now.astimezone(turn.tools.zone).date(),
    )
