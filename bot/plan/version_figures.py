"""The page of a plan's figures, each beside its sentence, its tree, and what a version changes."""

from starlette.responses import RedirectResponse, Response

from bot.core.turn import row_number
from bot.plan import version_queries, versions
from bot.plan.outline import page_of
from bot.web.pages import NotFound, Visit
from db.models import PlanVersion
from knowledge.changes import Changes, changes
from knowledge.importing.targets import targets_of
from knowledge.schema import Plan, Target

A_PAGE = 40
"""Figures on one page: three fields each, of the 200 that a form may have."""


def show(visit: Visit) -> Response:
    """Show a page of the figures."""
    return _page(visit, version_of(visit, "draft"), {})


def keep(visit: Visit) -> Response:
    """Keep the figures that are ticked, as they were mended; where one cannot be, say so."""
    row, form = version_of(visit, "draft"), visit.form
    plan = versions.plan_of(row)
    page = page_of(_figures(plan), _number(visit), A_PAGE)
    targets_by_id = {target.id: target for target in plan.targets}
    wrong: dict[str, tuple[str, str]] = {}
    for target in page.entries:
        if not form[f"keep-{target.id}"]:
            targets_by_id.pop(target.id, None)
            continue
        name, value = form[f"name-{target.id}"], form[f"said-{target.id}"]
        mended = versions.mended_target(target, name, value)
        targets_by_id[target.id] = mended or target
        if mended is None:
            wrong[target.id] = name, value
    targets = tuple(
        targets_by_id[target.id] for target in _figures(plan) if target.id in targets_by_id
    )
    versions.keep(row, plan.model_copy(update={"targets": targets}), visit.turn.now)
    if wrong:
        visit.turn.say("version.not_in_sentence", values=[value for _, value in wrong.values()])
        return _page(visit, row, wrong)
    further = page.number + 1 < page.of
    return RedirectResponse(
        f"/kehoach/{row.id}/chitieu?trang={page.number + 2}"
        if further
        else f"/kehoach/{row.id}/thu",
        303,
    )


def _page(visit: Visit, row: PlanVersion, wrong: dict[str, tuple[str, str]]) -> Response:
    plan = versions.plan_of(row)
    page = page_of(_figures(plan), _number(visit), A_PAGE)
    return visit.page(
        "plan/figures.html",
        row=row,
        plan=plan,
        page=page,
        kept={target.id for target in plan.targets},
        wrong=wrong,
        odd=list(versions.odd_lines(plan, row.source)),
        count=versions.count(plan.sections),
        changes=_changes(visit, row, plan),
    )


def version_of(visit: Visit, *states: str) -> PlanVersion:
    """Return the version that an address names, if it is in one of these states (or in any)."""
    row = version_queries.version(visit.turn.session, row_number(visit.params["number"]))
    if row is None or (states and row.state not in states):
        raise NotFound
    return row


def _number(visit: Visit) -> int:
    return max(0, row_number(visit.query.get("trang", "1")) - 1)


def _figures(plan: Plan) -> tuple[Target, ...]:
    """Return every figure that was read, as mended where one was, in the plan's order."""
    targets = {target.id: target for target in plan.targets}
    return tuple(targets.get(target.id, target) for target in targets_of(plan))


def _changes(visit: Visit, row: PlanVersion, plan: Plan) -> Changes | None:
    """Return what differs from the version in use; None for a plan that is new."""
    live = version_queries.live(visit.turn.session, row.plan)
    plans = visit.turn.tools.knowledge.plans
    shipped = next((candidate for candidate in plans if candidate.id == row.plan), None)
    before = versions.plan_of(live) if live else shipped
    rows = version_queries.examples(visit.turn.session, row.plan)
    examples = version_queries.as_examples(rows)
    return changes(before.loaded(), plan, examples) if before else None
