"""The questions of a report, one for each thing a draft can lack, and its preview."""

from collections.abc import Callable
from typing import Any

from bot.city.city import City
from bot.city.parts import Group
from bot.consent import conversation as consent
from bot.core.events import Button
from bot.core.turn import Rows, Turn, in_rows, labelled_button
from bot.people import roles as people
from bot.reports import stepping
from bot.reports.draft import MOST_PHOTOS, Doubt, ReportDraft, Step, lacking, next_question
from bot.reports.intake import elsewhere
from bot.reports.story import denouncing_step
from bot.understanding import replies
from db.models import Draft
from knowledge.answering import asks
from knowledge.vietnamese.words import as_written

ASKS = "offer_asks"
"""The verb of the button that says of an offer's words that they are a question."""
CHANGEABLE: tuple[Step, ...] = (
    "category", "place", "area", "photos", "description", "name", "happened", "details",
)  # fmt: skip


def changeable(draft: ReportDraft) -> tuple[Step, ...]:
    """Return the steps one can go back to; a report for somebody else shows no name."""
    return tuple(step for step in CHANGEABLE if not (draft.for_other and step == "name"))


def stamp(row: Draft) -> str:
    """Return the draft and its present step, as the data of a button names them."""
    return f"{row.id}.{row.data.get('asked', 0)}"


class Question:
    """A question of a report: the name of its text, its buttons, and what `turn.say` is told."""

    def __init__(self, name: str, rows: Rows, **values: Any) -> None:
        self.name, self.rows, self.values = name, rows, values


def question(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Return the question for the first thing the draft lacks, or the preview."""
    return QUESTIONS[next_question(draft)](turn, row, draft)


def ask(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask for the first thing the draft lacks, or show the preview."""
    asked = question(turn, row, draft)
    turn.say(asked.name, asked.rows, **asked.values)


def consent_rows(turn: Turn, secret: str) -> Rows:
    """Return yes and no side by side, so that neither ever takes the other's place."""
    yes = turn.button("privacy.button_yes", f"consent:yes:{secret}")
    return [[yes, turn.button("privacy.button_no", f"consent:no:{secret}")]]


def ask_consent(turn: Turn, secret: str, *, has_words: bool) -> None:
    """Say in short what will be stored and who sees it, and ask for consent.

    The buttons carry the key to the words so far, which is stored nowhere else.
    """
    rows = [*consent_rows(turn, secret), consent.whole_row(turn, secret)]
    turn.say("privacy.ask_consent", rows, version=people.CONSENT_VERSION, has_words=has_words)


def echo(turn: Turn, draft: ReportDraft, *, opened: bool = True) -> None:
    """Show what there is so far, as what was `opened` with consent; its pictures, once."""
    turn.say("report.echo", photos=draft.photos, draft=draft, opened=opened)
    draft.shown = list(draft.photos)


def ask_refusal(turn: Turn, row: Draft, secret: str) -> None:
    """Ask once more before all is deleted; the deleting button stands where the refusal stood."""
    stays = turn.button("privacy.button_wait", f"consent:wait:{row.id}")
    if secret:
        stays = turn.button("privacy.button_yes", f"consent:yes:{secret}")
    goes = turn.button("privacy.button_refuse", f"consent:refuse:{row.id}")
    turn.say("privacy.ask_refusal", [[stays, goes]])


def warn(turn: Turn, category: str | None) -> None:
    """Tell a person in an emergency what to do meanwhile, and whom to call."""
    turn.say(
        "report.urgent_now",
        emergency=turn.city.emergency_of(category),
        meanwhile=turn.city.meanwhile(category),
    )


def ask_group(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask for the group of categories; there is a way back to the likely ones that were shown."""
    back = [turn.button("report.button_likely", f"group:{stamp(row)}:likely")]
    rows = [
        *_groups(turn.city, row),
        *([back] if draft.guesses else []),
        *_keep_row(turn, row, draft),
    ]
    turn.say("report.ask_group", rows)


def _groups(city: City, row: Draft) -> list[list[Button]]:
    return [_option(row, f"{g.icon} {g.name}", "group", g.id) for g in city.groups]


def _ask_category_of(turn: Turn, row: Draft, draft: ReportDraft, group: Group) -> Question:
    """Ask for a category of a group, one button a line so that its whole name is read."""
    rows = [_option(row, option.name, "category", option.id) for option in group.categories]
    rows.append([turn.button("report.button_groups", f"group:{stamp(row)}:all")])
    rows += _keep_row(turn, row, draft)
    return Question("report.ask_category_of", rows, group=group)


def _option(row: Draft, label: str, verb: str, choice: str) -> list[Button]:
    """Return a button with the name of an option, on a line of its own."""
    return [labelled_button(label, f"{verb}:{stamp(row)}:{choice}")]


def ask_clear(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask once more before the pictures go."""
    stays = turn.button("report.button_photos_keep", f"photos:{stamp(row)}:done")
    goes = turn.button("report.button_photos_clear", f"photos:{stamp(row)}:clear")
    turn.say("report.ask_clear", [[stays, goes]], count=len(draft.pictures))


def drop_row(turn: Turn, row: Draft) -> Rows:
    """Return the button that discards the draft."""
    return [[turn.button("report.button_drop", f"drop:{stamp(row)}")]]


def ask_drop(turn: Turn, row: Draft) -> None:
    """Ask whether the draft is to be discarded, or gone on with."""
    stays = turn.button("report.button_go_on", f"first:{stamp(row)}")
    turn.say("report.ask_drop", [*drop_row(turn, row), [stays]])


def ask_doubt(turn: Turn, row: Draft, doubt: Doubt) -> None:
    """Ask whether the words in doubt belong to the report or are a question."""
    turn.say("report.doubt", doubt_rows(turn, row), words=doubt.words)


def doubt_rows(turn: Turn, row: Draft) -> Rows:
    """Return the buttons that settle a doubt; they work as long as it is open."""
    return [
        [turn.button("report.button_doubt_add", f"doubt:{row.id}:add")],
        [turn.button("report.button_doubt_ask", f"doubt:{row.id}:ask")],
        [turn.button("report.button_doubt_drop", f"doubt:{row.id}:drop")],
    ]


def _keep_row(turn: Turn, row: Draft, draft: ReportDraft) -> list[list[Button]]:
    """Return the way back: to the old answer, else to the question before, if there is one."""
    if draft.changing is not None and draft.changing not in lacking(draft):
        return [[turn.button("report.button_keep", f"change:{stamp(row)}:keep")]]
    if not stepping.can_go_back(draft):
        return []
    return [[turn.button("report.button_back", f"change:{stamp(row)}:back")]]


def _ask_border(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Tell who reads a denunciation and who does not, before it is sent."""
    # Law on Denunciations 2018: a message is none, but what is anonymous and concrete is still
    # looked at (Art. 25(2)); the text says both.
    front = turn.city.agency(turn.city.front)
    to_front = turn.button("report.button_to_front", f"border:{stamp(row)}:front")
    step = denouncing_step(draft, turn.tools.understanding)
    rewrite = [turn.button("report.button_rewrite", f"change:{stamp(row)}:{step}")]
    rows = [*([[to_front]] if front else []), rewrite, *drop_row(turn, row)]
    name = front.name if front else ""
    return Question("report.denounces", rows, where=turn.city.denunciation, front=name)


def _ask_details(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    further = turn.city.further(draft.asks[0])
    assert further is not None
    choices = [
        labelled_button(choice, f"detail:{stamp(row)}:{further.id}:{number}")
        for number, choice in enumerate(further.choices)
    ]
    skip = [turn.button("report.button_skip", f"detail:{stamp(row)}:skip")]
    if len(draft.asks) > 1:
        skip.append(turn.button("report.button_skip_all", f"detail:{stamp(row)}:all"))
    hint = None if further.choices else "report.hint_details"
    rows = [*in_rows(choices, 3), skip]
    return Question("report.ask_details", rows, ask=hint, question=further.text)


def _ask_happened(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    rows = [[turn.button("report.button_happened_unknown", f"happened:{stamp(row)}:unknown")]]
    rows += _keep_row(turn, row, draft) if draft.happened or draft.suggested.happened else []
    return Question("report.ask_happened", rows, ask="report.hint_happened", draft=draft)


def _ask_category(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Ask which of the likeliest it is, and show what else was understood; or ask for a group."""
    if group := turn.city.group(draft.group):
        return _ask_category_of(turn, row, draft, group)
    if draft.elsewhere:
        return _tell_elsewhere(turn, row, draft.elsewhere)
    rows = [
        _option(row, turn.city.category_name(guess.id), "category", guess.id)
        for guess in draft.guesses
    ]
    if rows:
        rows.append([turn.button("report.button_other", f"group:{stamp(row)}:all")])
    rows = [*(rows or _groups(turn.city, row)), *_keep_row(turn, row, draft)]
    return Question("report.ask_category", rows, description=draft.description)


def _tell_elsewhere(turn: Turn, row: Draft, kind: str) -> Question:
    """Tell whose matter it is; where the city takes it here, one button goes on with it."""
    values = elsewhere.values(turn.city, kind)
    not_so = turn.button("report.button_not_elsewhere", f"group:{stamp(row)}:all")
    rows = [[not_so], *drop_row(turn, row)]
    if category := values["matter"].category:
        button = turn.button("report.button_here", f"category:{stamp(row)}:{category}")
        rows = [[button], *rows]
    return Question("report.elsewhere", rows, **values)


def _ask_place(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Ask for the place; a person who knows no address, to describe it."""
    back, hint = _keep_row(turn, row, draft), "report.hint_place"
    if draft.place_described:
        return Question("report.ask_place_described", back, ask=hint)
    unknown = [turn.button("report.button_place_unknown", f"place:{stamp(row)}:unknown")]
    return Question("report.ask_place", [unknown, *back], ask=hint, ask_place=True, draft=draft)


def _ask_area(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Ask which of the wards of today it is."""
    rows = [_option(row, area.name, "area", area.id) for area in turn.city.areas]
    rows.append([turn.button("report.button_area_unknown", f"area:{stamp(row)}:unknown")])
    rows += _keep_row(turn, row, draft)
    words = f"{draft.spot}. {draft.description}"
    beyond = asks.elsewhere(as_written(words)) is not None and not turn.city.unit_in(words)
    drops = drop_row(turn, row) if beyond else ()
    return Question("report.ask_area", [*rows, *drops], beyond=beyond)


def _ask_photos(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    if draft.pictures:
        rows = [
            [turn.button("report.button_photos_done", f"photos:{stamp(row)}:done")],
            [turn.button("report.button_photos_clear", f"photos:{stamp(row)}:none")],
        ]
    else:
        rows = [[turn.button("report.button_no_photo", f"photos:{stamp(row)}:none")]]
    rows += _keep_row(turn, row, draft)
    return Question("report.ask_photos", rows, most=MOST_PHOTOS, count=len(draft.pictures))


def _ask_description(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    rows = [*_voice_rows(turn, row, draft), *_keep_row(turn, row, draft)]
    return Question("report.ask_description", rows, ask="report.hint_description", draft=draft)


def _voice_rows(turn: Turn, row: Draft, draft: ReportDraft) -> list[list[Button]]:
    """Return the buttons that send recordings along, or leave them out."""
    if not draft.recordings:
        return []
    choices = ("no",) if draft.sends_voice else ("yes", "no")
    return [[turn.button(f"report.button_voice_{choice}", f"voice:{stamp(row)}:{choice}")
             for choice in choices]]  # fmt: skip


def _ask_name(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    """Ask for the name to show, and tell who sees it."""
    hide = [turn.button("report.button_anonymous", f"identity:{stamp(row)}:anonymous")]
    values = {"agency": draft.recipient(turn.city).name, "denounces": draft.denounces}
    return Question("report.ask_name", [hide], ask="report.hint_name", **values)


def _change_rows(turn: Turn, row: Draft, draft: ReportDraft) -> Rows:
    """Return the buttons that go back to a step."""
    change = {
        step: turn.button(f"report.button_change_{step}", f"change:{stamp(row)}:{step}")
        for step in changeable(draft)
    }
    if draft.name and not draft.for_other:
        data = f"identity:{stamp(row)}:anonymous"
        change["name"] = turn.button("report.button_anonymous", data)
    contents = [change[step] for step in ("photos", "description", "name") if step in change]
    last = [change["happened"]] + ([change["details"]] if turn.city.extras(draft.kind) else [])
    return [[change["category"], change["place"], change["area"]], contents, last]


def ask_change(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Ask which part is to be put right."""
    turn.say("report.ask_change", _change_rows(turn, row, draft))


def _preview(turn: Turn, row: Draft, draft: ReportDraft) -> Question:
    send = "clerk.button_send" if draft.for_other else "report.button_send"
    rows = [
        [turn.button(send, f"send:{stamp(row)}:{draft.suggested.mark}")],
        *_change_rows(turn, row, draft),
        *_voice_rows(turn, row, draft),
        *drop_row(turn, row),
    ]
    unit = turn.city.unit_in(draft.spot)
    values = {
        "draft": draft,
        "category": turn.city.category_name(draft.kind),
        "area": turn.city.area_name(draft.ward),
        "tells_name": bool(replies.own_name(draft.description)),
        "other_unit": unit[0] if unit and draft.ward not in (None, unit[1].id) else "",
        "unit": draft.unit_reported or draft.suggested.unit,
        "guessed": not draft.area and not turn.city.unit_in(f"{draft.spot} {draft.description}"),
        "agency": draft.recipient(turn.city).name,
        "details": draft.answers(turn.city),
        "happened": draft.happened or draft.suggested.happened,
    }
    new_photos = draft.photos if set(draft.photos) - set(draft.shown) else ()
    return Question("report.preview", rows, photos=new_photos, **values)


# Law 91/2025/QH15: nothing else is asked of a person, no identity paper and no ethnicity.
QUESTIONS: dict[Step, Callable[[Turn, Draft, ReportDraft], Question]] = {
    "border": _ask_border, "category": _ask_category,
    "place": _ask_place, "area": _ask_area, "photos": _ask_photos,
    "description": _ask_description, "details": _ask_details, "happened": _ask_happened,
    "name": _ask_name, "preview": _preview,
}  # fmt: skip
