"""Explains the plan's words. An explanation is ours, is shown as such, and is never a quote."""

import re
from collections.abc import Iterable

from knowledge.schema import Term
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

_WHAT_IS = re.compile(
    r"^(?: (?:cho|hoi|toi|em|minh|ad|bot|oi|biet|vay|the|a|da|giai|thich|tu|cum|giup|xin|hieu))*"
    r"(?: (?:the nao|nhu the nao) la)?(?P<word> .+?)"
    r"(?: (?:co )?(?:nghia )?la (?:gi|sao|the nao|nhu the nao|cai gi))?"
    r"(?: (?:vay|the|a|ad|ha|nhi|bot|nha))* $"
)
_ASKS_MEANING = re.compile(r" (?:la gi|la sao|nghia la|the nao la|la cai gi|giai thich)")

MOST_TERMS = 2
"""So many words of one question are explained at most."""


class Terms:
    """The terms of all plans, found by how people write them."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {
            folded_words(word): term for term in terms for word in (term.word, *term.aliases)
        }
        self._longest_first = sorted(self._terms, key=len, reverse=True)

    def defined(self, reading: Reading) -> Term | None:
        """Return the term a question asks the meaning of, and nothing else; None otherwise."""
        match = _WHAT_IS.match(reading.plain)
        if not match or not _ASKS_MEANING.search(reading.plain):
            return None
        return self._terms.get(f"{match['word']} ")

    def terms_in(self, reading: Reading) -> tuple[Term, ...]:
        """Return the terms a question names, the longest first, at most `MOST_TERMS`."""
        text, terms = reading.plain, []
        for word in self._longest_first:
            if word in text:
                text = text.replace(word, " | ")
                terms.append(self._terms[word])
        return tuple(dict.fromkeys(terms))[:MOST_TERMS]
