"""Answers a resident's question from the plans, or says that they do not answer it.

An answer holds no sentence of ours: what people read is made from it by templates.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import partial

from knowledge.answering import figures, gate, wants
from knowledge.answering.answers import Answer, Citation, of_several
from knowledge.answering.asks import STORY, asking_part, elsewhere
from knowledge.answering.citing import (
    CITED,
    Hits,
    Why,
    choices,
    cited,
    kind_of,
    lacking,
    led,
    next_to,
    of_item,
    of_other_plans,
    refused,
    refused_with_nearest,
    with_all_words,
)
from knowledge.answering.document import about_itself
from knowledge.answering.due import due, due_asked
from knowledge.answering.examples import Examples
from knowledge.answering.gate import Gate, Judged
from knowledge.answering.measures import TELLS, Asked
from knowledge.answering.mentions import MOST_LISTED, listed, subject_listed
from knowledge.answering.periods import headed, whole_period, years_of
from knowledge.answering.place_names import NamedPlace, Names
from knowledge.answering.plans import Places
from knowledge.answering.proper_names import proper_names, untold
from knowledge.answering.responsible import (
    asks_who_sees_to,
    offices_compared,
    subject_of,
    who_is_named,
    who_sees_to,
)
from knowledge.answering.search import Hit, Passage, Search
from knowledge.answering.sections import numbered
from knowledge.answering.targets import PlanFigures
from knowledge.answering.terms import Terms
from knowledge.answering.wants import Wanted
from knowledge.answering.wards import of_ward, own_ward
from knowledge.load import Knowledge
from knowledge.places import bare_name, own_names, same_place
from knowledge.schema import Plan
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Phrases, Reading

__all__ = ["Answer", "Answerer", "Citation"]

AS_WRITTEN = 0.95
"""Worded so much like a question written for its sentence, it is answered whatever it asks for."""
NEAR_SCORE = 0.45
"""A further passage is cited when its score is this part of the first one's."""
MAYBE = 0.2
"""From this probability on a word or two are answered by what is said around a sentence."""
MERE = 2
"""So few words of topic, and nothing asked, may be a choice between several places."""

SEVERAL = frozenset({"section", "plans", "compare"})
"""The kinds of answers whose sentences may each name something else."""
BEYOND = frozenset({"elsewhere", "no_plan", "period", "term"})
"""Refusals of what no wording of a question brings nearer."""
DOCUMENTS = Phrases(("ke hoach", "chuong trinh", "nghi quyet", "de an"))
"""The question's document: words that a plan need not have (`tổng kinh phí kế hoạch`)."""


class Answerer:
    """Answers questions from all plans of a knowledge; make one and keep it."""

    def __init__(
        self, knowledge: Knowledge, asker: "Answerer | None" = None, judge: Gate | None = None
    ) -> None:
        """An `asker` asks it by its place's name, which then tells no sentences apart."""
        self.knowledge = knowledge
        self._gate: Gate = judge or (asker._gate if asker else gate.shipped())
        self._by_name = asker is not None
        self._home = home = Knowledge(
            plans=knowledge.home, has_others=knowledge.several, city=knowledge.city
        )
        names = own_names(home.plans, home.city)
        self._own_names = Phrases(names)
        self._bare = frozenset(map(bare_name, names))
        self._places = Places(knowledge, self._of_others)
        self.search: Search = Search(home, asker.search if asker else None)
        self._place_names = Names(self.search.reader, self.search.ordinary, self._bare)
        self._place_names.learn(passage.quote for passage in self.search.passages)
        self._proper = proper_names(p.quote for p in self.search.passages) - self._bare
        self.terms = Terms(home.terms)
        self._years = years_of(home)
        self._figures = PlanFigures(home)
        self._headed = headed(home)
        self._last_year = max((plan.last_year for plan in home.plans), default=0)
        self._examples = self._examples_of(home.plans)

    def _of_others(self, other: Knowledge) -> Callable[[str], Answer]:
        return Answerer(other, self).answer

    def asked(self, question: str) -> Asked:
        """Return a question as the home plans' sentences are compared with it."""
        places = self._place_names.places(question)
        return self._asked(self.search.reader.read(question), self._asked_for(question), places)

    def found(self, question: Asked) -> Hits:
        """Return the sentences found for a question, before they are judged."""
        far = [year for year in question.years if year > self._last_year]
        return self.search.find(question.reading, naming="who" in question.kinds, years=far)

    def answer(self, question: str, today: date | None = None) -> Answer:
        """Return the answer to what somebody typed; any text gets one.

        `năm nay` and `quý này` are those of `today`, where it is given.
        """
        return self._places.answer(question, partial(self._at_home, today=today))

    def _asked_for(self, text: str) -> Wanted:
        return wants.wanted(asking_part(text))

    def _without_own_names(self, reading: Reading) -> Reading:
        """Return a reading without the names that tell no two sentences of a plan apart."""
        return Reading(self._own_names.left_out(reading.words))

    def _examples_of(self, plans: Sequence[Plan]) -> Examples:
        pairs = ((plan, row) for plan in plans for row in plan.examples)
        rows = ((plan, row, self.asked(row.question)) for plan, row in pairs)
        return Examples(rows, self._home.places)

    def with_examples(self, plans: Sequence[Plan]) -> "Answerer":
        """Return the same, which answers by the examples of these plans: nothing is read anew."""
        answerer = copy(self)
        answerer._examples = self._examples_of(plans)
        return answerer

    def candidates(self, question: str) -> tuple[Passage, ...]:
        """Return the sentences that may answer a question, the likeliest first."""
        return tuple(hit.passage for hit in self._judged(self.asked(question)).hits)

    def is_put_right(self, question: str) -> bool:
        """Return whether a question is the plans', whatever it sounds like: somebody said what
        answers these very words, or they ask for all that is due in some time."""
        if self._examples.exact(question) is not None:
            return True
        return due_asked(self.search.reader.read(question)) is not None

    def _put_right(self, question: str) -> Answer | None:
        """Return the answer that somebody gave to a question like this one."""
        if not self._examples:
            return None
        question_asked = self.asked(question)
        example = self._examples.exact(question) or self._examples.nearest(question_asked)
        return example and example.answer(self.found(question_asked))

    def _at_home(self, question: str, today: date | None = None) -> Answer:
        if answer := self._put_right(question):
            return answer
        reading = self.search.reader.read(question)
        if answer := of_ward(reading, self._home, self.search.passages):
            return answer
        if self._home.plans and (span := due_asked(reading, today)):
            return due(span, self.search.passages, self._headed, today)
        if self._by_name or elsewhere(reading):
            reading = self._without_own_names(reading)
        asks = self._asked_for(question)
        places = self._place_names.places(question)
        answer = self._from_plan(question, reading, asks, places)
        bare = Reading(DOCUMENTS.left_out(reading.words))
        if answer.outcome == "not_in_plan" and answer.kind not in BEYOND and bare != reading:
            again = self._from_plan(question, bare, asks, places)
            answer = again if again.outcome == "answer" else answer
        answer = self._from_story(question, answer, asks)
        answer = self._checked_for_places(answer, places)
        answer = self._checked_for_names(answer, reading)
        if answer.targets:  # a figure for all of the city, asked for one ward
            answer = replace(answer, places=answer.places or own_ward(reading))
        return replace(answer, terms=answer.terms or self.terms.terms_in(reading))

    def _from_story(self, question: str, answer: Answer, asks: Wanted) -> Answer:
        """Return the answer to a story's last question, where the story itself has none."""
        part = asking_part(question)
        if answer.kind != "weak" or len(question.split()) < len(part.split()) + STORY:
            return answer
        ending = self._from_plan(part, self.search.reader.read(part), asks)
        return ending if ending.outcome == "answer" else answer

    def _checked_for_places(self, answer: Answer, places: Sequence[NamedPlace]) -> Answer:
        """Return the answer, but no yes for a place that no sentence cited names.

        What is planned for all of the city may answer for its wards, and a figure for any place;
        `places` then says so.
        """
        quotes = [f"{cited.heading} . {cited.quote}" for cited in answer.citations]
        if quotes and not any(citation.item for citation in answer.citations):
            return answer  # the document's own lines
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

    def _checked_for_names(self, answer: Answer, reading: Reading) -> Answer:
        """Return the answer, but none that lacks what the plan calls by name and is asked for."""
        citations = answer.citations[: None if answer.kind == "figure" else 1]
        of_lines = any(cited.item for cited in answer.citations)
        if answer.outcome != "answer" or answer.kind in SEVERAL or not of_lines:
            return answer
        texts = (" . ".join((cited.quote, cited.heading, *cited.under)) for cited in citations)
        name = untold(self._proper, reading.plain, folded_words(" . ".join(texts)))
        if name is None:
            return answer
        refusal = Answer("not_in_plan", "weak", nearest=answer.citations)
        return replace(refusal, score=answer.score, why=(*answer.why, f"lacks {name}"))

    def _is_home(self, place: NamedPlace, part: bool = False) -> bool:
        """Return whether a place is the plan's own, or with `part` one in it."""
        if part:
            return place.is_part and any(name in self._bare for name in place.begins())
        own = (self._home.city, *(plan.place for plan in self._home.plans))
        return any(same_place(str(place), name) for name in own)

    def _from_plan(
        self, text: str, reading: Reading, asks: Wanted, places: Sequence[NamedPlace] = ()
    ) -> Answer:
        if not self._home.plans:
            return Answer("not_in_plan", "no_plan", why=("no plan is for this city",))
        subject = subject_listed(reading)
        if of_whole := self._of_the_whole(text, reading, subject is not None):
            return of_whole
        question = self._asked(reading, asks, places)
        judged = self._judged(question)
        hits = judged.hits
        why = tuple(f"asks for {kind}: {words}" for kind, words in asks.kinds.items())
        if beyond := self._beyond(text, reading, hits, why):
            return beyond
        if answer := self._whole_period(reading, why):
            return answer
        if offices := offices_compared(reading, self._home.places):
            why = (*why, "tells offices apart")
            return Answer("answer", "section", offices, score=1.0, why=why)
        if answer := self._figures.asked(question, judged, why):
            return answer
        answer = self._passage(question, judged, why)
        listing = answer.outcome == "answer" or answer.kind in ("choices", "weak")
        if listing and subject:
            return listed(self._asked(subject, Wanted({}, {})), self.search.passages, answer)
        return answer

    def _of_the_whole(self, text: str, reading: Reading, of_a_subject: bool) -> Answer | None:
        """Return what is asked of a plan as a whole: a section, two years, a line of it."""
        if (answer := self._section(reading)) or of_a_subject:
            return answer
        if answer := self._figures.all_compared(reading, ()):
            return answer
        return about_itself(text, reading, self._home, self.search.passages)

    def _asked(self, reading: Reading, asks: Wanted, places: Sequence[NamedPlace] = ()) -> Asked:
        """Return a question as sentences are compared with it: without names that tell nothing."""
        return Asked(
            self._without_own_names(reading),
            asks.kinds,
            self.search,
            self._gate.rarity,
            asks.likely,
            tuple(p for p in places if p.is_asked and not self._is_home(p, part=True)),
        )

    def _judged(self, question: Asked) -> Judged:
        return self._gate.judge(question, self.found(question))

    def _section(self, reading: Reading) -> Answer | None:
        """Return the first sentences of a section or item asked for by its number."""
        number, places = numbered(reading, self._home.places) or ("", ())
        quotes = [of_item(place, quote) for place in places for quote in place.item.quotes]
        return of_several(quotes, MOST_LISTED, (number,)) if quotes else None

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

    def _beyond(self, text: str, reading: Reading, hits: Hits, why: Why) -> Answer | None:
        """Return the refusal of what is about another place or time, or only about a word; the
        sentence that says what an abbreviation stands for."""
        if (place := elsewhere(reading)) and not _names(hits[:1], place):
            refusal = refused("elsewhere", hits, (*why, f"about {place}"))
            return replace(refusal, places=tuple(plan.place for plan in self._home.plans[:1]))
        if term := self.terms.defined(reading, text):
            if sentences := [p for p in self.search.passages if term.is_made_in(p.quote)][:1]:
                quotes = tuple(map(cited, sentences))
                return Answer("answer", "passage", quotes, terms=(term,), score=1.0, why=why)
            return replace(refused("term", hits, (*why, f"what is {term.word}")), terms=(term,))
        planned_years = range(min(self._years, default=0), max(self._years, default=0) + 1)
        if strange_years := [year for year in figures.years(reading) if year not in planned_years]:
            return refused("period", hits, (*why, f"year {strange_years[0]}"))
        return None

    def _passage(self, question: Asked, judged: Judged, why: Why) -> Answer:
        if judged.sure < gate.BOUND and self._asks_who_sees_to(question):
            judged = self._of_the_thing(question.reading) or judged
        hits, best = judged.hits, judged.hits[0]
        as_written = best.wording >= AS_WRITTEN
        why = (*why, f"sure {judged.sure:.2f}: {judged.why}")
        untold = lacking(question.kinds, best.passage)
        few = len(question.topic) - len(question.years) <= MERE
        if few and not question.kinds and not as_written:
            return self._mere(question, judged, why)
        names_nothing = question.kinds and not question.topic  # `Bao giờ xong?`
        unsure = judged.sure < gate.BOUND and not as_written
        if unsure or names_nothing or not best.support:
            return refused_with_nearest(untold or "weak", question, hits, why)
        answer = self._cited(question, hits, why)
        near_hits = hits[: max(len(answer.citations), 1)]
        is_told = any(lacking(question.kinds, hit.passage) is None for hit in near_hits)
        if is_told or as_written or untold not in ("when", "count"):
            return answer
        return replace(answer, untold=untold)

    def _mere(self, question: Asked, judged: Judged, why: Why) -> Answer:
        """Return the sentences that have all of a word or two, or what means the same."""
        hits = judged.hits
        holding = tuple(hit for hit in hits if question.stands_in(hit.passage.own_terms))
        if judged.sure >= MAYBE and holding[:1] != hits[:1]:
            around = (hit for hit in hits if question.stands_in(hit.passage.all_terms))
            holding = tuple(around) or holding
        if not holding:
            return refused_with_nearest(
                "weak", question, hits, (*why, "no sentence has all of these few words")
            )
        if several := choices(holding):
            return replace(several, why=why)
        return self._cited(question, holding, why)

    def _cited(self, question: Asked, hits: Hits, why: Why) -> Answer:
        if self._asks_who_sees_to(question):
            names_an_office = hits[0].passage.item.who
            subject = self._subject_asked(question.reading) if names_an_office else None
            task = self._of_the_thing(question.reading) if subject else None
            if subject and task and _holds_more(subject, task.hits[0], hits[0]):
                hits = task.hits
            if "who" not in hits[0].passage.kinds and (general := self._in_general(hits, why)):
                return general
        if "who" in question.kinds and (naming := who_is_named(hits[0].passage)):
            both = (cited(hits[0].passage), naming)
            return Answer("answer", "section", both, score=hits[0].score, why=why)
        if len(self._home.plans) > 1 and (several := of_other_plans(hits)):
            quotes, why = tuple(cited(hit.passage) for hit in several), (*why, "plans differ")
            return Answer("answer", "plans", quotes, score=hits[0].score, why=why)
        names_nobody = self._asks_who_sees_to(question) and _names_nobody(hits[0].passage)
        if below := led(hits[0].passage, self.search.passages):
            below.sort(key=lambda passage: -question.share(passage.own_terms))
            quotes = tuple(map(cited, (hits[0].passage, *below[:MOST_LISTED])))
            return Answer("answer", "section", quotes, score=hits[0].score, why=why)
        near_hits = [hit for hit in hits[:CITED] if hit.score >= NEAR_SCORE * hits[0].score]
        return Answer(
            "answer",
            kind_of(question.kinds, hits[0]),
            citations=tuple(cited(hit.passage) for hit in near_hits),
            further=next_to(question, hits),
            untold="who" if names_nobody else None,
            score=hits[0].score,
            why=(*why, f"score {hits[0].score:.2f}: {hits[0].question}"),
        )

    def _asks_who_sees_to(self, question: Asked) -> bool:
        return "who" in question.kinds and asks_who_sees_to(question.reading)

    def _subject_asked(self, reading: Reading) -> Asked | None:
        """Return the task that is asked about, without who sees to it; None where none is named."""
        subject = subject_of(reading)
        return self._asked(subject, Wanted({}, {})) if subject else None

    def _of_the_thing(self, reading: Reading) -> Judged | None:
        """Return what is found for the task itself, without who sees to it; None for nothing.

        `Ai chịu trách nhiệm trồng cây xanh?` has more words of who answers for plans than of trees.
        """
        if (question := self._subject_asked(reading)) is None:
            return None
        found = self.found(question)
        judged = self._gate.judge(question, found)
        doers = tuple(hit for hit in found if "who" in hit.passage.kinds or hit.passage.item.who)
        if question.topic and doers and "who" not in judged.hits[0].passage.kinds:
            of_doers = self._gate.judge(question, doers)
            if hits := with_all_words(question, of_doers.hits):
                return replace(of_doers, hits=hits, sure=max(of_doers.sure, gate.BOUND))
        return judged if judged.sure >= gate.BOUND else None

    def _in_general(self, hits: Hits, why: Why) -> Answer | None:
        """Return who sees to all of a plan, before the sentence of it that names nobody."""
        if (naming := who_sees_to(self.knowledge, hits[0].passage.place)) is None:
            return None
        kind, general = naming
        quotes = (general, cited(hits[0].passage))
        why = (*why, f"{hits[0].passage.item.id} names nobody")
        return Answer("answer", kind, quotes, score=hits[0].score, why=why)


def _names_nobody(passage: Passage) -> bool:
    """Return whether a sentence names nobody who does something, nor what stands above it."""
    return not passage.item.who and passage.kinds.isdisjoint(TELLS["who"])


def _names(hits: Hits, place: str) -> bool:
    """Return whether what is found names a place: `hồ Phú Thọ` is the plan's own."""
    texts = (f"{hit.passage.quote} {cited(hit.passage).heading}" for hit in hits)
    return any(folded_words(place) in folded_words(text) for text in texts)


def _holds_more(question: Asked, hit: Hit, than: Hit) -> bool:
    """Return whether a sentence has more of a question's words than another."""
    return question.share(hit.passage.own_terms) > question.share(than.passage.own_terms)
