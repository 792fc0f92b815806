"""Where the places are that people name: from pins with the same words, or set on the desk."""

import pytest
from sqlmodel import Session, select

from bot.city.city import City
from bot.core.turn import Tools
from bot.public import map as board_map
from bot.public.queries import ReportFilter, public_conditions
from bot.reports import place_spots
from bot.reports.duplicate_queries import Box
from bot.reports.map import around
from bot.router import Router
from db.models import PlaceSpot, Report
from tests.reports.desk.desks import add_cases, served, signed_in
from tests.town import Someone, Town, report

MARKET = "trước chợ San Thàng"
HERE, BESIDE, FAR = (22.3800, 103.5000), (22.3805, 103.5005), (22.4300, 103.4000)
CITY = Box(22.0, 23.0, 103.0, 104.0)


def pin(session: Session, city: City, town: Town, code: str, place: str, spot: object) -> None:
    """Note the place of a stored report, as sending it does."""
    report = session.exec(select(Report).where(Report.code == code)).one()
    report.place, (report.latitude, report.longitude) = place, spot or (None, None)  # type: ignore[misc]
    place_spots.note(session, report, city, town.clock())


async def pins(town: Town, city: City, *of: tuple[str, object]) -> list[str]:
    codes = await add_cases(town.database, town.clock(), len(of))
    with town.database.transaction() as session:
        for code, (place, spot) in zip(codes, of, strict=True):
            pin(session, city, town, code, place, spot)
    return codes


def about(town: Town, city: City, place: str) -> place_spots.Spot | None:
    key = place_spots.key_of(place, city, "tan_phong")
    with town.database.reading() as session:
        return place_spots.about(session, [key], city).get(key)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("đối diện chợ phiên San Thàng", "cho san thang"),
        ("Tổ 5,  đường Trần Phú", "tan_phong:to 5, duong tran phu"),
        ("phường Tân Phong", ""),
        ("nhà ông Nguyễn Văn Bảy, gọi 0912345678", ""),
        ("đó", ""),
        ("đường Trần Phú", ""),
        ("x" * 70, ""),
    ],
)
def test_a_place_is_known_by_its_name_or_its_own_words(city: City, place: str, key: str) -> None:
    assert place_spots.key_of(place, city, "tan_phong") == key


async def test_a_group_of_one_ward_is_not_that_of_another(
    town: Town, city: City, conversation: Router, binh: Someone
) -> None:
    *_, there = await pins(town, city, ("tổ 5", HERE), ("tổ 5", BESIDE), ("tổ 5", None))

    def spot(code: str) -> place_spots.Spot | None:
        with town.database.reading() as session:
            row = session.exec(select(Report).where(Report.code == code)).one()
            return place_spots.of_report(session, row, city)

    assert spot(there) is not None
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        fields = {"category": "cay_chet", "place": "tổ 5", "area": "doan_ket"}
        assert (await desk.does(there, "correct", **fields)).status_code == 200
    assert spot(there) is None


async def test_two_pins_near_each_other_teach_one_alone_or_far_apart_do_not(
    town: Town, city: City
) -> None:
    await pins(town, city, (MARKET, HERE))
    assert about(town, city, "chợ San Thàng") is None
    await pins(town, city, (MARKET, FAR))
    assert about(town, city, "chợ San Thàng") is None
    await pins(town, city, ("gần chợ phiên San Thàng", BESIDE))
    learnt = about(town, city, "chợ San Thàng")
    assert learnt == pytest.approx((22.38025, 103.50025)), "the far one does not count"


async def test_what_is_set_by_hand_goes_before_what_is_learnt(town: Town, city: City) -> None:
    await pins(town, city, (MARKET, HERE), (MARKET, BESIDE))
    with town.database.transaction() as session:
        place_spots.place(session, place_spots.key_of(MARKET, city, None), FAR, town.clock())
    await pins(town, city, (MARKET, HERE))
    assert about(town, city, MARKET) == FAR
    landmark = next(place for place in city.places if place.name == "chợ San Thàng")
    written = landmark.model_copy(update={"latitude": 22.39, "longitude": 103.51})
    city_of = city.model_copy(update={"places": (written,)})
    assert about(town, city_of, MARKET) == FAR, "by hand before city.yaml"
    with town.database.transaction() as session:
        session.delete(session.exec(select(PlaceSpot)).one())
    assert about(town, city_of, MARKET) == (22.39, 103.51)


async def test_the_boards_map_has_a_ring_for_what_was_only_named(
    town: Town, tools: Tools, city: City
) -> None:
    lone, *_ = await pins(
        town, city, (MARKET, None), (MARKET, HERE), (MARKET, BESIDE), ("tổ 9", None)
    )
    with town.database.reading() as session:
        shown = board_map.data_of_box(session, tools, ReportFilter(), CITY, 12, town.clock())
    (about,) = shown["about"]
    assert (about["n"], about["at"], about["name"]) == (1, (22.38, 103.5), "chợ San Thàng")
    assert [case["code"] for case in about["cases"]] == [lone]
    assert shown["names"] == [{"name": "chợ San Thàng", "at": (22.38, 103.5)}]
    assert sum(square["n"] for square in shown["many"]) + len(shown["one"]) == 2


async def test_the_map_begins_with_the_city_where_only_places_are_known(
    town: Town, city: City
) -> None:
    await pins(town, city, (MARKET, None))
    with town.database.transaction() as session:
        assert around(session, city, public_conditions()) is None
        place_spots.place(session, place_spots.key_of(MARKET, city, None), HERE, town.clock())
        session.flush()
        box = around(session, city, public_conditions())
    assert box == Box(**city.bounds.model_dump())


async def test_an_official_sets_a_place_and_nobody_else_or_elsewhere(
    town: Town, city: City, conversation: Router, binh: Someone, front: Someone
) -> None:
    (code,) = await pins(town, city, (MARKET, None))
    async with served(town, conversation) as url:
        async with signed_in(front, url) as overseer:
            assert "place-spot" not in (await overseer.get(f"/viec/{code}")).text
            assert (await overseer.does(code, "place_spot", to="22.4,103.5")).status_code == 409
        async with signed_in(binh, url) as desk:
            for to in ("", "48.85,2.35", "22.4", "22.4,103.5,1", "x" * 40, "1e1,2e2"):
                answer = await desk.does(code, "place_spot", to=to)
                assert answer.status_code == 409 and "ngoài địa bàn" in answer.text
            assert about(town, city, MARKET) is None
            done = await desk.does(code, "place_spot", to="22.39100,103.47200")
            assert done.status_code == 200 and 'data-about="22.391,103.472"' in done.text
    assert about(town, city, MARKET) == (22.391, 103.472)


async def test_a_report_with_a_pin_is_where_its_pin_is(town: Town, city: City) -> None:
    codes = await pins(town, city, (MARKET, HERE), (MARKET, BESIDE), (MARKET, None))
    with town.database.reading() as session:
        rows = {row.code: row for row in session.exec(select(Report)).all()}
        spots = [place_spots.of_report(session, rows[code], city) for code in codes]
    assert spots[:2] == [None, None] and spots[2] is not None


async def test_words_that_mean_two_places_mean_none(town: Town, city: City) -> None:
    beside_far = (FAR[0] + 0.0005, FAR[1])
    await pins(town, city, (MARKET, HERE), (MARKET, BESIDE))
    assert about(town, city, "chợ San Thàng") is not None
    await pins(town, city, (MARKET, FAR), (MARKET, beside_far))
    assert about(town, city, "chợ San Thàng") is None


async def test_what_was_learnt_is_forgotten_with_the_reports(
    town: Town, city: City, an: Someone
) -> None:
    home = "cổng xanh cạnh tạp hóa nhà mình"
    codes = [await report(an, place=f"{home}, phường Tân Phong") for _ in range(2)]
    with town.database.transaction() as session:
        for code, spot in zip(codes, (HERE, BESIDE), strict=True):
            pin(session, city, town, code, home, spot)
    assert about(town, city, home) is not None
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    with town.database.reading() as session:
        assert session.exec(select(PlaceSpot)).all() == []
