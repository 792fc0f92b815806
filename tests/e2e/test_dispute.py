"""Three residents, two agencies and the overseer, through a dispute to a true resolution.

One process serves the page and Telegram. An, the ward and the overseer sit before a browser;
those who support An's report, and the agency it is forwarded to, are on Telegram.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser

from tests.botapi import Person
from tests.browser.chromium import visited
from tests.e2e.conftest import Stage, staged, together
from tests.e2e.process import Process
from tests.e2e.remembered import is_finished
from tests.e2e.somebody import DESK, TELEPHONE, Somebody, opens_page
from tests.e2e.steps import IN_TOWN, code_in, joins, presses, reads, says
from tests.town import picture

WHAT = "Chặt hai cây phượng trước cổng trường sáng nay, nhà tôi số 0912 345 678"
ELSEWHERE = "Hai cây phượng ở cổng trường bị chặt mất"
ASKED = "Cây nằm trong hay ngoài hàng rào trường ạ?"
TOLD = "Ngoài hàng rào, sát vỉa hè"
CLAIMED = "Đã kiểm tra, đã nhắc nhở đơn vị thi công"
WHY = "Gốc cây vẫn còn đó, chưa trồng lại cây nào"
DONE = "Đã trồng lại hai cây phượng ngày 24/11, có biên bản"
IN_FIVE_DAYS = "✅ Gửi, chờ 5 ngày làm việc"
BINH, CHI = "Lò Văn Bình", "Vàng Thị Chi"
NOT_TOLD = ("0912", "nhà tôi", TOLD, WHY, BINH, CHI)
"""What nobody outside may read: numbers, words of residents, names."""


@dataclass
class Cast:
    """Everybody who takes part."""

    process: Process
    an: Somebody
    ward: Somebody
    front: Somebody
    binh: Person
    chi: Person
    office: Person


@pytest.fixture(scope="module")
async def cast(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Callable[[], Awaitable[str]],
    chrome: Browser,
) -> AsyncIterator[Cast]:
    """One process, one browser, and six people who have their roles."""
    async with staged(tmp_path_factory.mktemp("dispute"), postgres) as stage, visited(chrome):
        yield await assembled(stage, chrome)


async def assembled(stage: Stage, browser: Browser) -> Cast:
    """Everybody before their page or on Telegram."""
    process, people = await stage.started(), stage.api.person
    roles = (("official", "ubnd_tan_phong"), ("overseer", "mttq_tinh"))
    codes = [await process.invite(*role) for role in roles]
    ward, front = [await opens_page(browser, process, DESK, code) for code in codes]
    an = await opens_page(browser, process, TELEPHONE, at=IN_TOWN)
    everybody = Cast(process, an, ward, front, people(1, BINH), people(2, CHI), people(3, "Sở"))
    await together(
        ward.reads("Đã nhận vai trò"),
        front.reads("Đã nhận vai trò"),
        joins(everybody.office, process, "official", "so_xay_dung"),
    )
    return everybody


async def test_through_a_dispute_to_a_true_resolution(cast: Cast) -> None:
    code = await reports_a_felled_tree(cast.an)
    await supports_it(cast.binh, code)
    await reports_it_too(cast, code)
    await is_forwarded(cast, code)
    await is_asked_and_answers(cast, code)
    await is_called_resolved(cast, code)
    await says_it_is_not(cast, code)
    await the_overseer_reminds(cast, code)
    await is_truly_resolved(cast, code)
    await is_counted(cast, code)
    await cast.process.settled()
    await is_finished(cast.process.database_url)
    assert "Traceback" not in cast.process.log


async def reports_a_felled_tree(an: Somebody) -> str:
    """With the position of the telephone, a picture and words; returns the code."""
    await an.reads("Chào anh/chị")
    await an.says("/phananh", "xin anh/chị đồng ý")
    await an.taps("Đồng ý", "phản ánh về việc gì")
    await an.taps("Cây xanh, công viên", "chọn việc gần đúng nhất")
    await an.taps("Chặt hạ, dịch chuyển cây trái phép", "Việc này ở đâu?")
    await an.taps("Gửi vị trí của tôi", "phường nào hiện nay")
    await an.taps("phường Tân Phong", "gửi ảnh")
    await an.sends_photo("Có chuyện gì?")
    await an.says(WHAT, "Xem lại trước khi gửi")
    return code_of(await an.taps("Gửi phản ánh", "Mã phản ánh"))


async def begins(who: Person) -> None:
    """Agree, and say what it is, up to the question where."""
    await says(who, "/phananh", "xin anh/chị đồng ý")
    await presses(who, "✅ Đồng ý", "phản ánh về việc gì")
    await presses(who, "🌳 Cây xanh, công viên", "chọn việc gần đúng nhất")
    await presses(who, "Chặt hạ, dịch chuyển cây trái phép", "Việc này ở đâu?")


async def supports_it(binh: Person, code: str) -> None:
    """About to report the same spot, he is shown hers with its picture, and supports it."""
    await begins(binh)
    await binh.sends_location(IN_TOWN[0] + 0.0002, IN_TOWN[1])
    shown = await reads(binh, "trông giống việc này")
    assert code in shown.text and "cách khoảng 50 m" in shown.text
    assert len(shown.photos) == 1 and "phượng" in shown.text
    await presses(binh, "🤝 Ủng hộ phản ánh này", "1 người ủng hộ")


async def reports_it_too(cast: Cast, code: str) -> None:
    """She takes hers for another; the ward finds it the same, and merges it."""
    chi = cast.chi
    await begins(chi)
    await says(chi, "ngã ba chợ, phường Tân Phong", "gửi ảnh")
    await presses(chi, "Không có ảnh", "Có chuyện gì?")
    assert code in (await says(chi, ELSEWHERE, "trông giống việc này")).text
    await presses(chi, "Việc của tôi khác, viết tiếp", "Xem lại trước khi gửi")
    other = code_in(await presses(chi, "✅ Gửi phản ánh", "Mã phản ánh"))
    assert other != code
    await cast.ward.reads(ELSEWHERE)
    await cast.ward.taps("Thêm", ELSEWHERE)
    await cast.ward.taps("Gộp vào phản ánh khác", "trùng với phản ánh nào?")
    await cast.ward.says(code, f"Gộp {other} vào {code}?")
    await cast.ward.taps("Gộp lại", f"{other}: ")
    merged = await reads(chi, "gộp")
    assert code in merged.text and "không bị từ chối" in merged.text


async def is_forwarded(cast: Cast, code: str) -> None:
    """The ward accepts, and hands it on to whose street it is; all three hear of both."""
    await cast.ward.says(f"/trangthai {code}", f"{code} ·")
    await cast.ward.taps("Tiếp nhận", f"{code}: đã tiếp nhận")
    await cast.an.reads("đã tiếp nhận, chưa bắt đầu xử lý")
    await together(*(reads(each, "đã tiếp nhận") for each in (cast.binh, cast.chi)))
    await cast.ward.taps("Thêm", code)
    await cast.ward.taps("Chuyển cơ quan khác", "đến cơ quan nào?")
    await cast.ward.taps("Sở Xây dựng", "Chuyển")
    await cast.ward.says("Cây trên đường tỉnh quản lý", "Cây trên đường tỉnh quản lý")
    await cast.ward.taps("Gửi", "nay do Sở Xây dựng tỉnh Lai Châu xử lý")
    assert "đường tỉnh quản lý" in await cast.an.reads("đã được chuyển")
    await together(*(reads(each, "đã chuyển") for each in (cast.binh, cast.chi)))
    card = await reads(cast.office, f"{code} ·")
    assert "Chặt hai cây phượng" in card.text and "Ủng hộ: 2 người" in card.text


async def is_asked_and_answers(cast: Cast, code: str) -> None:
    """A question and its answer; neither learns who the other is."""
    await presses(cast.office, "✅ Tiếp nhận", f"{code}: đã tiếp nhận")
    await presses(cast.office, "❓ Hỏi người gửi", "hỏi người gửi")
    await says(cast.office, ASKED, "Gửi câu hỏi này")
    await presses(cast.office, IN_FIVE_DAYS, "chờ người gửi trả lời")
    assert ASKED in await cast.an.reads("hỏi thêm")
    await cast.an.taps("Trả lời", "Anh/chị trả lời câu hỏi")
    await cast.an.says(TOLD, "Gửi câu trả lời này?")
    await cast.an.taps("Gửi", "Đã ghi câu trả lời")
    assert TOLD in (await reads(cast.office, "trả lời:")).text
    for each in (cast.binh, cast.chi):
        assert ASKED not in (await reads(each, "hỏi thêm người gửi")).text


async def is_called_resolved(cast: Cast, code: str) -> None:
    """With words and a picture that show nothing of the kind."""
    await presses(cast.office, "🏁 Đã xử lý", "đã làm gì, khi nào")
    await cast.office.sends_photo(picture("gray"), CLAIMED)
    await reads(cast.office, f"Báo đã xử lý {code}?")
    await presses(cast.office, "✅ Gửi", f"{code}: đã xử lý.")
    assert CLAIMED in await cast.an.reads("Đã xử lý xong chưa?")
    await together(*(reads(each, CLAIMED) for each in (cast.binh, cast.chi)))


async def says_it_is_not(cast: Cast, code: str) -> None:
    """With a reason: it is open again, and agency and overseer are alerted at once."""
    await cast.an.taps("Chưa xong", "còn gì chưa xong")
    await cast.an.says(WHY, WHY)
    await cast.an.taps("Gửi", "đã được mở lại vì chưa xong")
    alert = await reads(cast.office, "chưa xong, nên phản ánh được mở lại")
    assert code in alert.text and WHY in alert.text
    assert WHY in await cast.front.reads("Người gửi báo chưa xong")
    await together(*(reads(each, "mở lại") for each in (cast.binh, cast.chi)))


async def the_overseer_reminds(cast: Cast, code: str) -> None:
    """Who sees all, and can remind, but not close."""
    await cast.front.says(f"/trangthai {code}", f"{code} ·")
    assert await cast.front.log.get_by_role("button", name="Đã xử lý").count() == 0
    await cast.front.taps("Nhắc cơ quan", "đã chuyển đến Sở Xây dựng")
    await reads(cast.office, "Mặt trận nhắc")


async def is_truly_resolved(cast: Cast, code: str) -> None:
    """With a true proof, which the reporter confirms; all hear of it."""
    await presses(cast.office, "🏁 Đã xử lý", "đã làm gì, khi nào")
    await cast.office.sends_photo(picture("brown"), DONE)
    await reads(cast.office, f"Báo đã xử lý {code}?")
    await presses(cast.office, "✅ Gửi", f"{code}: đã xử lý.")
    await cast.an.reads(DONE)
    await cast.an.taps("Đã xong", "xác nhận đã xong")
    await reads(cast.office, "Người gửi xác nhận")
    await together(*(reads(each, "xác nhận đã xong") for each in (cast.binh, cast.chi)))


async def is_counted(cast: Cast, code: str) -> None:
    """What everybody may see: one report, resolved; nothing of who told what."""
    figures = await cast.an.says("/congkhai", "Công khai phản ánh")
    assert "Nhận 1: xử lý xong 1" in figures
    async with httpx.AsyncClient(base_url=f"{cast.process.url}/open311/v2", timeout=20) as http:
        for form in ("json", "xml"):
            listed = await http.get(f"requests.{form}")
            assert listed.status_code == 200 and code in listed.text
            assert not [each for each in NOT_TOLD if each in listed.text]
        (shown,) = (await http.get(f"requests/{code}.json")).json()
    assert (shown["status"], shown["agency_responsible"]) == (
        "closed",
        "Sở Xây dựng tỉnh Lai Châu",
    )


def code_of(text: str) -> str:
    """The report's code a bubble tells."""
    found = re.search(r"LC-\w{6}", text)
    assert found, text
    return found[0]
