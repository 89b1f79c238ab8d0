"""Pictures that look alike are found by their coarse light and dark; what lies behind an address that is no file's is not asked for."""

import io
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_archive import make, post, reading

import cli
from ingest.archive import Archive
from ingest.commands import likeness
from ingest.model import Key, Media
from ingest.online import media
from ingest.picturepages import leads_to_page
from ingest.store.local import media_folder
from ingest.store.redact import redact_posts

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: pip install 'afterpost[phash]'")


def photo(seed: int = 1, size: tuple[int, int] = (320, 240), form: str = "JPEG", quality: int = 90) -> bytes:
    """A scene of soft shapes."""
    small = Image.new("L", (9, 7))
    small.putdata([(seed * 7919 + at * at * 31 * seed + at * 97) % 256 for at in range(63)])
    data = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(data, form, quality=quality)
    return data.getvalue()


PICTURES = {
    "1": photo(1), "2": photo(1, (640, 480), "PNG"), "3": photo(1, (300, 236), quality=25), "4": photo(2),
    "5": b"\xff\xd8\xff\xe0 no more than a beginning", "6": b"GIF89a" + b"\xff" * 30,
}


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = make(tmp_path / "archive.db", [reading(post(
        name, f"words of {name}", media=(Media(kind="image", url=f"https://cdn.example/{name}.jpg"),)), locator=f"{name}.html")
        for name in PICTURES])
    with Archive.open(path) as opened, opened.transaction() as connection:
        for name, data in PICTURES.items():
            media.note(connection, media.store(media_folder(path), f"https://cdn.example/{name}.jpg", data))
    return path


def like(archive: str, wanted: str, *words: str) -> list[str]:
    result = CliRunner().invoke(cli.main, ["media", "--db", archive, "--similar", wanted, "--csv", *words])
    assert result.exit_code == 0, result.output
    return [line.split(",")[1] for line in result.stdout.splitlines()[1:]]


def test_the_same_photo_in_another_size_and_packing_is_near(tmp_path: Path) -> None:
    one, png, poor, other = (likeness.likeness(PICTURES[name]) for name in "1234")
    assert max(likeness.apart(one, png), likeness.apart(one, poor)) <= 6
    assert likeness.apart(one, other) > 16
    level = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(level, "PNG")
    assert likeness.likeness(level.getvalue()) == ""


def test_posts_with_a_picture_like_that_of_a_file_or_a_post(archive: str, tmp_path: Path) -> None:
    wanted = tmp_path / "found.jpg"
    wanted.write_bytes(photo(1, (200, 150), quality=60))
    assert sorted(like(archive, str(wanted))) == ["twitter::1", "twitter::2", "twitter::3"]
    assert sorted(like(archive, "twitter::1")) == ["twitter::2", "twitter::3"]
    assert like(archive, "twitter::4") == []
    assert "twitter::4" in like(archive, str(wanted), "--distance", "64")
    with Archive.open(archive) as opened:
        known = dict(opened.connection.execute("SELECT sha256, likeness FROM likenesses"))
    assert set(known) == {sha256(data).hexdigest() for data in PICTURES.values()}
    assert sum(not mark for mark in known.values()) == 2
    before = Path(archive).read_bytes()
    like(archive, "twitter::1")
    assert Path(archive).read_bytes() == before


def test_a_redacted_picture_leaves_no_likeness(archive: str) -> None:
    like(archive, "twitter::1")
    with Archive.open(archive) as opened:
        redact_posts(opened, [Key("twitter", "", "1")], "asked")
        assert opened.connection.execute("SELECT count(*) FROM likenesses").fetchone() == (len(PICTURES) - 1,)
    assert like(archive, "twitter::2") == ["twitter::3"]


@pytest.mark.parametrize(("wanted", "code", "said"), [
    ("nothing", 2, "neither a file nor a post"), ("twitter::5", 1, "no picture of it is saved"),
    (__file__, 1, "no picture that can be compared"),
])
def test_what_cannot_be_compared_is_one_line(archive: str, wanted: str, code: int, said: str) -> None:
    result = CliRunner().invoke(cli.main, ["media", "--db", archive, "--similar", wanted])
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_pillow_it_says_how_to_get_it(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    result = CliRunner().invoke(cli.main, ["media", "--db", archive, "--similar", "twitter::1"])
    assert (result.exit_code, result.stderr) == (1, "afterpost: likeness of pictures needs Pillow: pip install 'afterpost[phash]'\n")


@pytest.mark.parametrize(("url", "page"), [
    ("https://pic.twitter.com/abcDEF12", True), ("https://www.youtube.com/embed/dQw4w9WgXcQ", True),
    ("https://pbs.twimg.com/media/AbC.jpg", False), ("https://pbs.twimg.com/media/AbC?format=jpg&name=large", False),
    ("https://i.imgur.com/AbCdEf1.jpg", False), ("https://cdn.example/story", False), ("http://[::1", False), ("data:,x", False),
    ("https://live.staticflickr.com/65535/52713899383_9a7503ae68_b.jpg", False),
])
def test_addresses_of_pages_among_pictures(url: str, page: bool) -> None:
    assert leads_to_page(url) == page


def test_addresses_of_pages_are_not_asked_for_and_do_not_fail(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db", [reading(post("1", "x", media=(Media(kind="image", url="https://pic.twitter.com/abcDEF12"),)))])
    result = CliRunner().invoke(cli.main, ["media", "--db", path])
    assert (result.exit_code, result.stderr) == (0, "0 pictures and videos looked for: 0 saved, 0 failed\n")
    assert CliRunner().invoke(cli.main, ["missing", "--db", path, "--kind", "media"]).stdout == ""
