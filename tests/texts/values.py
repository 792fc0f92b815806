"""What each variable of a sentence can be: every column empty, every status, longest words."""

import itertools
import types
import typing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Of
from typing import Any

from sqlmodel import SQLModel

from bot.core.chain import Head, Proof
from bot.core.draft_queries import FOR_A_TAP
from bot.core.turn import Tools
from bot.digests.content import WHYS, Compared, Questions
from bot.digests.period import days_of, rhythm_of
from bot.digests.queries import Scope
from bot.digests.render import progress as acted
from bot.digests.render import rows as rows_of
from bot.digests.render.buttons import FORMS as BUTTONS
from bot.digests.render.rows import Names
from bot.digests.screens.journal import UNKNOWN, WHY
from bot.oversight.draft import KINDS
from bot.oversight.following import Reach
from bot.oversight.summary import MOST_BARS as MOST
from bot.oversight.summary import TargetFigures, bars
from bot.people.roles import ROLES
from bot.public.figures import Tally
from bot.public.views import NearbyReport, PublicReport
from bot.reports.desk.queries import FILTERS
from bot.reports.desk.views import Line as CaseLine
from bot.reports.draft import ReportDraft, Suggestion
from bot.reports.moves import EVERY, MOVES
from bot.router import ROUTES
from db.models import (
    Block,
    Chat,
    Consent,
    Digest,
    OfficialAnswer,
    Outbox,
    PlaceQuestion,
    Question,
    Rating,
    Report,
    ReportEvent,
    SentQuestion,
    Subscription,
)
from tests.conftest import ZONE
from tests.digests.contents import WEEK, rich
from tests.oversight import contents as oversight


def case_line(**changes: Any) -> CaseLine:
    """A case in a list."""
    line = CaseLine(
        code="LC-1", category="Cây chết", icon="🌳", words="chữ", place="chợ", area="Tân Phong",
        status="mới gửi", age=3, left=2, ended=False, late=False, waiting=False, urgent=False,
        photo=7, assignee="", mine=False, supporters=2,
    )  # fmt: skip
    return replace(line, **changes)


NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONG = "<b>dài</b> & “rất” dài\n" * 150
STEPS = sorted({move.step or move.after or "" for move in MOVES.values()} | {"new"})
ENUMERATIONS: dict[type[SQLModel], dict[str, tuple[Any, ...]]] = {
    Report: {
        "status": tuple(sorted(EVERY)), "held": ("coarse", "spam"),
        "confirmed": ("yes", "partly", "no"),
    },
    ReportEvent: {"action": (*MOVES, "send"), "status": tuple(STEPS), "role": (*ROLES, "reporter")},
    OfficialAnswer: {"state": ("given", "approved", "refused", "withdrawn", "declined")},
    Outbox: {"state": ("sent", "waiting", "dead")},
    Chat: {"role": ROLES},
}  # fmt: skip
SPOT = ("latitude", "longitude")
"""Empty together."""


def _value(annotation: Any, name: str) -> Any:
    """Something a column of that type may hold."""
    kinds = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
    if isinstance(annotation, types.UnionType):
        annotation = kinds[0]
    some = {str: "LC-7K2M01", int: 2, float: 22.396, bool: True, datetime: NOW}
    if annotation in some:
        return some[annotation]
    return [] if typing.get_origin(annotation) is list else {}


def rows(model: type[SQLModel]) -> Iterator[Any]:
    """A row with everything in it; then each column empty, each longest, each value it can have."""
    fields = model.model_fields
    full = {name: _value(field.annotation, name) for name, field in fields.items()}
    full |= {name: values[0] for name, values in ENUMERATIONS.get(model, {}).items()}
    nullable = [
        n for n, f in fields.items() if type(None) in typing.get_args(f.annotation) and n != "id"
    ]
    texts = [n for n, f in fields.items() if f.annotation in (str, str | None)]
    texts = [n for n in texts if n not in (*ENUMERATIONS.get(model, {}), "code")]
    changes: list[dict[str, Any]] = [{}, dict.fromkeys(nullable)]
    changes += [{n: None} for n in nullable if n not in SPOT]
    changes += [dict.fromkeys(SPOT)] if SPOT[0] in nullable else []
    changes += [dict.fromkeys(texts, ""), dict.fromkeys(texts, LONG)]
    for name, values in ENUMERATIONS.get(model, {}).items():
        changes += [{name: value} for value in values]
    for change in changes:
        yield model(**{**full, **change})


WORDS = ("chữ", "", LONG)
NUMBERS = (2, 0, 1, 1_000_000)
FLAGS = (True, False)
TIMES = (NOW, None)
REPORTS = tuple(rows(Report))
EVENTS = tuple(rows(ReportEvent))
REACHED = tuple(Of(agency=a, overseers=b) for a in FLAGS for b in FLAGS)
DRAFTS = tuple(
    ReportDraft.model_construct(**{**ReportDraft().model_dump(), **change})
    for change in ({}, {"place": LONG, "description": LONG, "name": LONG, "urgent": True},
                   {"latitude": 22.3, "longitude": 103.4, "photos": ["x"], "for_other": True})
)  # fmt: skip
GUESSES = (
    Suggestion(category="cay_chet", place="chợ", area="tan_phong", unit="xã", happened="qua"),
    Suggestion(), Suggestion(place=LONG, happened=LONG),
)  # fmt: skip
FORMS = ("chart", "map", "xlsx", "docx", "page", "pdf")
CONTENT = rich()
CONTENTS = (CONTENT, rich(scope=Scope("ubnd_tan_phong"), unanswered=None), rich(
    listings=(), by_agency=(), by_area=(), cells=(), asked_items=(), items=(), open={},
    overdue_by_agency={}, open_by_agency={}, unanswered=Compared(),
))  # fmt: skip
LINES = tuple((REPORTS[n], words, words, NOW) for n, words in enumerate(WORDS))

VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(
        ("count", "most", "left", "begin", "number", "searched", "supporters", "left_out", "length",
         "metres", "received", "open", "answered", "due", "in_time", "overdue", "outside", "least",
         "low", "taken", "months", "age_days", "radius", "side", "ended_total", "open_total",
         "times", "open_count", "given", "approved", "silent", "already_sent", "waiting", "photos"),
        NUMBERS),
    **dict.fromkeys(
        ("private", "more", "urgent", "late", "overseen", "hidden", "for_agency", "consented", "up",
         "full", "any", "mine", "stays", "alerted", "withdrawn", "new", "first", "sent", "joined",
         "supported", "aside", "overseers_told", "declined", "already", "waits", "oversees", "on",
         "own", "seen", "me", "emergency", "draft", "proof", "whole", "general", "reported",
         "all", "back", "meanwhile", "admins", "questions", "page", "reports", "is_here",
         "has_words"),
        FLAGS),
    **dict.fromkeys(("at", "since", "again", "now", "moment", "made_at", "told_at", "next",
                     "put_off", "expected"), TIMES),
    **dict.fromkeys(("report", "main"), REPORTS),
    "event": EVENTS, "reached": REACHED, "answer": tuple(rows(OfficialAnswer)),
    "block": tuple(rows(Block)), "chat": tuple(rows(Chat)), "of": tuple(rows(Subscription)),
    "area": (*WORDS, None), "unit": (*WORDS, None),
    "who": WORDS, "role": (*ROLES, ""), "status": tuple(STEPS), "why": WHYS,
    "form": FORMS, "forms": (FORMS, ()), "action": tuple(MOVES), "content": CONTENTS,
    "caps": (Of(few=3, name=40, kind=24, place=32, words=60), Of(few=0, name=0, kind=0, place=0,
             words=0)), "days": (days_of(WEEK, ZONE),), "period": (WEEK,), "scope": (Scope(), Scope(
             "ubnd_tan_phong", ("tan_phong",), ("cay_chet",)), Scope(LONG, (LONG,), (LONG,))),
    "items": ([], LINES, LINES[:1]), "steps": ([], [(each, LONG) for each in EVENTS]),
    "lacks": (["place"], ["category", "place", "area", "photos", "description", "details"]),
    "answers": ({}, {"Cỡ": LONG}), "changed": ([], ["place", "area", "happened", "details"]),
    "details": ([], [("Cỡ", LONG)]), "links": ([], ["https://a.example"]), "codes": ([], ["LC-1"]),
    "recipients": (Of(reporter=True, supporters=3), Of(reporter=False, supporters=0)),
    "compared": (Compared(2, 3),), "away": (None, 5, 1500),
    "guess": WORDS, "move": tuple(MOVES), "lines": ([], ),
}  # fmt: skip
"""What a variable of that name can be, in every sentence that has no other below."""
CASE_LINES = ((), tuple(enumerate((
    case_line(), case_line(place="", late=True, left=-3, urgent=True, mine=True, assignee="tôi"),
    case_line(waiting=True, area="", assignee=LONG, photo=None), case_line(ended=True, left=0),
    case_line(late=True, left=0, age=0), case_line(left=0, words=LONG, place=LONG, supporters=0),
), 1)))  # fmt: skip
LAMPS = "Khi nào lắp đèn đường ở bản Tả Làn Than?"
CRONS = ("30 7 * * *", "30 7 * * 1-5", "0 8 * * 7", "0 8 31 * *", "0 8 1 1,4,7,10 *", "5 4 * 2 *")
ELSEWHERE = {
    *("digest.title", "digest_message.agency", "digest_message.overseer"),
    *("map.page", "map.drawing"),
}
"""Of a whole digest: below, and in the tests of digests."""


def others(tools: Tools) -> dict[str, dict[str, tuple[Any, ...]]]:
    """What a variable is in the sentences of a file, or in one of them."""
    city, plan = tools.city, tools.knowledge.plans[0]
    figure, *_ = plan.targets
    items = [place.item for place in (tools.knowledge.place(t.item, plan.id) for t in plan.targets)]
    pages = (Of(number=0, of=1), Of(number=1, of=3))
    found = {kind: tuple(tools.answerer.answer(text) for text in texts) for kind, texts in {
        "ask.answer": ("Ai chịu trách nhiệm thực hiện kế hoạch?", "trồng cây xanh"),
        "ask.figure": ("Tỷ lệ đô thị hóa đến 2030 là bao nhiêu?",),
        "ask.compare": ("So sánh tỷ lệ đô thị hóa 2025 và 2030",),
        "ask.choices": ("cây xanh",),
        "ask.not_in_plan": (LAMPS, "giá vé xe buýt bao nhiêu", "ở Hà Nội có công viên nào"),
        "ask.document": ("kế hoạch này ai ban hành, ngày nào, số mấy?", "ai ban hành kế hoạch này"),
        "ask.unwritten": ("kế hoạch này số mấy?", "ai ký kế hoạch này?"),
        "ask.smalltalk": ("chào bạn", "cảm ơn", "tạm biệt", "👍", "ok"),
    }.items()}  # fmt: skip
    cited = found["ask.answer"][0].citations
    spots = (Of(name="chợ", latitude=22.3, longitude=103.4, number=1, of=2),
             Of(name=LONG, latitude=None, longitude=None, number=1, of=1))  # fmt: skip
    tallies = (Tally(), Tally(received=5, resolved=2, in_time=1, overdue=3, days={0: 1, 3: 1}))
    pairs = ((("chữ", "chữ"), (LONG, LONG)), ())
    day = date(2026, 11, 23)
    near = NearbyReport(PublicReport("LC-1", "cay_sap_do", None, "ubnd", "new", day, day, None,
                                     False, None, None, None), None)  # fmt: skip
    compared = (Compared(2, 3), Compared())
    draft = {"draft": DRAFTS}
    details = tuple(oversight.details(tools))
    latest = tuple(each.entry.standing.latest for each in details if each.statement)
    lines = [*enumerate((each.entry for each in details), 1)]
    promises = tuple(each.entry.promise for each in details)
    return {
        **{name: {"found": answers, "near": (None, *cited[:1])} for name, answers in found.items()},
        "ask.several": {"answers": (((LONG, "chữ"), ("", "chữ")), ())},
        "bantin.button_of_week": {"day": tuple(range(7))},
        "bantin": {"scope": WORDS}, "digest": {"scope": WORDS}, "forms": {"scope": WORDS},
        "document": {"scope": WORDS}, "digest_message": {"scope": WORDS, "shown": ((),)},
        "digest.scope": {"scope": VALUES["scope"]},
        "digest.when": {"rhythm": tuple(rhythm_of(cron) for cron in CRONS)},
        "digest_acts": {"scope": WORDS, "action": tuple(sorted(acted.STEPS | acted.BETWEEN))},
        **{name: {"scope": WORDS, "form": BUTTONS} for name in
           ("digest_acts.form", "digest_acts.no_form")},
        "digest_acts.reminded_all": {"agencies": ((("ubnd_tan_phong", 2), (LONG, 1)), ()),
                                     "silent": ((), (LONG,))},
        "digest_acts.brought_all": {"shown": (REPORTS, ())},
        "document.place_and_day": {"day": (date(2026, 1, 2), date(2026, 11, 3))},
        "document.cases": {"names": (Names(tools),)},
        "document.cases_first": {"shown": NUMBERS, "all": NUMBERS},
        "document.case_why": {"row": tuple(rows_of.cases(CONTENT, Names(tools)))},
        "document.unanswered": {"content": CONTENTS[:1]},
        "document.questions": {"asked": (Questions(), CONTENT.questions),
                               "then": (None, Of(questions=3))},
        "document.thumbs": {"asked": (Questions(), CONTENT.questions)},
        "version.wrong": {"field": ("title", "years", "issued")},
        "start.person": {"matter": (*city.elsewhere[:1], None)},
        "report.not_yet": {"lacks": (("category",), ("place", "area", "photos", "description"))},
        "ask.procedure": {"matter": city.elsewhere},
        "report.elsewhere": {"matter": city.elsewhere, "days": (5, None)},
        "office.not_here": {"matter": city.elsewhere[:1]},
        "office.whose": {"matter": city.elsewhere[:1]},
        "follow.agency_promise": {"items": (LINES,)},
        **{f"forms.chart_{name}": {"count": compared} for name in
           ("new", "resolved", "open_all", "overdue_all")},
        **{f"forms.chart_{name}": {"row": tuple(rows_of.agencies(CONTENT, Names(tools)))}
           for name in ("open", "due")},
        **{name: {"count": (Of(all=0, late=0, mine=0), Of(all=9, late=2, mine=1)),
                  "filters": ((), ("mine", "late"), FILTERS), "assignee": ("", LONG),
                  "lines": CASE_LINES, "total": NUMBERS, "shares": ((), ((LONG, 2), ("", 1)))}
           for name in ("handle.cases", "cases")},
        "handle.button_pictures": {"count": NUMBERS},
        "handle.card": {"parts": ((), (("Sở Xây dựng", LONG), ("UBND", "chưa nhận")))},
        "correct.line": {"changes": ((), (("category", "Cây", LONG), ("place", "", "chợ")),
                                     (("area", "", LONG), ("urgent", "khẩn", "không khẩn")))},
        "held.waiting": {"shown": NUMBERS},
        "inline": {"document": (plan,), "citations": (cited,), "targets": ((), (figure,)),
                   "beside": ((), (figure,))},
        "journal.lost": {"shown": pairs},
        "journal.page": {"lines": tuple([line] for line in journal_lines())},
        "journal.why": {"why": (*WHY, UNKNOWN, "")},
        "mydata.page": {"kept": (everything_kept(), nothing_kept()), "statuses": (
            dict.fromkeys((*EVERY, *STEPS, "merged"), "chữ"),),
            "drafts": ((), tuple((kind, words, NOW) for kind in (*ROUTES.drafts, *FOR_A_TAP)
                                 for words in WORDS))},
        "office.templates": {"found": pairs},
        "order.too_many_reports": {"limits": (city.limits,)},
        "order.listed": {"found": ((), tuple((each, LONG) for each in VALUES["block"]))},
        "oversight": {"detail": details, "promise": promises,
                      "page": (Of(number=0, of=1, entries=lines), Of(number=1, of=3, entries=())),
                      "board": oversight.boards(tools), "details": ((), details, details[:1]),
                      "events": ((), *(each.events for each in details)),
                      "place_of": tuple({promises[0].plan: name} for name in ("", LONG)),
                      "places": ((), (PlaceQuestion(text=LONG, yes=3, no=1, unknown=1,
                                                   asked_at=NOW),))},
        "stating": {"promise": promises, "kind": KINDS, "day": (date(2026, 1, 1),),
                    "event": tuple(row for each in details for row in each.events),
                    "reached": NUMBERS, "latest": latest,
                    "reach": (None, *(Reach([], again) for again in TIMES)),
                    "entries": (tuple(each.entry for each in details), ())},
        **{f"stating.{name}": {"event": tuple(row for each in details for row in each.events
                                              if row.kind == kind)}
           for name, kind in (("checked_you", "checked"), ("check", "checked"),
                              ("stated_you", "stated"))},
        "stating.ask_result": {"latest": (None, *latest)},
        "forms.seal": {"head": (Head(7, "ab12" * 16, NOW, 2), Head())},
        "digest.nothing": {"head": (Head(7, "ab12" * 16, NOW, 2), Head()),
                           "targets": (TargetFigures(), TargetFigures(
                               9, 1, 8, 7, tuple(promises), 2, ((LONG, 3), ("so_xay_dung", 1))))},
        "forms.chart_target": {"promise": promises},
        "forms.target_planned": {"promise": promises},
        "forms.target_stated": {"promise": promises, "latest": (None, *latest)},
        "forms.target_state": {"entry": tuple(each.entry for each in details)},
        **{f"forms.chart_{name}": {"bar": bars([each.entry for each in details], promises[:MOST])}
           for name in ("promised", "stated")},
        "sheet": {"detail": details, "details": ((), details)},
        "following": {"promise": promises, "question": (PlaceQuestion(text=LONG),),
                      "asked": NUMBERS,
                      "event": tuple(row for each in details for row in each.events
                                     if row.kind == "stated")},
        "proof": {"head": (Head(7, "ab12" * 16, NOW, 2), Head())},
        "proof.seal": {"proof": (None, *(Proof(7, NOW, NOW, at, fault) for at, fault in
                                         ((NOW, None), (NOW, 3), (None, None)))),
                       "head": (Head(7, "ab12" * 16, NOW, 2), Head())},
        "public.near": {"open": ((), (near, near._replace(metres=200))), "ended": ((), (near,))},
        "public.figures": {"total": tallies, "group": (None, city.groups[0]),
                           "kinds": ((), tuple((LONG, each) for each in tallies)),
                           "agencies": ((), tuple((LONG, each) for each in tallies)),
                           "made": TIMES},
        "questions.card": {"answers": ((), tuple((each, LONG) for each in VALUES["answer"])),
                           "others": ((), WORDS), "waiting": ((), tuple(rows(SentQuestion)))},
        "questions.done": {"reached": NUMBERS, "of": NUMBERS},
        "reading": {"page": pages, "plan": (plan,), "item": tuple(items),
                    "id": tuple(item.id for item in items), "spot": spots,
                    "targets": ((), plan.targets), "general": (None, items[0]),
                    "headings": ((), WORDS), "reported": NUMBERS, "found": NUMBERS,
                    "words": WORDS},
        "reading.words": {"words": ((), (Of(term=plan.terms[0]),))},
        "reading.part": {"root": (None, Of(number="II")), "entries": ((), (("II.1", LONG, 2),)),
                         "section": (Of(number="II", heading=""), Of(number="II", heading=LONG))},
        "report": draft, "report.offer": {"suggestion": GUESSES},
        "report.confirm": {"suggestion": GUESSES},
        "report.ask_category": {"suggestion": GUESSES},
        "report.preview": {"details": ({}, {"Cỡ": LONG})},
        **{name: {"answers": ({}, {"Cỡ": LONG})} for name in ("report.noted", "report.corrected")},
        "report.ask_category_of": {"group": tuple(city.groups)},
        "report.ask_area": {"beyond": (True, False)},
        **{name: {"emergency": ((), (Of(number="114", what=LONG),)), "meanwhile": WORDS}
           for name in ("report.urgent_now", "report.sent")},
        "spots": {"spot": spots},
        "support.alike": {"found": NUMBERS, "age": tuple(timedelta(seconds=n)
                                                          for n in (5, 70, 7200, 10**6))},
        "targets": {"plan": (plan,), "target": plan.targets, "page": pages,
                    "measures": ((), ((1, (figure,)),))},
        "terms": {"page": pages, "term": tuple(plan.terms),
                  "id": tuple(item.id for item in items)},
        "track.history": {"main": (None, *REPORTS), "expected": (NOW,),
                          "steps": ((), tuple(e for e in EVENTS if e.status))},
    }  # fmt: skip


def everything_kept() -> dict[str, Any]:
    """All that may be kept about somebody."""
    history = [row.model_dump() | {"photos": []} for row in EVENTS]
    reports = [row.model_dump() | {"photos": ["x"], "history": history} for row in REPORTS]
    kept: dict[str, Any] = {
        name: [row.model_dump() for row in rows(model)]
        for name, model in (("consents", Consent), ("questions", SentQuestion), ("asked", Question),
                            ("ratings", Rating))
    }  # fmt: skip
    kept["supported"] = [{"code": "LC-1", "at": NOW}]
    kept["chats"] = [row.model_dump() | {"channel": "mail"} for row in rows(Chat)]
    return {**nothing_kept(), **kept, "reports": reports}


def nothing_kept() -> dict[str, Any]:
    """The account alone."""
    none = dict.fromkeys(
        ("chats", "consents", "reports", "drafts", "supported", "questions", "asked", "ratings",
         "log", "last_asked_about", "blocks", "digests", "messages_sent", "page_history",
         "followed", "asked_about_places"), ()
    )  # fmt: skip
    return {**none, "person": {"channel": "web", "channel_id": "1", "alias": None, "role": "clerk"}}


def journal_lines() -> Iterator[dict[str, Any]]:
    """A line of the log of digests, whatever became of its message."""
    for sent, quiet in itertools.product((None, *rows(Outbox)), FLAGS):
        for digest in rows(Digest):
            yield {"title": LONG, "whom": LONG, "digest": digest, "sent": sent, "why": LONG,
                   "quiet": quiet, "beside": (1, 2)}  # fmt: skip
