"""Settings: a bad one stops the start with its name, what is wrong, and an example."""

from pathlib import Path

import pytest

from bot.settings import EXAMPLES, BadSetting, Settings, load_settings

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_with_nothing_set_it_is_the_product_in_a_browser() -> None:
    settings = load_settings()
    assert settings.shows_seats
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database == "sqlite:///data/dangiamsat.db"


def test_every_setting_has_an_example_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {name.upper() for name in Settings.model_fields} == set(EXAMPLES)
    for name, value in EXAMPLES.items():
        monkeypatch.setenv(name, value)
    load_settings()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("TELEGRAM_BOT_TOKEN", "abc", "this is no bot token"),
        ("TELEGRAM_BOT_TOKEN", "123456789:AAExampleExample Example", "this is no bot token"),
        ("TELEGRAM_BOT_TOKEN", "123456789:AAExampleExampleExample…", "this is no bot token"),
        ("TELEGRAM_API_URL", "localhost", "has not the right form"),
        ("TELEGRAM_PROXY", "ftp://x", "has not the right form"),
        ("TELEGRAM_WEBHOOK_URL", "https://x.vn/", "has not the right form"),
        ("TELEGRAM_WEBHOOK_SECRET", "short", "16 to 256"),
        ("METRICS_TOKEN", "16 letters, and é", "16 to 256"),
        ("SMTP_URL", "mail.example.vn", "must begin with smtp:// or smtps://"),
        ("SMTP_URL", "smtp://", "must begin with smtp:// or smtps://"),
        ("SMTP_URL", "smtp://mail.example.vn:99999", "Port out of range"),
        ("SMTP_URL", "smtp://mail.example.vn/inbox", "stands only its port"),
        ("SMTP_FROM", "giamsat", "has not the right form"),
        ("DATABASE_URL", "mysql://x/y", "is not supported"),
        ("DATABASE_URL", "postgresql+asyncpg://x/y", "write postgresql:// in the place of"),
        ("DATABASE_URL", "sqlite+aiosqlite:///x.db", "write sqlite:// in the place of"),
        ("DATABASE_URL", "nonsense", "this is no database URL"),
        ("DATABASE_URL", "postgresql://u:pw@127.0.0.1:abc/x", "Port could not be cast"),
        ("DATABASE_URL", "sqlite://", "it names no file"),
        ("DATABASE_URL", "sqlite://data/x.db", "it names no file"),
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "http", "valid integer"),
        ("TIMEZONE", "Asia/Lai_Chau", "is not a time zone"),
        ("TIMEZONE", "Asia", "is not a time zone"),
        ("LOG_LEVEL", "LOUD", "Input should be"),
        ("LOG_FORMAT", "xml", "Input should be"),
    ],
)
def test_a_bad_setting_is_named_with_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as error:
        load_settings()
    message = str(error.value)
    assert message.startswith(f"{name}: ")
    assert problem in message
    assert message.endswith(f"For example: {EXAMPLES[name]}")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (b"# a comment\n\nHOST=::1\nPORT 9061\n", "line 4 is not NAME=value"),
        (b"PORT\n", "line 1 is not NAME=value"),
        ("PORT=9061\n".encode("utf-16"), "it is not UTF-8: save it as UTF-8"),
    ],
)
def test_what_cannot_be_read_of_the_file_is_told(written: bytes, problem: str) -> None:
    Path(".env").write_bytes(written)
    with pytest.raises(BadSetting) as error:
        load_settings()
    assert str(error.value).startswith(f".env: {problem}")


def test_what_windows_writes_in_front_of_the_file_is_no_fault() -> None:
    Path(".env").write_text("PORT=9061\nexport HOST='::1'\n", encoding="utf-8-sig")
    assert (load_settings().port, load_settings().host) == (9061, "::1")


def test_a_password_with_any_sign_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p/[:w@localhost:5432/x")
    assert load_settings().database_url


def test_a_secret_never_stands_in_the_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12345:sécrètsécrètsécrètsécrèt")
    with pytest.raises(BadSetting) as error:
        load_settings()
    assert "sécrèt" not in str(error.value)


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", EXAMPLES["TELEGRAM_WEBHOOK_URL"])
    with pytest.raises(BadSetting, match="TELEGRAM_WEBHOOK_SECRET must be set"):
        load_settings()


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", EXAMPLES["SMTP_URL"])
    with pytest.raises(BadSetting, match="SMTP_FROM must be set"):
        load_settings()


@pytest.mark.parametrize("change", [("HOST", "0.0.0.0"), ("TELEGRAM_BOT_TOKEN", None)])
def test_seats_are_shown_only_without_a_token_and_on_loopback(
    monkeypatch: pytest.MonkeyPatch, change: tuple[str, str | None]
) -> None:
    name, value = change
    monkeypatch.setenv(name, value or EXAMPLES[name])
    assert not load_settings().shows_seats
