"""Explains the plan's words. An explanation is ours, is shown as such, and is never a quote."""

import re
from collections.abc import Iterable

from knowledge.schema import Term
from knowledge.vietnamese.text import folded_words
from knowledge.vietnamese.words import Reading

_WHAT_IS = re.compile(
    r"^(?: (?:cho|hoi|toi|em|minh|ad|bot|oi|biet|vay|the|a|da|giai|thich|tu|cum|giup|xin|hieu))*"
    r"(?: (?:the nao|nhu the nao) la)?(?P<word> .+?)"
    r"(?: (?:(?:co )?(?:nghia )?la (?:gi|sao|the nao|nhu the nao|cai gi)|(?:la )?viet tat"
    r" (?:cua |cho )?(?:cum )?(?:tu )?(?:gi|nao)))?"
    r"(?: (?:vay|the|a|ad|ha|nhi|bot|nha))* $"
)
_ASKS_MEANING = re.compile(r" (?:la gi|la sao|nghia la|the nao la|la cai gi|giai thich|viet tat)")

MOST_TERMS = 2
"""So many words of one question are explained at most."""


class Terms:
    """The terms of all plans, found by how people write them."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {
            folded_words(word): term for term in terms for word in (term.word, *term.aliases)
        }
        explained = (word for word, term in self._terms.items() if not term.stands_for)
        self._longest_first = sorted(explained, key=len, reverse=True)

    def defined(self, reading: Reading, text: str = "") -> Term | None:
        """Return the term a question asks the meaning of, and nothing else; None otherwise.

        An abbreviation is found in the `text` alone: what is read is spelt out.
        """
        for plain in (reading.plain, folded_words(text)):
            match = _WHAT_IS.match(plain)
            if match and _ASKS_MEANING.search(plain) and f"{match['word']} " in self._terms:
                return self._terms[f"{match['word']} "]
        return None

    def terms_in(self, reading: Reading) -> tuple[Term, ...]:
        """Return the terms a question names, the longest first, at most `MOST_TERMS`."""
        text, terms = reading.plain, []
        for word in self._longest_first:
            if word in text:
                text = text.replace(word, " | ")
                terms.append(self._terms[word])
        return tuple(dict.fromkeys(terms))[:MOST_TERMS]
