"""Generated evidence for the property tests: few ids, few times, few texts, so that everything conflicts with everything."""

from hashlib import sha256

from hypothesis import strategies as st

from ingest.model import CLASSES, Author, Count, Document, Key, Media, Page, Post, Problem, Reading, Sighting, Time
from ingest.store.claims import pack

TIMES = ["", "2020-01-01T00:00:00.000Z", "2021-06-01T12:00:00.000Z", "2022-06-01T12:00:00.000Z"]
NAMES = ("did:plc:a/3k", "alice.example/3k", "x-77", "bob.example/9")
KEYS = [*(Key("bluesky", "", name) for name in NAMES), Key("twitter", "", "20")]

some = st.sampled_from


def maybe(values: list) -> st.SearchStrategy:
    """None, or one of these."""
    return st.none() | some(values)


authors = st.none() | st.builds(Author, handle=maybe(["alice", "Alice", "bob"]), name=maybe(["A.", "B."]),
                                native_id=maybe(["1", "2"]), url=maybe(["https://a.example/"]))
shown = st.builds(Count, metric=some(["likes", "views", "boosts"]), value=some([0, 3, 2**70, -4]), observed_at=maybe(TIMES[1:]),
                  precision=some(["exact", "rounded"]))
hidden = st.just(Count(metric="likes", value=None, precision="hidden"))
counts = st.lists(shown | hidden, max_size=2).map(tuple)
pictures = ["https://p.example/media/AbCd12.jpg?s=1", "https://p.example/media/AbCd12.png", "https://q.example/1.jpg"]
media = st.lists(st.builds(Media, kind=some(["image", "video"]), alt=maybe(["a cat"]), width=maybe([1, 2]), url=maybe(pictures)),
                 max_size=2).map(tuple)
times = st.none() | st.builds(Time, value=some(["2019-06-05T15:04:05.000Z", "2019-06-05"]),
                              precision=some(["day", "second", "ms"]), origin=some(["stated", "id", "page"]))
texts = some(["", "short", "short and long", "猫がいる", "caf\u00e9", "cafe\u0301", "\ud83d half", "nul\0byte"])


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    """One sighting."""
    key = draw(some(KEYS))
    post = Post(
        native_id=key.native_id, platform=key.platform, author=draw(authors), caption=draw(st.none() | texts),
        caption_complete=draw(maybe([True, False])), created=draw(times), counts=draw(counts), media=draw(media),
        hashtags=draw(maybe([("a",), ("a", "b"), ()])), title=draw(maybe(["T"])),
        availability=draw(maybe(["deleted", "available"])),
        visibility=draw(maybe(["public", "private"])), sensitive=draw(maybe([True, False])), edited_at=draw(maybe(TIMES[1:])),
        in_reply_to=draw(maybe(KEYS)), observed_at=draw(maybe(TIMES[1:])), suspect_id=draw(st.booleans()),
        same_as=draw(st.just(()) | some(KEYS[:4]).map(lambda other: (other,))))
    relation = draw(some(["embedded", "linked", "export", "quoted"]))
    return Sighting(key=key, post=post, relation=relation, form="test/form", evidence=draw(some(list(CLASSES))),
                    fragment=pack(post).encode(), position=draw(st.integers(0, 3)), context=draw(some(["", "before"])))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """One document's reading. A body stands for its content: equal bodies hold equal sightings up to chance, as in mixed runs."""
    body, url = draw(st.binary(min_size=1, max_size=1)), draw(some(["", "https://a.example/x", "http://www.a.example/x/?utm_source=q"]))
    document = Document(locator=f"/somewhere/{draw(st.integers(0, 99))}", body=b"", url=url, captured_at=draw(some(TIMES)),
                        title=draw(some(["", "A title"])), kind=draw(some(["html", "json"])))
    problems = draw(st.lists(st.builds(Problem, reason=some(["truncated", "bad-json"]), fragment=some([b"", b"{"])), max_size=1))
    return Reading(document=document, sha256=sha256(body).hexdigest(), problems=tuple(problems), records=draw(st.booleans()),
                   page=Page(url=url, title=draw(maybe(["A", "B"]))), sightings=tuple(draw(st.lists(sightings(), max_size=4))))


def strip_problems(reading: Reading) -> Reading:
    """The reading without what it could not read."""
    return Reading(document=reading.document, sha256=reading.sha256, page=reading.page, sightings=reading.sightings,
                   records=reading.records)


def record_reading(start: int, end: int) -> Reading:
    """Lines ``start`` to ``end`` of a file of records."""
    seen = []
    for number in range(start, end):
        post = Post(native_id=str(10_000 + number), caption=f"line {number}", counts=(Count(metric="likes", value=number),))
        seen.append(Sighting(key=Key("twitter", "", post.native_id), post=post, relation="export", form="test/line",
                             evidence="full", fragment=pack(post).encode(), position=number))
    body = f"{start}-{end}".encode()
    return Reading(document=Document(locator=f"/daily.ndjson@{start}", body=b""), sha256=sha256(body).hexdigest(), page=Page(),
                   sightings=tuple(seen), records=True)


def page_reading(name: str, *seen: Sighting, captured_at: str = "", problems: tuple[Problem, ...] = ()) -> Reading:
    """A page with these sightings."""
    return Reading(document=Document(locator=f"/pages/{name}.html", body=b"", captured_at=captured_at),
                   sha256=sha256(name.encode()).hexdigest(), page=Page(url=f"https://site.example/{name}", title=name.title()),
                   sightings=seen, problems=problems)


def sighting(post: Post, relation: str = "embedded", evidence: str = "rich", platform: str = "bluesky") -> Sighting:
    """A sighting of a post."""
    return Sighting(key=Key(post.platform or platform, post.kind, post.native_id), post=post, relation=relation, form="test/form",
                    evidence=evidence, fragment=pack(post).encode())


def six_that_conflict() -> list[Reading]:
    """Two names of one post, the proof that joins them, a handle that changed hands, counts and texts of three ages."""
    alice = Author(handle="alice")
    return [
        page_reading("one", sighting(Post(native_id="alice.example/3k", author=alice, caption="hel", caption_complete=False,
                                          counts=(Count(metric="likes", value=5),))), captured_at=TIMES[1]),
        page_reading("two", sighting(Post(native_id="did:plc:a/3k", author=Author(handle="alice", native_id="did:plc:a"),
                                          caption="hello", counts=(Count(metric="likes", value=9, precision="rounded"),)),
                                     evidence="full"), captured_at=TIMES[2]),
        page_reading("three", sighting(Post(native_id="did:plc:a/3k", same_as=(Key("bluesky", "", "alice.example/3k"),)))),
        page_reading("four", sighting(Post(native_id="did:plc:b/4", author=Author(handle="Alice", native_id="did:plc:b"))),
                     captured_at=TIMES[3]),
        page_reading("five", sighting(Post(native_id="alice.example/3k", author=alice, availability="deleted")),
                     captured_at=TIMES[3]),
        page_reading("six", sighting(Post(native_id="x-1", author=alice, caption="hello", same_as=(
            Key("bluesky", "", "alice.example/3k"),)), relation="export", evidence="full")),
    ]
