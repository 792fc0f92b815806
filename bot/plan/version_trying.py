"""The page on which questions are tried on a plan, and wrong answers are put right with one tap."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from bot.core.turn import row_number
from bot.plan import version_queries
from bot.web.pages import NotFound, Visit
from db.models import PlanVersion
from knowledge.answering.answers import Citation
from knowledge.answering.citing import cited
from knowledge.answering.dialogue import Dialogue, Exchange
from knowledge.answering.engine import Answerer
from knowledge.answering.examples import quoted
from knowledge.load import Knowledge
from knowledge.schema import Example, Plan

FEW, MANY = 5, 25
"""Sentences offered at first, and after "none of these"."""
LONGEST_QUESTION = 500
ANSWERERS_KEPT = 3
EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a plan in a folder counts as changed: it stays the same while the product runs."""


class Trying:
    """The page of every plan; the last plans tried stay in memory."""

    def __init__(self, render: Callable[[Sequence[Exchange]], str]) -> None:
        self._render = render
        self._answerers: OrderedDict[tuple[int | str, datetime], Answerer] = OrderedDict()

    def show(self, visit: Visit) -> Response:
        """Show the answer to a question, and the sentences that may be the right one."""
        row = _version(visit)
        rows = version_queries.examples(visit.turn.session, row.plan, row.id)
        answerer = self._answerer(visit, row, version_queries.as_examples(rows))
        question = " ".join(visit.query.get("q", "").split())[:LONGEST_QUESTION]
        more = visit.query.get("them") == "1"
        return visit.page(
            "plan/trying.html",
            row=row,
            question=question,
            # made by escaping templates
            answer=Markup(self._render(Dialogue(answerer).answers(question)[0]))  # noqa: S704
            if question
            else None,
            offered=_offered(answerer, question, more),
            more=more,
            examples=rows[::-1],
        )

    def put_right(self, visit: Visit) -> Response:
        """Keep the right answer to a question, or forget one; show what is answered now."""
        turn, form, row = visit.turn, visit.form, _version(visit)
        question = " ".join(form["q"].split())[:LONGEST_QUESTION]
        if forgotten := row_number(form["forget"]):
            version_queries.forget(turn.session, row.plan, forgotten)
        elif question:
            example = Example(question=question, quote=form["quote"] or None, item=form["item"])
            if example.quote:
                knowledge = self._answerer(visit, row, ()).knowledge
                if quoted(knowledge.plans[0], example, knowledge.places) is None:
                    raise NotFound
            of_draft = row.id if row.state == "draft" else None
            version_queries.put_right(turn.session, row.plan, example, turn.now, of_draft)
        query = {"q": question, "them": "1" if form["more"] else ""}
        return RedirectResponse(f"/kehoach/{row.id or row.plan}/thu?{urlencode(query)}", 303)

    def _answerer(self, visit: Visit, row: PlanVersion, examples: tuple[Example, ...]) -> Answerer:
        """Return what answers from this plan alone; it is read again when it was mended."""
        key = row.id or row.plan, row.changed_at
        if key not in self._answerers:
            plan = version_queries.plan_in(row) if row.id else _of_folder(visit, row.plan)
            self._answerers[key] = Answerer(Knowledge(plans=(plan,), city=plan.place))
            while len(self._answerers) > ANSWERERS_KEPT:
                self._answerers.popitem(last=False)
        answerer = self._answerers[key]
        plan = answerer.knowledge.plans[0]
        return answerer.with_examples([plan.model_copy(update={"examples": examples})])


def _offered(answerer: Answerer, question: str, more: bool) -> list[Citation]:
    """Return the likeliest sentences, each once."""
    passages = answerer.candidates(question) if question else ()
    by_quote: dict[str, Citation] = {}
    for passage in passages:
        by_quote.setdefault(passage.quote, cited(passage))
    return list(by_quote.values())[: MANY if more else FEW]


def _version(visit: Visit) -> PlanVersion:
    """Return the version that an address names; of a plan in a folder, one that is not stored."""
    name = visit.params["number"]
    if name.isdecimal():
        return version_of(visit, "draft", "live", "past")
    plan = _of_folder(visit, name)
    return PlanVersion(plan=plan.id, file="", state="live", created_at=EVER, changed_at=EVER)


def version_of(visit: Visit, *states: str) -> PlanVersion:
    """Return the version that an address names, if it is in one of these states (or in any)."""
    row = version_queries.version(visit.turn.session, row_number(visit.params["number"]))
    if row is None or (states and row.state not in states):
        raise NotFound
    return row


def _of_folder(visit: Visit, plan_id: str) -> Plan:
    plans = (plan for plan in visit.turn.tools.knowledge.plans if plan.id == plan_id)
    plan = next(plans, None)
    if plan is None:
        raise NotFound
    return plan.loaded()
