"""From which probability on something is taken for so: set by what an error costs.

A missed urgent report is worse than a warning too many: the bar is low. A denunciation shown to the
accused is the worst of all, and a report taken for one only goes to a reader who is above the
wards: low too. Abuse and spam make a person read what others would have: near even odds. A question
taken for a report is mended by one tap, so the likeliest intent counts; where none is likely
enough, two buttons ask.
"""

URGENT = 0.2
HURRIED = 0.4
"""From here on an urgent report is asked for nothing but what and where."""
DENUNCIATION = 0.25
# On hands left out (ADR 18), of what polite letters say of danger and denunciation the whole text
# told 0.37 and 0.34, their sentences 0.86 and 0.67, with one in a hundred more told falsely.
SENTENCE = 0.35
"""A single sentence, out of its context, has to say either of these more plainly."""
ABUSE = 0.5
SPAM = 0.35
COARSE = 0.3
"""A report with coarse words waits for a person's eyes."""
INTENT = 0.45
"""A likelier intent is acted on; of a less likely one the resident is asked."""
OTHERS = 0.6
"""Of a less likely matter of another office the plan is asked first."""
ASKED_ELSEWHERE = 0.8
"""A likelier kind among other offices' matters is what a question is about, if the plan has no
answer."""
OF_PLAN = 0.985
"""From this probability on a question is to the plan, even where it has no answer."""
UNTOLD = 0.75
"""A likelier wish to report, that names nothing, begins an empty report: its words are left out."""
ABOUT = {"progress": 0.7, "erase": 0.7, "stop": 0.7}
"""So likely a question must be of how all targets stand, whose list is shown then; and words to ask
for erasure, or to be told no more."""
CATEGORY = 0.75
"""A likelier category is preselected; of others three are offered alike."""
ADDED = 0.55
"""So likely must it be that a message inside a draft is part of the report, or it is not added: a
question or a greeting in a report is worse than an answer given once more."""
ACT = 0.35
"""Inside a draft, a likelier act is done; of a less likely one the resident is asked."""
FILTER, LIST = 0.95, 0.9
"""So likely must a part of an official's words be to name a filter, and to ask for a list."""
ONLY_FILTER = 0.7
"""So likely must a filter be by all of the words."""
NO_FILTER = 0.6
"""So likely must the words beside a filter name none, to be what the wanted cases are about."""
FIGURES, NAMED = 0.6, 0.9
"""Of a less likely wish for figures, in words that so likely name a filter ("bao nhiêu việc mới"),
the list is shown: it says how many there are."""
ASKS = 0.6
"""Many words without a question mark are a question where that is likelier; else one is asked."""
DROP = 0.85
"""A draft is discarded by words only where that is likelier; else the resident is asked."""
