"""Reads what a text gives by its form: a way to reach somebody, a law, papers, a payer …"""

from knowledge.slots.words import pattern

_FORMS = {
    "contact": r"(?<!\d)0(?:[. -]?\d){8,10}(?!\d)|(?<!\d)1[89]00[. -]?\d{3,4}(?!\d)"
    r"|[\w.]+@\w+\.|https?://|www\.|\w\.gov\.vn|{contact}",
    "law": r"(?<!\w)\d+/(?:\d{4}/)?(?-i:[A-ZĐ]{2,})|{laws}\s+(?:số\s+)?(?-i:[A-ZĐ\d])",
    "penalty": r"{punishes}",
    "pays": r"{pays}",
    "paperwork": r"{papers}",
    "list": r"(?:{lists}|[:(])\s*(?:\d+\s+)?[^\W\d](?:[^.]*?(?:[,;]|\svà)\s+(?=[^\W\d])){2}",
    "when": r"(?<!\w)(?<!sau\s)(?<!trước\s)(?<!trong\s)khi\s+\w",
}
"""A telephone number (0213.3876.115, 1900 1234), an address on the net, a document's number
(46/NQ-CP, 258/2025/NĐ-CP); and words that stand for one."""


def forms_in(text: str) -> frozenset[str]:
    """Return which of `contact`, `law`, `penalty`, `pays`, `paperwork`, a `list` of three and, by
    a condition, `when` a text gives."""
    return frozenset(form for form, source in _FORMS.items() if pattern(source).search(text))
