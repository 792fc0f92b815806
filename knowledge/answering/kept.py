"""Stores the compiled answerer for the next start."""

from functools import partial

from knowledge.answering.engine import Answerer
from knowledge.compiled import compiled
from knowledge.load import Knowledge


def kept_answerer(knowledge: Knowledge) -> Answerer:
    """Return what answers from these plans, ready for the first resident.

    It takes a second to make, and is kept for the next start, without the examples: they are what
    somebody typed, and can be forgotten. Not kept where there are plans of other places, which are
    read when they are asked for.
    """
    if len(knowledge.home) == len(knowledge.plans):
        plans = tuple(plan.model_copy(update={"examples": ()}) for plan in knowledge.plans)
        bare = Knowledge(plans=plans, has_others=knowledge.has_others, city=knowledge.city)
        of_plans = (plan.model_dump_json() for plan in plans)
        parts = (knowledge.city, str(knowledge.has_others), *of_plans)
        answerer = compiled(parts, partial(_made, bare)).with_examples(knowledge.home)
    else:
        answerer = Answerer(knowledge)
    answerer.answer("gì")  # every pattern is compiled now
    return answerer


def _made(knowledge: Knowledge) -> Answerer:
    answerer = Answerer(knowledge)
    answerer.search.prepare()
    return answerer
