"""A voice note or a short video as proof: kept where the person agrees, and heard by its office."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from bot.core.events import Photo as Sent
from bot.core.recordings import is_recording
from bot.core.turn import Tools
from bot.privacy.retention import forget
from db.models import Draft, Photo, Report
from tests.privacy.test_my_copy import unpacked
from tests.recordings import SECRETS, sound, video
from tests.town import Someone, Town

STORY = "Chặt hạ hai cây phượng trước cổng trường Tân Phong, phường Tân Phong"


async def sends_voice(someone: Someone, data: bytes = b"", **what: Any) -> None:
    files = someone.town.channel.files
    ref = f"voice-{len(files)}"
    files[ref] = data or sound()
    await someone.does(photos=(Sent(ref=ref, recording=True),), **what)


async def begins(an: Someone, words: str = STORY) -> None:
    """Begin a report and go on to its preview, with a picture."""
    await an.commands("phananh", words)
    if "xin anh/chị đồng ý" in an.heard:
        await an.presses("Đồng ý")
    for _ in range(8):
        labels = an.last.labels
        if any("Gửi phản ánh" in label for label in labels):
            return
        for label in ("Chặt hạ", "Cây xanh", "Không có ảnh", "Việc của tôi khác"):
            if any(label in text for text in labels):
                await an.presses(label)
                break
        else:
            await an.says("trước cổng trường Tân Phong, phường Tân Phong")


async def submitted(an: Someone) -> str:
    await an.presses("Gửi phản ánh")
    return an.last.reply.buttons[0][0].data.split(":")[1]  # type: ignore[union-attr]


def kept(town: Town) -> list[Photo]:
    with town.database.reading() as session:
        rows = session.exec(select(Photo).order_by(col(Photo.id))).all()
    return [row for row in rows if is_recording(row.key)]


async def test_it_goes_along_once_agreed_and_is_played_to_the_office(
    an: Someone, binh: Someone, town: Town
) -> None:
    await begins(an)
    await sends_voice(an)
    assert "có thể bị nhận ra" in an.heard and "chưa gửi kèm" in an.last.reply.text
    await an.presses("Gửi kèm giọng nói")
    assert "cơ quan nghe được giọng" in an.last.reply.text
    await submitted(an)
    (photo,) = kept(town)
    assert photo.key in binh.last.reply.photos or any(
        photo.key in shown.reply.photos for shown in binh.shown
    )
    data = town.media.read(photo.key)
    assert data.startswith(b"OggS") and not any(secret.encode() in data for secret in SECRETS)


async def test_an_anonymous_report_goes_without_it_unless_agreed(
    an: Someone, binh: Someone, town: Town
) -> None:
    await begins(an)
    await sends_voice(an)
    await submitted(an)
    assert not kept(town)
    assert not any(is_recording(key) for shown in binh.shown for key in shown.reply.photos)


async def test_who_shows_a_name_was_told_and_sends_it(an: Someone, town: Town) -> None:
    await begins(an)
    await an.presses("Hiện tên")
    await an.says("Nguyễn Văn An")
    await sends_voice(an)
    assert "có thể bị nhận ra" in an.heard and "gửi kèm, cơ quan" in an.last.reply.text
    await submitted(an)
    assert len(kept(town)) == 1


async def test_it_can_be_left_out_again(an: Someone, town: Town) -> None:
    await begins(an)
    await sends_voice(an)
    await an.presses("Gửi kèm giọng nói")
    await an.presses("Bỏ ghi âm")
    assert "Ghi âm, video" not in an.last.reply.text
    await submitted(an)
    assert not kept(town)


async def test_a_voice_stands_for_the_words_of_who_does_not_write(an: Someone, town: Town) -> None:
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await sends_voice(an)
    assert "có thể bị nhận ra" in an.heard
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("trước cổng trường Tân Phong, phường Tân Phong")
    await an.sends_photos("green")
    assert "Có chuyện gì" in an.last.reply.text
    await an.presses("Gửi kèm giọng nói")
    assert "Xem lại trước khi gửi" in an.last.reply.text
    await submitted(an)
    with town.database.reading() as session:
        (report,) = session.exec(select(Report)).all()
    assert report.description == "Chặt hạ, dịch chuyển cây trái phép" and len(kept(town)) == 1


async def test_a_voice_out_of_the_blue_begins_a_report_even_before_consent(
    an: Someone, town: Town
) -> None:
    await sends_voice(an)
    assert "không" not in an.heard.split("đồng ý")[0] or "đồng ý" in an.heard
    await an.presses("Đồng ý")
    with town.database.reading() as session:
        (draft,) = session.exec(select(Draft).where(Draft.kind == "report")).all()
    assert [is_recording(key) for key in draft.data["photos"]] == [True]


async def test_residents_and_overseers_never_get_it(
    an: Someone, binh: Someone, front: Someone, town: Town
) -> None:
    await begins(an)
    await sends_voice(an, video())
    await an.presses("Gửi kèm giọng nói")
    code = await submitted(an)
    other = town.person("other")
    await begins(other)
    await front.commands("trangthai", code)
    await front.does(button=f"pictures:{code}")
    await other.does(button=f"pictures:{code}")
    everybody = [*other.shown, *front.shown]
    assert not any(is_recording(key) for shown in everybody for key in shown.reply.photos)
    await binh.does(button=f"pictures:{code}")
    assert any(is_recording(key) for shown in binh.news for key in shown.reply.photos)


async def test_more_on_a_report_can_be_said_aloud(an: Someone, binh: Someone, town: Town) -> None:
    await begins(an)
    code = await submitted(an)
    await an.does(button=f"add:{code}")
    await sends_voice(an, text="Nghe này")
    assert "có thể bị nhận ra" in an.heard
    await an.presses("Gửi")
    (photo,) = kept(town)
    assert photo.event_id and any(photo.key in shown.reply.photos for shown in binh.shown)


async def test_it_is_never_not_supported(an: Someone, binh: Someone, town: Town) -> None:
    await begins(an)
    code = await submitted(an)
    await binh.does(button=f"case:ask:{code}")
    await sends_voice(binh)
    assert "/phananh" in binh.heard and "chỉ đọc được" not in binh.heard
    await sends_voice(an, b"no sound at all")
    assert "không nghe, không xem được" in an.heard


async def test_the_copy_has_it_and_erasure_takes_it(an: Someone, town: Town, tools: Tools) -> None:
    await begins(an)
    await sends_voice(an)
    await an.presses("Gửi kèm giọng nói")
    await submitted(an)
    (photo,) = kept(town)
    await an.commands("dulieu")
    copy = unpacked(town, an)
    assert f"anh/{photo.key}" in copy
    assert photo.key in json.dumps(json.loads(copy["du-lieu.json"])["reports"])
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    town.clock.advance(hours=1)
    forget(town.database, town.media, tools.city.keep, town.clock())
    assert not kept(town) and not town.media.path(photo.key).exists()


async def test_a_dropped_one_is_erased(an: Someone, town: Town, tools: Tools) -> None:
    from bot.core.dropping import erase_dropped

    await begins(an)
    await sends_voice(an)
    with town.database.reading() as session:
        (draft,) = session.exec(select(Draft).where(Draft.kind == "report")).all()
    (key,) = draft.data["photos"]
    await an.commands("huy")
    town.clock.advance(minutes=11)
    erase_dropped(town.database, town.media, town.clock())
    assert not town.media.path(key).exists()


@pytest.mark.parametrize("code", ["", "1", "x:yes", "0.0:yes", "0.0:perhaps"])
async def test_forged_buttons_agree_to_nothing(an: Someone, town: Town, code: str) -> None:
    await begins(an)
    await sends_voice(an)
    await an.does(button=f"voice:{code}")
    with town.database.reading() as session:
        (draft,) = session.exec(select(Draft).where(Draft.kind == "report")).all()
    assert not draft.data.get("voice_agreed")
