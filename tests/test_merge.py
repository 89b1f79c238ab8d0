"""The fold and the archive do not depend on order, batching, repetition or on how evidence was split between archives."""

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path

import pytest
from evidence_strategies import readings, record_reading, sightings, six_that_conflict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import merge
from ingest.archive import Archive
from ingest.model import Reading, Sighting
from ingest.store.claims import RANK, Claim, pack, unpack
from ingest.store.combine import merge_archives
from ingest.store.dump import dump_lines
from ingest.store.rebuild import rebuild
from ingest.store.verify import verify

MANY = int(os.environ.get("AFTERPOST_EXAMPLES", "0"))
"""Set to 2000 and more by ``make torture``."""

quick = settings(max_examples=MANY or 25, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
pure = settings(max_examples=MANY or 80, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def folder() -> Iterator[Path]:
    base = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=base) as name:
        yield Path(name)


def dump_of(path: Path, batches: Sequence[Sequence[Reading]], version: Sequence[int] = ()) -> list[str]:
    """The dump of an archive that took these batches in this order."""
    for number, batch in enumerate(batches):
        with Archive.open(path, create=True, reader_version=version[number] if version else 1) as archive:
            archive.add(batch)
    with Archive.open(path, create=True) as archive:
        return list(dump_lines(archive.connection))


def same(got: list[str], want: list[str]) -> None:
    """Equal, or the lines that differ."""
    more, less = sorted(set(got) - set(want)), sorted(set(want) - set(got))
    assert got == want, "\n".join([*more, "-- wanted --", *less])


def claim_of(sighting: Sighting) -> Claim:
    post = unpack(pack(sighting.post))
    return Claim(key=sighting.key, post=post, rank=RANK[sighting.evidence], captured_at=post.observed_at or "")


@pure
@given(st.lists(sightings(), max_size=6), st.randoms(use_true_random=False))
def test_fold_is_order_free_and_idempotent(seen: list[Sighting], chance: random.Random) -> None:
    claims = [claim_of(one) for one in seen]
    whole = merge.fold(claims)
    shuffled = claims + claims[:2]
    chance.shuffle(shuffled)
    assert merge.fold(shuffled) == whole
    cut = chance.randint(0, len(claims))
    left, right = merge.fold(claims[:cut]), merge.fold(claims[cut:])
    merge.merge(left, right)
    assert left == whole


@pure
@given(st.lists(sightings(), min_size=1, max_size=3))
def test_a_fold_survives_being_stored(seen: list[Sighting]) -> None:
    whole = merge.fold(claim_of(one) for one in seen)
    caption = whole["caption"][-1] if "caption" in whole else None
    assert merge.unpack_fold(merge.pack_fold(whole), caption) == whole


@quick
@given(st.lists(readings(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_archive_is_order_free(given_readings: list[Reading], chance: random.Random) -> None:
    with folder() as place:
        want = dump_of(place / "a.db", [given_readings])
        again = given_readings + given_readings[:2]
        chance.shuffle(again)
        cuts = sorted(chance.sample(range(len(again) + 1), min(3, len(again))))
        batches = [again[a:b] for a, b in zip([0, *cuts], [*cuts, len(again)], strict=True)]
        same(dump_of(place / "b.db", batches), want)


@quick
@given(st.lists(st.tuples(readings(), st.sampled_from([1, 2])), min_size=1, max_size=5, unique_by=lambda one: (
    one[0].sha256, one[0].document.url, one[0].document.captured_at, one[1])), st.randoms(use_true_random=False))
def test_newest_reading_wins_in_any_order(given_readings: list[tuple[Reading, int]], chance: random.Random) -> None:
    with folder() as place:
        want = dump_of(place / "a.db", [[one] for one, _ in given_readings], [version for _, version in given_readings])
        chance.shuffle(given_readings)
        got = dump_of(place / "b.db", [[one] for one, _ in given_readings], [version for _, version in given_readings])
        same(got, want)


def test_all_orders_of_six(tmp_path: Path) -> None:
    """Six readings that join, conflict and split, in all 720 orders."""
    chosen = six_that_conflict()
    orders = list(permutations(chosen)) if MANY else random.Random(7).sample(list(permutations(chosen)), 20)
    want: list[str] = []
    with folder() as place:
        for number, order in enumerate(orders):
            got = dump_of(place / f"{number}.db", [order[:2], order[2:3], order[3:]])
            want = want or got
            same(got, want)
            (place / f"{number}.db").unlink()


@pytest.mark.parametrize("tails", [True, False])
def test_growing_file_read_daily_is_one_file(tmp_path: Path, tails: bool) -> None:
    """Lines of a growing file, read every day as a whole or only its tail, are what one reading at the end gives."""
    days = 6
    daily = [record_reading(day * 20 if tails else 0, (day + 1) * 20) for day in range(days)]
    want = dump_of(tmp_path / "once.db", [[record_reading(0, days * 20)]])
    same(dump_of(tmp_path / "daily.db", [[one] for one in daily]), want)
    assert sum('"table": "sightings"' in line for line in want) == days * 20


@quick
@given(st.lists(readings(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_split_archives_merge_to_the_whole(given_readings: list[Reading], chance: random.Random) -> None:
    """Any split into three archives, merged in any order: commutative, associative, idempotent."""
    with folder() as place:
        want = dump_of(place / "whole.db", [given_readings])
        parts: list[list[Reading]] = [[], [], []]
        for reading in given_readings:
            parts[chance.randrange(3)].append(reading)
        for number, part in enumerate(parts):
            dump_of(place / f"{number}.db", [part])
        order = [0, 1, 2]
        chance.shuffle(order)
        first, *others = (place / f"{number}.db" for number in order)
        with Archive.open(first) as archive:
            merge_archives(archive, others)
            same(list(dump_lines(archive.connection)), want)
            merge_archives(archive, [*others, place / "whole.db"])
            same(list(dump_lines(archive.connection)), want)


@quick
@given(st.lists(readings(), min_size=1, max_size=5))
def test_kept_winners_equal_a_full_fold(given_readings: list[Reading]) -> None:
    with folder() as place:
        dump_of(place / "a.db", [[one] for one in given_readings])
        with Archive.open(place / "a.db") as archive:
            assert verify(archive, files=False) == []
            want = list(dump_lines(archive.connection))
            with archive.transaction() as connection:
                rebuild(connection)
            same(list(dump_lines(archive.connection)), want)
            assert verify(archive, files=False) == []
