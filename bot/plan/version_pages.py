"""The pages on which an office puts a plan in: the list, what it is, its figures, its use."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.core.turn import row_number
from bot.people import roles
from bot.people.roles import ADMIN
from bot.plan import version_queries, version_trying, versions
from bot.plan.outline import count_of, page_of
from bot.plan.version_trying import version_of
from bot.web.pages import Pages, Visit
from db.models import PlanVersion
from knowledge.answering.citing import of_target
from knowledge.answering.dialogue import Exchange
from knowledge.changes import Changes, changes
from knowledge.importing.lines import KINDS
from knowledge.importing.targets import targets_of
from knowledge.load import Knowledge
from knowledge.schema import Plan, Target

ROOT = "/kehoach"


def hang(pages: Pages, render: Callable[[Sequence[Exchange]], str]) -> None:
    """Hang the pages in; `render` makes the answers as residents read them."""
    address = f"{ROOT}/{{number}}"
    pages.menu(ROOT, "version.menu", *ADMIN)
    pages.hang(ROOT, ADMIN, show=show_list, do=take_file)
    pages.hang(address, ADMIN, show=show, do=keep)
    pages.hang(f"{address}/chitieu", ADMIN, show=show_figures, do=keep_figures)
    trying = version_trying.Trying(render)
    pages.hang(f"{address}/thu", ADMIN, show=trying.show, do=trying.put_right)
    pages.hang(f"{address}/banmoi", ADMIN, do=follow)
    for word, does in (("dung", use), ("ngung", stop), ("bo", drop)):
        pages.hang(f"{address}/{word}", ADMIN, do=partial(_moved, does))


def show_list(visit: Visit) -> Response:
    """Show the plans in use, those to come, and the form for a file."""
    rows, plans = version_queries.versions(visit.turn.session), visit.turn.tools.knowledge.plans
    live = [row for row in rows if row.state == "live"]
    by_use = sorted(rows, key=lambda row: (row.changed_at, row.number))
    last = {row.plan: row for row in by_use if row.state == "past"}
    stored, put_in = {row.plan for row in live}, {row.plan for row in rows}
    return visit.page(
        "plan/list.html",
        live=[(row, versions.head_of(row), last.get(row.plan)) for row in live],
        loaded={plan.id: plan.sha256 for plan in plans},
        shipped=[plan for plan in plans if plan.id not in put_in],
        stopped=[(row, versions.head_of(row)) for plan, row in sorted(last.items())
                 if plan not in stored],
        begun=[row for row in rows if row.state in ("waiting", "draft", "unreadable")],
        kinds=",".join(KINDS),
    )  # fmt: skip


def take_file(visit: Visit) -> Response:
    """Keep a file, to be read beside the turns."""
    turn, document = visit.turn, visit.form.document
    if document is None:
        turn.say("version.no_file")
        return show_list(visit)
    name, content = document
    if PurePath(name).suffix.lower() not in KINDS:
        turn.say("version.problem", problem="kind")
        return show_list(visit)
    ids = {plan.id for plan in turn.tools.knowledge.plans}
    ids |= {row.plan for row in version_queries.versions(turn.session)}
    of = visit.form["of"]
    row = PlanVersion(
        plan=of if of in ids else versions.fresh_id(name, ids),
        file=name,
        state="waiting",
        content=content,
        created_at=turn.now,
        changed_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    _note(visit, "plan file", row)
    return RedirectResponse(f"{ROOT}/{row.id}", 303)


def show(visit: Visit) -> Response:
    """Show what a document is; of a file that is not read yet that it is being read."""
    row = version_of(visit)
    if row.state in ("waiting", "unreadable"):
        return visit.page("plan/reading.html", row=row)
    if row.state != "draft":
        return RedirectResponse(f"{ROOT}/{row.id}/thu", 303)
    return _about(visit, row)


def _about(visit: Visit, row: PlanVersion, wrong: str = "") -> Response:
    """Show what a document is, with what was typed where a field is wrong."""
    plan = version_queries.plan_in(row)
    fields = {name: getattr(plan, name) or "" for name in versions.FIELDS}
    if wrong:
        fields |= {name: visit.form[name] for name in versions.FIELDS}
    stranger = not Knowledge(plans=(plan,), city=visit.turn.city.name).home
    return visit.page(
        "plan/about.html",
        row=row,
        plan=plan,
        fields=fields,
        wrong=wrong,
        stranger=stranger,
        same=_in_use(visit, plan),
    )


def _in_use(visit: Visit, plan: Plan) -> Plan | None:
    """Return the plan in use that a file put in as another seems to be, or a new version of."""
    in_use = (row for row in visit.turn.tools.knowledge.plans if row.id != plan.id)
    return next((row for row in in_use if versions.is_same_document(row, plan)), None)


def follow(visit: Visit) -> Response:
    """Make of a plan put in as a new one the next version of the one that it seems to be."""
    row = version_of(visit, "draft")
    plan = version_queries.plan_in(row)
    if same := _in_use(visit, plan):
        versions.follow(visit.turn.session, row, plan.model_copy(update={"id": same.id}))
        row.changed_at = visit.turn.now
    return RedirectResponse(f"{ROOT}/{row.id}", 303)


def keep(visit: Visit) -> Response:
    """Keep what a document is, and go on to its figures."""
    row = version_of(visit, "draft")
    plan = versions.mended(
        version_queries.plan_in(row), {name: visit.form[name] for name in versions.FIELDS}
    )
    if isinstance(plan, str):
        visit.turn.say("version.wrong", field=plan)
        return _about(visit, row, plan)
    versions.keep(row, plan, visit.turn.now)
    return RedirectResponse(f"{ROOT}/{row.id}/chitieu", 303)


def _moved(does: Callable[[Visit], str], visit: Visit) -> Response:
    """Do what a button of the list says, and show the list with what was done."""
    answer = does(visit)
    visit.turn.say(f"version.{answer}")
    visit.turn.session.flush()
    return show_list(visit)


def use(visit: Visit) -> str:
    """Bring a version into use, or put one back."""
    row = version_of(visit, "draft", "past")
    was_draft = row.state == "draft"
    versions.use(visit.turn.session, row, visit.turn.now)
    _note(visit, "plan used", row)
    return "used" if was_draft else "put_back"


def stop(visit: Visit) -> str:
    """Take a version out of use."""
    row = version_of(visit, "live")
    versions.stop(row, visit.turn.now)
    _note(visit, "plan stopped", row)
    return "stopped"


def drop(visit: Visit) -> str:
    """Delete a version that was never in use."""
    row = version_of(visit, "draft", "unreadable", "waiting")
    _note(visit, "plan dropped", row)
    version_queries.drop(visit.turn.session, row)
    return "dropped"


def _note(visit: Visit, action: str, row: PlanVersion) -> None:
    turn = visit.turn
    roles.note(turn.session, turn.actor, action, f"{row.plan} {row.id}", turn.now)


A_PAGE = 40
"""Figures on one page: three fields each, of the 200 that a form may have."""


def show_figures(visit: Visit) -> Response:
    """Show a page of the figures."""
    return _figures_page(visit, version_of(visit, "draft"))


def keep_figures(visit: Visit) -> Response:
    """Keep the figures that are ticked, as they were mended; where one cannot be, say so."""
    row, form = version_of(visit, "draft"), visit.form
    plan = version_queries.plan_in(row)
    page = page_of(_figures(plan), _number(visit), A_PAGE)
    targets_by_id = {target.id: target for target in plan.targets}
    wrong: dict[str, str] = {}
    for target in page.entries:
        if not form[f"keep-{target.id}"]:
            targets_by_id.pop(target.id, None)
            continue
        name, value = form[f"name-{target.id}"], form[f"said-{target.id}"]
        mended = versions.mended_target(target, name, value)
        targets_by_id[target.id] = mended or target
        if mended is None:
            wrong |= {f"name-{target.id}": name, f"said-{target.id}": value}
    targets = tuple(
        targets_by_id[target.id] for target in _figures(plan) if target.id in targets_by_id
    )
    versions.keep(row, plan.model_copy(update={"targets": targets}), visit.turn.now)
    following = f"chitieu?trang={page.number + 2}" if page.number + 1 < page.of else "thu"
    if wrong:
        following = f"chitieu?{urlencode({'trang': page.number + 1, **wrong})}"
    return RedirectResponse(f"{ROOT}/{row.id}/{following}", 303)


def _figures_page(visit: Visit, row: PlanVersion) -> Response:
    """Show a page of the figures, with what was typed and is not in its sentence."""
    plan, typed = version_queries.plan_in(row), visit.query
    plans = Knowledge(plans=(plan,))
    page = page_of(_figures(plan), _number(visit), A_PAGE)
    wrong = {
        target.id: (typed.get(f"name-{target.id}", ""), typed[f"said-{target.id}"])
        for target in page.entries
        if f"said-{target.id}" in typed
    }
    if wrong:
        visit.turn.say("version.not_in_sentence", values=[said for _, said in wrong.values()])
    return visit.page(
        "plan/figures.html",
        row=row,
        plan=plan,
        page=page,
        shown={target.id: of_target(plans, target) for target in page.entries},
        kept={target.id for target in plan.targets},
        wrong=wrong,
        odd=list(versions.odd_lines(plan, row.source)),
        printed=versions.printed_lines(plan, row.source),
        count=sum(map(count_of, plan.sections)),
        changes=_changes(visit, row, plan),
    )


def _number(visit: Visit) -> int:
    return max(0, row_number(visit.query.get("trang", "1")) - 1)


def _figures(plan: Plan) -> tuple[Target, ...]:
    """Return every figure that was read, as mended where one was, in the plan's order."""
    targets = {target.id: target for target in plan.targets}
    return tuple(targets.get(target.id, target) for target in targets_of(plan))


def _changes(visit: Visit, row: PlanVersion, plan: Plan) -> Changes | None:
    """Return what differs from the version in use; None for a plan that is new."""
    live = version_queries.before(visit.turn.session, row.plan, row.id)
    plans = visit.turn.tools.knowledge.plans
    shipped = next((candidate for candidate in plans if candidate.id == row.plan), None)
    before = version_queries.plan_in(live) if live else shipped
    rows = version_queries.examples(visit.turn.session, row.plan)
    examples = version_queries.as_examples(rows)
    return changes(before.loaded(), plan, examples) if before else None
