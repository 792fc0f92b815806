"""The page when things go wrong: lost connections, a full server, hostile words, other people."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.core.events import Reply
from db import web
from db.engine import Database
from tests.channels.web.page_fixtures import Person, me_fixture, visiting  # noqa: F401
from tests.channels.web.web_fixtures import Site, picture, running_site, site_fixture, sqlite  # noqa: F401

LOST = "Mất kết nối, đang nối lại…"


async def test_offline_and_back_with_nothing_lost(me: Person, site: Site) -> None:
    await me.page.context.set_offline(True)
    await expect(me.banner).to_have_text(LOST)
    await me.write("viết khi mất mạng")
    await expect(me.log.get_by_text("Chưa gửi được")).to_be_visible()
    await expect(me.button("Gửi lại")).to_be_visible()
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="nói khi mất mạng"))

    await me.page.context.set_offline(False)
    await expect(me.banner).to_be_empty()
    await expect(me.message("nói khi mất mạng")).to_have_count(1)
    await expect(me.message("Đã nhận: viết khi mất mạng")).to_have_count(1)
    await expect(me.message("viết khi mất mạng")).to_have_count(2)
    await expect(me.button("Gửi lại")).to_have_count(0)
    assert [update.text for update in site.parrot.arrived] == ["", "viết khi mất mạng"]


async def test_the_server_starts_anew(
    browser: Browser,
    sqlite: Database,  # noqa: F811
    tmp_path: Path,
) -> None:
    async with running_site(sqlite, tmp_path) as before:
        port = int(before.url.rpartition(":")[2])
        visit = visiting(browser, before.url)
        me = await visit.__aenter__()
        await expect(me.message("Chào anh/chị")).to_be_visible()
    await expect(me.banner).to_have_text(LOST)
    await me.write("trong lúc chờ")
    await expect(me.button("Gửi lại")).to_be_visible()
    async with running_site(sqlite, tmp_path, port=port):
        await expect(me.banner).to_be_empty()
        await expect(me.message("Đã nhận: trong lúc chờ")).to_have_count(1)
        await visit.__aexit__(None, None, None)


async def test_what_the_server_could_not_store_waits_even_over_a_reload(
    me: Person, site: Site
) -> None:
    site.parrot.is_full = True
    await me.write("đừng mất")
    await expect(me.log.get_by_text("Hiện chưa lưu được tin của anh/chị.")).to_be_visible()
    async with me.page.expect_response(lambda response: response.status == 503):
        await me.page.reload()  # it tries again by itself, once it is connected
    await expect(me.message("đừng mất")).to_have_count(1)
    site.parrot.is_full = False
    await me.button("Gửi lại").click()
    await expect(me.message("Đã nhận: đừng mất")).to_be_visible()
    await expect(me.button("Gửi lại")).to_have_count(0)
    await me.page.reload()
    await expect(me.message("đừng mất")).to_have_count(2)
    assert [update.text for update in site.parrot.arrived] == ["", "đừng mất"]


async def test_photos_that_did_not_get_through_are_sent_again(me: Person, site: Site) -> None:
    site.parrot.is_full = True
    await me.choose_photos(picture("red"))
    await me.button("Gửi tin").click()
    await expect(me.button("Gửi lại")).to_be_visible()
    site.parrot.is_full = False
    await me.button("Gửi lại").click()
    await expect(me.message("Đã nhận").get_by_role("img")).to_be_visible()
    assert len(site.parrot.arrived[-1].photos) == 1


async def test_a_text_of_a_megabyte_stays_in_the_field(me: Person, site: Site) -> None:
    await me.write("a" * 1_000_000)
    await expect(me.page.get_by_role("alert")).to_contain_text("Tin này dài quá")
    assert len(await me.field.input_value()) == 1_000_000
    assert len(site.parrot.arrived) == 1


async def test_a_file_that_is_no_picture(me: Person, site: Site) -> None:
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    await me.page.get_by_label("Chọn ảnh").set_input_files(file)  # type: ignore[arg-type]
    await me.button("Gửi tin").click()
    await expect(me.message("(1 tệp không nhận được)")).to_be_visible()
    assert site.parrot.arrived[-1].event == "unsupported"


HOSTILE = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script><b>đậm</b>"


async def test_what_people_write_is_only_text(me: Person) -> None:
    await me.write(HOSTILE)
    await expect(me.message(HOSTILE)).to_have_count(2)
    await me.page.reload()
    await expect(me.message(HOSTILE)).to_have_count(2)
    assert await me.log.locator(".words img, .words script, .words b").count() == 0
    assert await me.page.evaluate("window.hacked") is None


async def test_even_what_the_bot_says_is_rebuilt_from_a_list(me: Person, site: Site) -> None:
    links = "<a href='javascript:window.hacked=1' onclick='window.hacked=1'>bấm</a>"
    good = "<a href='https://laichau.gov.vn/'>trang tỉnh</a> <blockquote>lời</blockquote>"
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text=HOSTILE + links + good))
    message = me.message("trang tỉnh")
    await expect(message.locator("b")).to_have_text("đậm")
    await message.get_by_text("bấm").click()
    assert await message.get_by_role("link").all_inner_texts() == ["trang tỉnh"]
    assert await message.locator("img, script, [onclick]").count() == 0
    assert await me.page.evaluate("window.hacked") is None


async def test_what_the_bot_folds_is_read_by_who_opens_it(me: Person, site: Site) -> None:
    folded = "Tóm tắt\n<blockquote expandable><b>Chi tiết</b>\ntừng nơi</blockquote>"
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text=folded))
    message = me.message("Tóm tắt")
    await expect(message.get_by_text("từng nơi")).to_be_hidden()
    await message.get_by_text("Xem chi tiết").click()
    await expect(message.get_by_text("từng nơi")).to_be_visible()


async def test_two_browsers_never_see_each_other(
    browser: Browser,
    site: Site,
) -> None:
    async with visiting(browser, site.url) as me, visiting(browser, site.url) as visitor:
        await me.choose_photos(picture())
        await me.write("chỉ mình tôi biết")
        await expect(me.message("Đã nhận: chỉ mình tôi biết")).to_be_visible()
        await visitor.write("tôi là người khác")
        await expect(visitor.message("Đã nhận: tôi là người khác")).to_be_visible()
        await visitor.page.reload()
        await expect(visitor.message("tôi là người khác")).to_have_count(2)
        await expect(visitor.message("chỉ mình tôi biết")).to_have_count(0)
        url = await me.message("chỉ mình tôi biết").get_by_role("img").first.get_attribute("src")
        fetched = "async url => (await fetch(url)).status"
        assert await me.page.evaluate(fetched, url) == 200
        assert await visitor.page.evaluate(fetched, url) == 404


async def test_another_site_cannot_post_from_the_browser(
    browser: Browser,
    site: Site,
    sqlite: Database,  # noqa: F811
    tmp_path: Path,
) -> None:
    async with running_site(sqlite, tmp_path) as evil, visiting(browser, site.url) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        foreign = await me.page.context.new_page()
        await foreign.goto(f"{evil.url}/page/icon.svg".replace("127.0.0.1", "localhost"))
        await foreign.evaluate(
            """url => { const f = document.createElementNS("http://www.w3.org/1999/xhtml", "form");
            f.action = url; f.method = "post"; f.enctype = "multipart/form-data";
            document.documentElement.append(f); f.submit(); }""",
            f"{site.url}/api/messages",
        )
        await me.write("của tôi")
        await expect(me.message("Đã nhận: của tôi")).to_be_visible()
    assert [update.text for update in site.parrot.arrived] == ["", "của tôi"]


async def test_what_is_erased_goes_from_the_open_page(me: Person, site: Site) -> None:
    await me.write("xóa giúp tôi")
    await expect(me.message("Đã nhận: xóa giúp tôi")).to_be_visible()
    chat = site.parrot.arrived[0].chat
    with site.database.transaction() as session:
        web.forget(session, chat)
    await site.parrot.say(chat, Reply(text="Đã xóa hết."))
    await expect(me.message("Đã xóa hết.")).to_be_visible()
    await expect(me.message("xóa giúp tôi")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(
    browser: Browser,
    site: Site,
    scheme: str,
) -> None:
    async with visiting(browser, site.url, color_scheme=scheme) as me:
        await me.write("chào")
        await expect(me.message("Đã nhận: chào")).to_be_visible()
        pale = await me.page.evaluate(CONTRASTS)
        assert [pair for pair in pale if pair["ratio"] < 4.5] == []
        assert len(pale) > 15


CONTRASTS = """() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility())
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => {
      const colours = [rgb(getComputedStyle(e).color), ground(e)];
      const [one, two] = colours.map(light).sort((a, b) => b - a);
      return { text: e.textContent.trim().slice(0, 30), ratio: (one + 0.05) / (two + 0.05) };
    });
}"""
