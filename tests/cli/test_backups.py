"""A backup is proved when it is made and when it is put back, before it takes anything's place."""

import hashlib
import io
import json
import random
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.common import CannotDo
from bot.cli.installation import MANIFEST, backup, restore
from bot.core.media import Media
from bot.settings import DATABASE_FILE, Settings
from bot.storage import open_database
from db.engine import schemas
from tests.town import picture

Members = dict[str, bytes]


pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def running(sqlite_template: Path, tmp_path: Path) -> Settings:
    """An installation of forty chats and two pictures."""
    settings = Settings(data_dir=tmp_path / "running")
    open_database(settings)
    (settings.data_dir / DATABASE_FILE).write_bytes(sqlite_template.read_bytes())
    execute(
        settings.data_dir / DATABASE_FILE,
        *(
            "INSERT INTO chat (channel, channel_id, thread, private, title, active, created_at)"
            f" VALUES ('web', 'an{number}', '', 1, '', 1, '2026-11-23 01:00:00')"
            for number in range(40)
        ),
    )
    media = Media(settings.data_dir / "media")
    media.add_picture(picture("green"))
    media.add_picture(picture("red"))
    return settings


@pytest.fixture
def copy(running: Settings, tmp_path: Path) -> Path:
    backup(running, tmp_path / "copy.tar")
    return tmp_path / "copy.tar"


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "fresh")


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def members(file: Path) -> Members:
    with tarfile.open(file) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def write(file: Path, held: Members) -> None:
    with tarfile.open(file, "w") as archive:
        for name, data in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def with_database(held: Members, data: bytes) -> Members:
    """Return the backup with another database, and a manifest that lists it."""
    manifest = json.loads(held[MANIFEST])
    manifest["files"]["database"] = hashlib.sha256(data).hexdigest()
    return held | {"database": data, MANIFEST: json.dumps(manifest).encode()}


def nothing_was_put(settings: Settings) -> bool:
    files = [path.name for path in settings.data_dir.rglob("*") if path.is_file()]
    return files in ([], [f"{DATABASE_FILE}.lock"])


def test_a_manifest_tells_what_is_in_a_backup(copy: Path) -> None:
    held = members(copy)
    manifest = json.loads(held[MANIFEST])
    assert manifest["database"] == "sqlite" and manifest["stands_at"] == schemas()[0]
    assert manifest["rows"]["chat"] == 40 and manifest["rows"]["report"] == 0
    assert set(manifest["files"]) == set(held) - {MANIFEST} and len(held) == 4
    assert list(held)[-1] == MANIFEST


def zeroed(held: Members) -> None:
    held["database"] = bytes(len(held["database"]))


def emptied(held: Members) -> None:
    held["database"] = b""


def one_bit(held: Members) -> None:
    data = bytearray(held["database"])
    data[random.Random(7).randrange(len(data))] ^= 1
    held["database"] = bytes(data)


def another_picture(held: Members) -> None:
    name = next(name for name in held if name.endswith(".jpg"))
    held[name] = picture("blue")


def without_a_picture(held: Members) -> None:
    del held[next(name for name in held if name.endswith(".jpg"))]


def with_one_more(held: Members) -> None:
    held["media/" + "a" * 40 + ".jpg"] = picture("blue")


def without_manifest(held: Members) -> None:
    del held[MANIFEST]


def a_manifest_of_words(held: Members) -> None:
    held[MANIFEST] = b"{"


def nothing_of_ours(held: Members) -> None:
    held.clear()
    held["notes.txt"] = b"x"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (zeroed, "database is not what was written"),
        (emptied, "database is not what was written"),
        (one_bit, "database is not what was written"),
        (another_picture, "is not what was written"),
        (without_a_picture, "1 file(s) are missing: media/"),
        (with_one_more, "1 file(s) are not of it: media/"),
        (without_manifest, "it has no manifest: it is cut off"),
        (a_manifest_of_words, "its manifest cannot be read"),
        (nothing_of_ours, "no backup of this product"),
    ],
)
def test_a_damaged_backup_puts_nothing_anywhere(
    copy: Path, fresh: Settings, damage: Callable[[Members], None], message: str
) -> None:
    held = members(copy)
    damage(held)
    write(copy, held)
    with pytest.raises(CannotDo) as refused:
        restore(fresh, copy)
    assert str(refused.value).startswith(f"{copy}: ") and message in str(refused.value)
    assert nothing_was_put(fresh)


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9, 0.97])
def test_a_backup_that_was_cut_off_is_refused(copy: Path, fresh: Settings, keep: float) -> None:
    data = copy.read_bytes()
    copy.write_bytes(data[: int(len(data) * keep) // 512 * 512])
    with pytest.raises(CannotDo, match=r"copy\.tar: "):
        restore(fresh, copy)
    assert nothing_was_put(fresh)


def test_what_is_no_backup_or_no_file_is_told_in_one_line(
    running: Settings, fresh: Settings, tmp_path: Path
) -> None:
    (tmp_path / "words").write_text("no backup\n")
    with pytest.raises(CannotDo) as refused:
        restore(fresh, tmp_path / "words")
    assert str(refused.value) == f"{tmp_path / 'words'}: it is no backup, or is cut off"
    with pytest.raises(CannotDo, match="is a folder: name a file in it"):
        backup(running, tmp_path)


def scrambled(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(8, len(data) // 4096, 3):
        data[page * 4096 : page * 4096 + 200] = random.Random(page).randbytes(200)
    file.write_bytes(bytes(data))


def orphaned(file: Path) -> None:
    execute(file, "INSERT INTO photo (report_id, key, covered) VALUES (77, 'x.jpg', '[]')")


def of_a_newer_version(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def of_no_version(file: Path) -> None:
    execute(file, "DROP TABLE alembic_version")


WRONG = [
    (scrambled, "damaged"),
    (orphaned, "1 row(s) refer to others that are not there: photo to report"),
    (of_a_newer_version, "it stands at 9999"),
    (of_no_version, "empty, or none of this product"),
]


@pytest.mark.parametrize(("harm", "message"), WRONG)
def test_a_database_that_is_not_whole_replaces_no_earlier_backup(
    running: Settings, copy: Path, harm: Callable[[Path], None], message: str
) -> None:
    before = copy.read_bytes()
    harm(running.data_dir / DATABASE_FILE)
    with pytest.raises(CannotDo) as refused:
        backup(running, copy)
    assert message in str(refused.value) and "dangiamsat doctor" in str(refused.value)
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir() if "tmp" in path.name] == []


@pytest.mark.parametrize(("harm", "message"), WRONG)
def test_a_database_that_is_not_whole_is_not_put_back_though_its_manifest_lists_it(
    copy: Path, fresh: Settings, tmp_path: Path, harm: Callable[[Path], None], message: str
) -> None:
    held = members(copy)
    file = tmp_path / "harmed.db"
    file.write_bytes(held["database"])
    harm(file)
    write(copy, with_database(held, file.read_bytes()))
    with pytest.raises(CannotDo) as refused:
        restore(fresh, copy)
    assert message in str(refused.value) and nothing_was_put(fresh)


def test_a_manifest_that_counts_otherwise_is_refused(copy: Path, fresh: Settings) -> None:
    held = members(copy)
    manifest = json.loads(held[MANIFEST])
    manifest["rows"]["chat"] = 41
    write(copy, held | {MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(CannotDo, match=r"chat \(40 rows instead of 41\)"):
        restore(fresh, copy)
    assert nothing_was_put(fresh)


def test_a_backup_of_another_kind_of_database_is_refused(
    copy: Path, fresh: Settings, tmp_path: Path
) -> None:
    held = members(copy)
    manifest = json.loads(held[MANIFEST]) | {"database": "postgresql"}
    write(copy, held | {MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(CannotDo, match="it is of postgresql, and DATABASE_URL names sqlite"):
        restore(fresh, copy)
    assert nothing_was_put(fresh)
