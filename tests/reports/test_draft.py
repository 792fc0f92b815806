"""The draft is the state: any order of telling leads to the same preview."""

import itertools

import pytest

from bot.city.city import City
from bot.core.events import Place
from bot.reports import filling as rules
from bot.reports.draft import ReportDraft, TooLong, next_question

FILL = {
    "category": lambda d, c: rules.set_category(d, "chat_ha_cay"),
    "place": lambda d, c: rules.fill_with_words(d, "place", "cổng trường, xã San Thàng", c),
    "photos": lambda d, c: rules.add_photos(d, ["a.jpg"]),
    "description": lambda d, c: rules.fill_with_words(d, "description", "chặt cây", c),
}


def test_an_empty_draft_asks_for_everything_in_order(city: City) -> None:
    draft, question = ReportDraft(), []
    while (step := next_question(draft)) != "preview":
        question.append(step)
        FILL[step](draft, city)
    assert question == list(FILL)


def test_every_order_of_telling_ends_in_the_same_draft(city: City) -> None:
    ends = set()
    for order in itertools.permutations(FILL):
        draft = ReportDraft()
        for step in order:
            assert next_question(draft) != "preview"
            FILL[step](draft, city)
        assert next_question(draft) == "preview"
        ends.add(draft.model_dump_json())
    assert len(ends) == 1


def test_an_old_unit_finds_the_ward_of_today(city: City) -> None:
    for typed in ("gan cho san thang", "Bản Giang", "đường 30/4 phuong dong phong"):
        draft = ReportDraft()
        rules.fill_with_words(draft, "place", typed, city)
        assert draft.area == "tan_phong"
        assert draft.unit_reported in {"xã San Thàng", "xã Bản Giang", "phường Đông Phong"}


def test_a_position_says_nothing_of_the_ward(city: City) -> None:
    draft = ReportDraft(category="cay_chet")
    rules.set_place(draft, Place(latitude=22.396, longitude=103.458), city)
    assert next_question(draft) == "area"
    assert not draft.outside
    rules.set_place(draft, Place(latitude=21.03, longitude=105.85), city)
    assert draft.outside


def test_going_back_to_a_step_asks_for_it_and_then_returns(city: City) -> None:
    draft = ReportDraft()
    for step in FILL.values():
        step(draft, city)
    draft.changing = "place"
    assert next_question(draft) == "place"
    FILL["place"](draft, city)
    assert next_question(draft) == "preview"


def test_nobody_is_asked_for_a_name_and_a_shown_one_can_be_hidden(city: City) -> None:
    draft = ReportDraft()
    rules.fill_with_words(draft, "name", "Cô An", city)
    assert (draft.anonymous, draft.name) == (False, "Cô An")
    rules.hide_name(draft)
    assert (draft.anonymous, draft.name) == (True, "")


def test_ten_photos_at_most_and_the_same_one_once() -> None:
    draft = ReportDraft()
    assert rules.add_photos(draft, ["1.jpg", "1.jpg"]) == 0
    assert rules.add_photos(draft, [f"{n}.jpg" for n in range(1, 13)]) == 2
    assert len(draft.photos) == 10


def test_too_long_changes_nothing(city: City) -> None:
    draft = ReportDraft(description="x")
    with pytest.raises(TooLong) as error:
        rules.fill_with_words(draft, "description", "y" * 3001, city)
    assert (error.value.length, error.value.most) == (3001, 3000)
    with pytest.raises(TooLong):
        rules.add_to_description(draft, "y" * 2999)
    assert draft.description == "x"
    rules.add_to_description(draft, "y" * 2998)  # with its line, as long as it may be
    assert len(draft.description) == 3000


def test_words_by_message(city: City) -> None:
    draft = ReportDraft()
    rules.fill_with_words(draft, "description", "một", city, "1")
    rules.add_to_description(draft, "hai", "2")
    rules.add_to_description(draft, "ba")
    rules.add_to_description(draft, "bốn")
    assert rules.edit(draft, "description", "MỘT", city, "1")
    assert draft.description == "MỘT\nhai\nba\nbốn"
    with pytest.raises(TooLong):
        rules.edit(draft, "description", "y" * 3000, city, "2")
    assert rules.edit(draft, "description", "", city, "2")
    assert draft.description == "MỘT\nba\nbốn"
    assert rules.step_said_in(draft, "") is None


def test_an_edit_reaches_only_what_still_stands(city: City) -> None:
    draft = ReportDraft()
    rules.fill_with_words(draft, "area", "Tân Phong", city, "1")
    assert not rules.edit(draft, "area", "chặt cây", city, "1"), "that names no ward"
    assert (draft.area, draft.description) == ("tan_phong", "")
    rules.set_area(draft, "doan_ket")
    assert rules.step_said_in(draft, "1") is None


def test_the_ward_of_edited_words_goes_with_them(city: City) -> None:
    draft = ReportDraft()
    rules.fill_with_words(draft, "place", "chợ Tân Phong", city, "1")
    assert rules.edit(draft, "place", "chợ trung tâm", city, "1")
    assert (draft.area, draft.unit_reported) == (None, None)
    rules.set_area(draft, "doan_ket")
    assert rules.edit(draft, "place", "chợ mới", city, "1")
    assert draft.area == "doan_ket", "that one was chosen"


def test_a_new_place_too_long_leaves_the_old_one(city: City) -> None:
    draft = ReportDraft(place="cổng chợ", area="doan_ket", changing="place")
    with pytest.raises(TooLong):
        rules.fill_with_words(draft, "place", "y" * 301, city)
    assert (draft.place, draft.area, draft.changing) == ("cổng chợ", "doan_ket", "place")
