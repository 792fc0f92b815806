"""Answers a resident's question from the plans, or says that they do not answer it.

An answer holds no sentence of ours: what people read is made from it by templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answering import brief, confidence, figures, intents
from knowledge.answering.answers import Answer, Citation
from knowledge.answering.asks import NEVER, STORY, asked_for, asking_part, elsewhere
from knowledge.answering.citing import (
    CITED,
    Asks,
    Hits,
    Why,
    choices,
    cited,
    is_meant,
    kind_of,
    of_item,
    of_target,
    refused,
    reported,
    telling,
)
from knowledge.answering.figures import FigureRequest
from knowledge.answering.periods import headed, whole_period, years_of
from knowledge.answering.place_names import NamedPlace, Names
from knowledge.answering.places import bare_name, own_names, same_place
from knowledge.answering.plans import Places
from knowledge.answering.responsible import (
    asks_who_sees_to,
    of_the_thing,
    offices_compared,
    who_is_named,
    who_sees_to,
)
from knowledge.answering.search import Search
from knowledge.answering.sections import numbered
from knowledge.answering.terms import Terms
from knowledge.answering.untold import untold
from knowledge.learning.weights import learnt
from knowledge.load import Knowledge
from knowledge.schema import Target
from knowledge.vietnamese.words import Phrases, Reading

__all__ = ["Answer", "Answerer", "Citation"]

OUTSIDE = 0.4
"""A question is outside when so much of it stands in one no plan answers, and less in a plan."""
MEASURED = 8
"""Among so many of the best sentences stands the one of a figure that is asked for."""
AS_WRITTEN = 0.95
"""Worded so much like a question written for its sentence, it is answered whatever it asks for."""
NEAR_SCORE = 0.45
"""A further passage is cited when its score is this part of the first one's."""
DOUBTFUL = frozenset({"weak", "outside", "street", "place", "no_plan"})
"""A refusal for these may rather be a report told without the usual words."""
CHAT = frozenset({"weak", "outside", "progress", "person", "no_plan"})
"""A refusal for these may rather be company that is looked for."""
TOLD_KINDS = ("progress", "where", "unit", "count", "when", "until")
"""A question for one of these is for a sentence that tells it, or else a refusal names it."""
NEEDED = frozenset({"progress", "where", "unit"})
"""A sentence that does not tell these answers no question for them, however well it fits: others
are asked for in passing (`bao giờ mới trồng thêm cây?`), which the learnt weights tell."""
FIGURES = frozenset({"count", "when", "until", "class", "classed"})
"""Who asks for one of these of something the plan measures wants the figure."""


class Answerer:
    """Answers questions from all plans of a knowledge; make one and keep it."""

    def __init__(self, knowledge: Knowledge, asker: Answerer | None = None) -> None:
        """Return an `asker` asks it by its place's name, which then tells no sentences apart."""
        self.knowledge = knowledge
        self._by_name = asker is not None
        self._home = home = Knowledge(
            plans=knowledge.home, has_others=knowledge.several, city=knowledge.city
        )
        names = own_names(home.plans, home.city)
        self._own_names = Phrases(names)
        self._bare = frozenset(map(bare_name, names))
        self._places = Places(knowledge, lambda other: Answerer(other, self).answer)
        self.search: Search = Search(home, asker.search if asker else None)
        self._place_names = Names(self.search.reader, self.search.ordinary, self._bare)
        self._place_names.learn(passage.quote for passage in self.search.passages)
        self.terms = Terms(home.terms)
        self._years = years_of(home)
        self._headed = headed(home)
        self._last_year = max((plan.last_year for plan in home.plans), default=0)
        self.answer("gì")  # every pattern is compiled now and not for the first resident

    def answer(self, question: str) -> Answer:
        """Return the answer to what somebody typed; any text gets one."""
        return self._places.answer(question, self._at_home)

    def asks(self, text: str) -> bool:
        """Return whether a text asks something: by its mark, a word, or what it is for."""
        asking = text.rstrip().endswith(("?", "？"))
        report = intents.reports(self.search.reader.read(text), self._asked_for(text), asking)
        return not intents.SHOWS_QUESTION.isdisjoint(report.measures)

    def _asked_for(self, text: str) -> Asks:
        return asked_for(self.search.reader.read(asking_part(text)))

    def _without_own_names(self, reading: Reading) -> Reading:
        """Return a reading without the names that tell no two sentences of a plan apart."""
        return Reading(self._own_names.left_out(reading.words))

    def _at_home(self, question: str) -> Answer:
        reading = self.search.reader.read(question)
        if self._by_name or elsewhere(reading):
            reading = self._without_own_names(reading)
        if code := intents.report_code(question):
            return Answer("track", "code", code=code, why=(f"code {code}",))
        stop = self.search.vocabulary.stop
        if kind := intents.smalltalk(reading, stop):
            return Answer("smalltalk", kind, why=(f"nothing but {kind}",))
        asks = self._asked_for(question)
        asking = question.rstrip().endswith("?")
        report = intents.reports(reading, asks, asking)
        if report.follows and not intents.asks_how_to_report(reading):
            return Answer("track", "status", score=report.followed, why=report.clues)
        of_the_plan = intents.asks_the_plan(reading)
        if (report.sure and not of_the_plan) or intents.asks_how_to_report(reading):
            return reported(report)
        asks_nothing = not asking and "asks nothing" in report.measures
        if asks_nothing and (kind := intents.closing(reading)):
            return Answer("smalltalk", kind, why=(f"says {kind} and asks nothing",))
        places = self._place_names.places(question)
        answer = self._from_story(question, self._from_plan(reading, asks, places), asks)
        answer = self._checked_for_places(answer, places)
        if answer.kind in DOUBTFUL and report.may_be and not (asking or of_the_plan):
            return reported(report)
        if answer.kind in CHAT and (report.chats or self.search.chats(reading)):
            return Answer("smalltalk", "help", why=(*answer.why, "talk for its own sake"))
        unclear = answer.kind == "weak" and not asks
        if unclear and (kind := intents.smalltalk_in(reading, stop, asks_nothing)):
            return Answer("smalltalk", kind, why=(*answer.why, f"and says {kind}"))
        return replace(
            answer,
            terms=answer.terms or self.terms.terms_in(reading),
            category=report.category if report.tells_of_something else None,
        )

    def _from_story(self, question: str, answer: Answer, asks: Asks) -> Answer:
        """Return the answer to a story's last question, where the story itself has none."""
        part = asking_part(question)
        if answer.kind != "weak" or len(question.split()) < len(part.split()) + STORY:
            return answer
        ending = self._from_plan(self.search.reader.read(part), asks)
        return ending if ending.outcome == "answer" else answer

    def from_plan(self, question: str) -> Answer:
        """Return the answer of the plans alone, whatever else the text may be."""
        return self._from_plan(self.search.reader.read(question), self._asked_for(question))

    def _checked_for_places(self, answer: Answer, places: Sequence[NamedPlace]) -> Answer:
        """Return the answer, but no yes for a place that no sentence cited names.

        What is planned for all of the city may answer for its wards, and a figure for any place;
        `places` then says so.
        """
        quotes = [citation.quote for citation in answer.citations]
        strange = [p for p in places if not any(map(p.stands_in, quotes)) and not self._is_home(p)]
        if answer.outcome not in {"answer", "choices"} or not strange:
            return answer
        why = (*answer.why, *(f"names {place}" for place in strange))
        doubted = [p for p in strange if p.is_asked and not self._is_home(p, part=True)]
        if names := () if answer.targets else tuple(map(str, doubted)):
            refusal = Answer("not_in_plan", "place", nearest=answer.citations, places=names)
            return replace(refusal, score=answer.score, why=why)
        kind = "passage" if answer.kind == "yes_no" else answer.kind
        return replace(answer, kind=kind, places=tuple(map(str, strange)), why=why)

    def _is_home(self, place: NamedPlace, part: bool = False) -> bool:
        """Return whether a place is the plan's own, or with `part` one in it."""
        if part:
            return place.is_part and any(name in self._bare for name in place.begins())
        own = (self._home.city, *(plan.place for plan in self._home.plans))
        return any(same_place(str(place), name) for name in own)

    def _from_plan(self, reading: Reading, asks: Asks, places: Sequence[NamedPlace] = ()) -> Answer:
        if not self._home.plans:
            return Answer("not_in_plan", "no_plan", why=("no plan is for this city",))
        if section := self._section(reading):
            return section
        far = [year for year in figures.years(reading) if year > self._last_year]
        hits = self.search.find(reading, naming="who" in asks, years=far)
        if hits[0].wording >= AS_WRITTEN:
            asks = {kind: words for kind, words in asks.items() if kind not in NEVER}
        for kind in TOLD_KINDS:
            hits = telling(kind, hits) if kind in asks else hits
        why = tuple(f"asks for {kind}: {words}" for kind, words in asks.items())
        asks = _with_street_named(asks, places, hits)
        if refused := self._beyond(reading, asks, hits, why):
            return refused
        if answer := self._whole_period(reading, why):
            return answer
        if offices := offices_compared(reading, self._home.places):
            why = (*why, "tells offices apart")
            return Answer("answer", "section", offices, score=1.0, why=why)
        nameless = self._without_own_names(reading)
        if brief.is_brief(nameless, asks) and (answer := self._brief(nameless, asks, hits, why)):
            return answer
        if answer := self._asked_figure(reading, asks, hits, why):
            return answer
        measured = confidence.measures(self.search, nameless, asks, hits)
        answer = self._passage(reading, asks, hits, why, measured)
        return replace(answer, measures=measured)

    def _brief(self, reading: Reading, asks: Asks, hits: Hits, why: Why) -> Answer | None:
        """Return the answer to a few words; None where they may be a question after all."""
        if measures := brief.measured(reading, self._home.targets):
            request = figures.asked_figures(reading, ())
            return self._figure(replace(request, measures=measures), asks, hits, why)
        if covering := brief.covering(self.search, reading, hits):
            why = (*why, "has all of these few words")
            several = choices(covering) if brief.is_mere_word(self.search, reading) else None
            return several or self._cited(reading, asks, covering, why)
        if len(reading.words) <= brief.KEYWORDS:
            return refused("weak", hits, (*why, "no sentence has all of these few words"))
        return None

    def _asked_figure(self, reading: Reading, asks: Asks, hits: Hits, why: Why) -> Answer | None:
        targets, classed = self._home.targets, "classed" in asks
        near_quotes = {hit.passage.quote for hit in hits[:MEASURED]}
        likely = [target for target in targets if is_meant(target, hits, near_quotes, classed)]
        request = figures.asked_figures(reading, likely, self._without_own_names(reading))
        if not request.measures:
            request = replace(request, measures=figures.named_by_number(request, targets))
        comparing = request.compare and figures.have_numbers(request.measures, targets)
        if measures := () if asks else figures.named_with_unit(request, targets):
            request = replace(request, measures=measures)
        wanted = comparing or measures or request.timed or not FIGURES.isdisjoint(asks)
        if request.measures and wanted:
            several = figures.with_others_named(request, reading, targets)
            return self._figure(replace(request, measures=several), asks, hits, why)
        return None

    def _section(self, reading: Reading) -> Answer | None:
        """Return the first sentences of a section or item asked for by its number."""
        number, places = numbered(reading, self._home.places) or ("", ())
        quotes = tuple(of_item(place, quote) for place in places for quote in place.item.quotes)
        why = (number,)
        return Answer("answer", "section", quotes[:CITED], score=1.0, why=why) if quotes else None

    def _whole_period(self, reading: Reading, why: Why) -> Answer | None:
        """Return the sentences of a period where all of it is asked for and nothing else."""
        periods = tuple(sorted({period for period, _ in self._headed}))
        if not (wanted := whole_period(reading, periods)):
            return None
        under = [place for period, place in self._headed if period == wanted]
        quotes = [of_item(place, quote) for place in under for quote in place.item.quotes]
        why = (*why, f"all of {wanted[0]}-{wanted[1]}")
        set_for = tuple(t for t in self._home.targets if (t.first_year, t.last_year) == wanted)
        return Answer("answer", "section", tuple(quotes), targets=set_for, score=1.0, why=why)

    def _beyond(self, reading: Reading, asks: Asks, hits: Hits, why: Why) -> Answer | None:
        """Return the refusal of what no sentence of a plan can answer; None for the others."""
        if intents.turned_against(reading):
            return refused("against", hits, (*why, "orders other than the plan's words"))
        if place := elsewhere(reading):
            return refused("elsewhere", hits, (*why, f"about {place}"))
        if term := self.terms.defined(reading):
            return replace(refused("term", hits, (*why, f"what is {term.word}")), terms=(term,))
        for kind in sorted(asks.keys() & NEVER):
            if kind not in hits[0].passage.tells:
                return refused(kind, hits, why)
        if self.search.outside(reading) > max(OUTSIDE, hits[0].support):
            return refused("outside", hits, (*why, "nearer to what no plan answers"))
        if strange_years := [year for year in figures.years(reading) if year not in self._years]:
            return refused("period", hits, (*why, f"year {strange_years[0]}"))
        return None

    def _figure(self, request: FigureRequest, asks: Asks, hits: Hits, why: Why) -> Answer:
        ahead = self._last_year in request.years  # is asked for as if it were today
        for kind in ("current", "progress", "where", "things", "date"):
            if kind in asks and not (ahead and kind in {"current", "progress"}):
                return refused(kind, hits, why)
        first = figures.of_measure(request.measures[0], self._home.targets)
        if not figures.in_period(request, first):
            return refused("period", hits, (*why, f"no {request.measures[0]} for that time"))
        chosen: list[Target] = []
        other_periods: list[Target] = []
        over_time = request.compare and (len(request.measures) < 2 or len(set(request.years)) != 1)
        for measure in request.measures[:CITED]:
            every = figures.of_measure(measure, self._home.targets)
            fits = every if over_time else figures.in_period(request, every)
            chosen += fits
            other_periods += [target for target in every if target not in fits]
        return Answer(
            "answer",
            "compare" if request.compare and len(chosen) > 1 else "figure",
            citations=tuple(dict.fromkeys(of_target(self._home, target) for target in chosen)),
            targets=tuple(chosen),
            beside=tuple(other_periods),
            difference=figures.difference(chosen) if request.compare else None,
            score=1.0,
            why=(*why, f"figures {', '.join(request.measures)}"),
        )

    def _passage(
        self, reading: Reading, asks: Asks, hits: Hits, why: Why, measured: dict[str, float]
    ) -> Answer:
        as_written = hits[0].wording >= AS_WRITTEN
        lacking = [kind for kind in TOLD_KINDS if kind in asks.keys() - hits[0].passage.tells]
        if not (as_written or NEEDED.isdisjoint(lacking)):
            return refused(lacking[0], hits, why)
        if lacks := untold(reading, hits[0].passage):
            return refused("weak", hits, (*why, f"the sentence tells no {lacks}"))
        sure, parts = learnt()["answer"].weighed(measured)
        why = (*why, f"sure {sure:.2f}: {parts}")
        bound = learnt()["answer"].bound
        if (sure < bound and not as_written) or not hits[0].support:
            return refused(lacking[0] if lacking else "weak", hits, why)
        answer = self._cited(reading, asks, hits, why)
        return replace(answer, untold=lacking[0]) if lacking and not as_written else answer

    def _cited(self, reading: Reading, asks: Asks, hits: Hits, why: Why) -> Answer:
        if asks.get("who") == "ai" and asks_who_sees_to(reading):
            hits = of_the_thing(self.search, reading, hits)
            if not hits[0].passage.item.who and (general := self._in_general(hits, why)):
                return general
        if "who" in asks and (naming := who_is_named(hits[0].passage)):
            both = (cited(hits[0].passage), naming)
            return Answer("answer", "section", both, score=hits[0].score, why=why)
        near_hits = [hit for hit in hits[:CITED] if hit.score >= NEAR_SCORE * hits[0].score]
        return Answer(
            "answer",
            kind_of(reading, asks, hits[0]),
            citations=tuple(cited(hit.passage) for hit in near_hits),
            score=hits[0].score,
            why=(*why, f"score {hits[0].score:.2f}: {hits[0].question}"),
        )

    def _in_general(self, hits: Hits, why: Why) -> Answer | None:
        """Return who sees to all of a plan, before the sentence of it that names nobody."""
        if (naming := who_sees_to(self.knowledge, hits[0].passage.place)) is None:
            return None
        kind, general = naming
        quotes = (general, cited(hits[0].passage))
        why = (*why, f"{hits[0].passage.item.id} names nobody")
        return Answer("answer", kind, quotes, score=hits[0].score, why=why)


def _with_street_named(asks: Asks, places: Sequence[NamedPlace], hits: Hits) -> Asks:
    """Return what is asked for; no street where the best sentence names all places named."""
    if not places or not all(place.stands_in(hits[0].passage.quote) for place in places):
        return asks
    return {kind: words for kind, words in asks.items() if kind != "street"}
