"""The settings, read once from the environment or `.env`."""

import re
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

EXAMPLES = {
    "TELEGRAM_BOT_TOKEN": "123456789:AAExampleExampleExampleExampleExamp",
    "TELEGRAM_API_URL": "https://api.telegram.org",
    "TELEGRAM_PROXY": "socks5://127.0.0.1:1080",
    "TELEGRAM_WEBHOOK_URL": "https://giamsat.example.vn/telegram/webhook",
    "TELEGRAM_WEBHOOK_SECRET": "a-long-random-word_1",
    "DATABASE_URL": "postgresql://user:password@localhost/dangiamsat",
    "DATA_DIR": "./data",
    "HOST": "127.0.0.1",
    "PORT": "8080",
    "PAGE_URL": "https://giamsat.example.vn",
    "SMTP_URL": "smtps://user:password@mail.example.vn:465",
    "SMTP_FROM": "giamsat@example.vn",
    "METRICS_TOKEN": "another-long-random-word_2",
    "MAP_TILES": "https://tile.example.vn/{z}/{x}/{y}.png",
    "CITY_FILE": "./city.yaml",
    "TIMEZONE": "Asia/Ho_Chi_Minh",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "json",
}
ENV_FILE, ENV_ENCODING = ".env", "utf-8-sig"
"""What Windows writes in front of UTF-8 is no part of the first name."""
DATABASE_FILE = "dangiamsat.db"
"""The file in the data folder, unless DATABASE_URL names another database."""


class BadSetting(Exception):
    """A setting cannot be used: the message has its name, the problem, and an example."""

    def __init__(self, name: str, problem: str, example: str | None = None) -> None:
        """`example` stands in the place of the setting's own."""
        sentence = f"{name}: {problem}" if name else problem
        example = EXAMPLES.get(name or problem.split(" ", 1)[0], "") if example is None else example
        super().__init__(f"{sentence}. For example: {example}" if example else sentence)


class Settings(BaseSettings):
    """The settings, as the README's table explains them."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding=ENV_ENCODING,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str | None = Field(None, pattern=r"^https?://[^/\s]+")
    telegram_proxy: str | None = Field(None, pattern=r"^(https?|socks5h?)://[^/\s]+")
    telegram_webhook_url: str | None = Field(None, pattern=r"^https?://[^/\s]+/telegram/webhook$")
    telegram_webhook_secret: SecretStr | None = None
    database_url: str | None = None
    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    page_url: str | None = Field(None, pattern=r"^https?://[^/\s?#]+(/[^\s?#]*)?$")
    smtp_url: SecretStr | None = None
    smtp_from: str | None = Field(None, pattern=r"^[^@\s<>,;:\"]+@[^@\s<>,;:\"]+$")
    metrics_token: SecretStr | None = None
    map_tiles: str | None = Field(
        None, pattern=r"^(https?://[^/\s;,'\"]+/[^\s;,'\"]*\{z\}[^\s;,'\"]*|[^:]+\.pmtiles)$"
    )
    city_file: Path | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)
    ] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("telegram_bot_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{20,}", token.get_secret_value()):
            raise ValueError("this is no bot token; copy it from @BotFather")
        return token

    @field_validator("telegram_webhook_secret", "metrics_token")
    @classmethod
    def _secret_is_allowed(cls, secret: SecretStr | None) -> SecretStr | None:
        # Telegram takes up to 256 of these signs as a webhook's secret; few could be guessed.
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
            raise ValueError("must be 16 to 256 letters, digits, _ and -")
        return secret

    @field_validator("smtp_url")
    @classmethod
    def _names_a_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            parts = urlsplit(url.get_secret_value())
            if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
                raise ValueError("must begin with smtp:// or smtps://, and name a mail server")
            if parts.port == 0 or parts.path not in ("", "/"):
                raise ValueError("behind the server's name stands only its port, 1 to 65535")
        return url

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if url is not None:
            scheme, separator, _ = url.partition("://")
            kind, _, driver = scheme.partition("+")
            if not separator:
                raise ValueError("this is no database URL")
            if kind not in ("postgresql", "sqlite"):
                raise ValueError(f"{kind} is not supported: postgresql or sqlite")
            if driver:
                raise ValueError(f"write {kind}:// in the place of {scheme}://")
            server, _, file = url.partition("://")[2].rpartition("@")[2].partition("/")
            if kind == "sqlite" and (server or not file):
                raise ValueError("it names no file: write sqlite:/// and its path")
            _ = urlsplit(f"//{server}").port  # raises where it is no number
        return url

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is not a time zone") from error
        return name

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.telegram_webhook_url and not self.telegram_webhook_secret:
            raise ValueError("TELEGRAM_WEBHOOK_SECRET must be set when TELEGRAM_WEBHOOK_URL is")
        if self.smtp_url and not self.smtp_from:
            raise ValueError("SMTP_FROM must be set when SMTP_URL is")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.data_dir / DATABASE_FILE}"

    @property
    def page(self) -> str:
        """The page's address as people open it, without a slash at its end."""
        return (self.page_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def plans_dir(self) -> Path:
        """The folder of an operator's plans, besides those that come with the product."""
        return self.data_dir / "plans"

    @property
    def is_loopback(self) -> bool:
        """True when only this machine can reach the page."""
        return is_loopback(self.host)

    @property
    def shows_seats(self) -> bool:
        """True when the page offers every role to try out: no token, and only this machine."""
        return self.telegram_bot_token is None and self.is_loopback


def is_loopback(host: str | None) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _check_lines(file: Path) -> None:
    """Raise `BadSetting` for a line that sets nothing; its words may be a secret, and stay out."""
    with file.open(encoding=ENV_ENCODING) if file.is_file() else StringIO() as lines:
        for line in parse_stream(lines):
            if line.error or (line.key and line.value is None):
                problem = f"line {line.original.line} is not NAME=value"
                raise BadSetting(ENV_FILE, problem, "PORT=8080")


def load_settings() -> Settings:
    """Read the settings; raises `BadSetting` for the first that cannot be used."""
    try:
        _check_lines(Path(ENV_FILE))
        return Settings()
    except UnicodeDecodeError:
        raise BadSetting(ENV_FILE, "it is not UTF-8: save it as UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        problem = first["msg"].removeprefix("Value error, ")
        if first["type"] == "string_pattern_mismatch":
            problem = "has not the right form"
        raise BadSetting(name, problem) from None
