"""The story that afterpost was made for: an article whose posts are gone from the cleaned copy, and what is found again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

cli = pytest.importorskip("cli")
STORY = Path(__file__).parent / "fixtures" / "first-steps"
ARTICLE = "https://daily-cradle.example/news/marlow-finch-toddler-first-steps-20190517"
VIDEO, BOOMERANG, DREAM, DREAM_TWO, TWEET = (
    "instagram::Bxi7eXBJp4N", "instagram::BxXzVdtjFx_", "instagram::BlgA-_4mBjo", "instagram::BpxagtajtkE",
    "twitter::1129205699021113054",
)
POSTS = {VIDEO, BOOMERANG, DREAM, DREAM_TWO, TWEET}


def run(*words: object) -> Result:
    result = CliRunner().invoke(cli.main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


def rows(archive: Path, *words: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("search", "--db", archive, "--json", *words).stdout)
    return found


def one(archive: Path, public_id: str) -> dict[str, Any]:
    return next(row for row in rows(archive) if row["public_id"] == public_id)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "archive.db"
    run("ingest", "--db", path, "--jobs", 1, STORY)
    return path


def alone(name: str, folder: Path) -> Path:
    """An archive of one of the three copies."""
    path = folder / "archive.db"
    shutil.copy(STORY / name, folder / name)
    run("ingest", "--db", path, "--jobs", 1, folder / name)
    return path


def test_the_words_lead_to_caption_likes_time_and_article(archive: Path) -> None:
    (row,) = rows(archive, "first real steps")
    assert row["public_id"] == VIDEO
    assert row["caption"] == "I think I just caught his first real steps!"
    assert (row["likes"], row["likes_precision"]) == (90_000, "exact")
    assert (row["created_at"], row["created_origin"]) == ("2019-05-17T01:48:26.000Z", "stated")
    assert (row["author_handle"], row["author_name"]) == ("marlowfinchsings", "Marlow Finch")
    shown = run("search", "--db", archive, "first real steps").stdout
    for piece in ("first real steps!", "90,000 likes", "2019-05-17", "first steps. Did he?", "The Daily Cradle", ARTICLE):
        assert piece in shown


def test_every_post_is_there_once(archive: Path) -> None:
    found = rows(archive)
    assert sorted(row["public_id"] for row in found) == sorted(POSTS)
    assert {row["embedded_count"] for row in found} == {1}, "two copies of one article are one page"
    assert len(rows(archive, "--embedded-in", "daily-cradle.example")) == len(POSTS)


@pytest.mark.parametrize(("public_id", "caption", "created"), [
    (TWEET, "Does this count?", "2019-05-17T02:03:12"),
    (BOOMERANG, "Boomerang practice. He wobbles, I wobble.", "2019-05-12T18:05:40"),
    (DREAM, "Look at this dream face. Three hours and counting.", "2018-07-21T16:22:08"),
    (DREAM_TWO, "Second dream face of the week. Do not wake him.", "2018-11-04T20:37:51"),
])
def test_the_other_posts(archive: Path, public_id: str, caption: str, created: str) -> None:
    row = one(archive, public_id)
    assert row["caption"] == caption
    assert row["created_at"].startswith(created)


def test_the_saved_page_alone_has_likes_from_its_state(tmp_path: Path) -> None:
    archive = alone("saved-page.html", tmp_path)
    assert {row["public_id"] for row in rows(archive)} == POSTS
    (row,) = rows(archive, "first real steps")
    assert (row["likes"], row["comments"], row["likes_at"]) == (90_000, 1_204, None)


def test_the_rendered_save_alone_is_dated(tmp_path: Path) -> None:
    archive = alone("rendered-save.html", tmp_path)
    assert {row["public_id"] for row in rows(archive)} == POSTS
    (row,) = rows(archive, "first real steps")
    assert (row["likes"], row["likes_at"]) == (90_000, "2020-11-16T20:41:07.000Z")


def test_the_cleaned_copy_alone_holds_no_post(tmp_path: Path) -> None:
    text = (STORY / "cleaned-copy.txt").read_text()
    assert "Look at these dream faces:" in text
    assert "first real steps" not in text
    archive = alone("cleaned-copy.txt", tmp_path)
    assert rows(archive) == []


def test_reading_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    run("ingest", "--db", path, "--jobs", 1, STORY)
    before = run("dump", "--db", path).stdout
    for words in ((), ("--thorough",)):
        result = run("ingest", "--db", path, "--jobs", 1, *words, STORY)
        assert "0 new, 0 updated" in result.stderr
        assert run("dump", "--db", path).stdout == before


def test_the_order_does_not_matter(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "archive.db"
    for path in sorted(STORY.iterdir(), reverse=True):
        run("ingest", "--db", other, "--jobs", 1, path)
    digests = [run("dump", "--db", path, "--hash").stdout for path in (archive, other)]
    assert digests[0] == digests[1]
    assert len(digests[0].split()[0]) == 64
