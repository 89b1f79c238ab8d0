"""Speed and memory against the limits that this project set itself; README.md beside this file says what each figure means.

    python benchmarks/bench.py [warc] [large-warc] [pages] [gate] [start] [json] [memory]

Ends with 1 where a figure misses its limit.
"""

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import crawls  # noqa: E402
import material  # noqa: E402
import measure  # noqa: E402

CLI = [sys.executable, str(ROOT / "cli.py")]
SELF = [sys.executable, str(Path(__file__).resolve())]
MEGA = 1_000_000


class Report:
    """Prints figures and remembers whether all kept their limits."""

    good = True

    def line(self, what: str, figure: str, limit: str = "", kept: bool = True) -> None:
        verdict = "" if not limit else f"limit {limit:10} {'kept' if kept else 'MISSED'}"
        print(f"  {what:48} {figure:>18}   {verdict}".rstrip(), flush=True)
        self.good = self.good and kept


def lowest(values: list[float]) -> float:
    """Noise only ever adds time: the least disturbed round counts."""
    return min(values)


def bench_pages(options: argparse.Namespace, report: Report) -> None:
    """Whole ingest of saved pages against BeautifulSoup(lxml) only parsing them, in turns."""
    found, source = material.pages(options.corpus, options.pages)
    print(f"pages: {len(found)} from {source}, {sum(map(len, found)) / MEGA:.1f} MB, {options.rounds} rounds")
    ours: list[float] = []
    peer: list[float] = []
    empty: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        gz = material.lay_out(found, Path(folder) / "pages")
        for turn in range(options.rounds):
            database = Path(folder) / f"{turn}.db"
            ours.append(measure.run([*CLI, "ingest", "-q", "--known-problems-ok", "--db", str(database), str(gz)]).cpu)
            peer.append(float(measure.run([*SELF, "--as", "soup", "--folder", str(gz)]).out))
            small = material.lay_out([b"<p>nothing"], Path(folder) / f"small-{turn}")
            empty.append(measure.run([*CLI, "ingest", "-q", "--db", str(Path(folder) / f"small-{turn}.db"), str(small)]).cpu)
            print(f"    round {turn + 1}: ingest {ours[-1]:.2f} s, BeautifulSoup {peer[-1]:.2f} s of CPU", flush=True)
    report.line("pages per CPU second, ingest", f"{len(found) / lowest(ours):.1f}")
    report.line("of its CPU time, start-up and an empty archive", f"{100 * lowest(empty) / lowest(ours):.0f} %")
    report.line("pages per CPU second, BeautifulSoup(lxml)", f"{len(found) / lowest(peer):.1f}")
    ratio = lowest(peer) / lowest(ours)
    report.line("times as fast", f"{ratio:.1f}", ">= 10", ratio >= 10)


def as_soup(options: argparse.Namespace) -> None:
    """The peer: pages already read and decompressed, nothing but the parse is timed."""
    import gzip

    from bs4 import BeautifulSoup

    found = [gzip.decompress(path.read_bytes()) for path in sorted(options.folder.glob("*.gz"))]
    start = time.process_time()
    for page in found:
        BeautifulSoup(page, "lxml")
    print(time.process_time() - start)


def bench_gate(options: argparse.Namespace, report: Report) -> None:
    """What the gate costs with all platforms, and with as many again under other names."""
    print("gate: declared platforms doubled")
    once: list[float] = []
    twice: list[float] = []
    for _ in range(max(5, options.rounds)):
        for kind, times in (("once", once), ("twice", twice)):
            command = [*SELF, "--as", f"gate-{kind}", "--corpus", str(options.corpus), "--pages", str(options.pages or 100)]
            times.append(float(measure.run(command).out))
    report.line("gate, declared platforms", f"{lowest(once) * 1000:.0f} ms")
    report.line("gate, twice as many", f"{lowest(twice) * 1000:.0f} ms")
    more = 100 * (lowest(twice) / lowest(once) - 1)
    report.line("costs more", f"{more:+.1f} %", "< 10 %", more < 10)


def as_gate(options: argparse.Namespace, *, twice: bool) -> None:
    """CPU seconds of the gate and of choosing live forms, over pages in memory, after one round to warm up."""
    import ingest.fetchers

    if twice:
        general = [one for one in ingest.fetchers.FETCHERS if "*" in one.hosts or one.name == "generic"]
        named = [one for one in ingest.fetchers.FETCHERS if one not in general]
        ingest.fetchers.FETCHERS = (*named, *(_other(one) for one in named), *general)
    from ingest.index import build
    from ingest.page.gate import live_forms, open_gate

    index = build(ingest.fetchers.FETCHERS)
    found, _ = material.pages(options.corpus, options.pages)
    times = []
    for _ in range(4):
        start = time.process_time()
        for page in found:
            live_forms(open_gate(page, index), index)
        times.append(time.process_time() - start)
    print(min(times[1:]))


def _other(fetcher):  # type: ignore[no-untyped-def]
    """The same platform once more, under another name, on other hosts, with other marks."""
    def renamed(mark: str) -> str:
        return mark.replace("data-", "data-z") if "data-" in mark else "z" + mark

    forms = tuple(replace(form, marks=tuple(renamed(mark) for mark in form.marks), keys=tuple("z" + key for key in form.keys))
                  for form in fetcher.forms)
    return replace(
        fetcher, name="z" + fetcher.name, hosts=tuple(f"z-{host}" for host in fetcher.hosts), forms=forms,
        short_hosts=tuple(f"z-{host}" for host in fetcher.short_hosts), loaders=tuple("z" + loader for loader in fetcher.loaders),
        frontends=tuple(f"z-{host}" for host in fetcher.frontends))


def bench_start(options: argparse.Namespace, report: Report) -> None:
    """A search, start-up and all, against Python importing what a search cannot do without."""
    found, source = material.pages(options.corpus, 40)
    print(f"start-up: afterpost search in an archive of {len(found)} pages ({source}), 15 runs each in turns")
    search: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "archive.db")
        gz = material.lay_out(found, Path(folder) / "pages")
        measure.run([*CLI, "ingest", "-q", "--known-problems-ok", "--db", database, str(gz)])
        for _ in range(15):
            search.append(measure.run([*CLI, "search", "--db", database, "the"], good=(0, 1)).cpu)
            bare.append(measure.run([sys.executable, "-c", "import click, sqlite3"]).cpu)
    report.line("search, warm", f"{statistics.median(search) * 1000:.0f} ms of CPU")
    report.line("python -c 'import click, sqlite3'", f"{statistics.median(bare) * 1000:.0f} ms of CPU")
    report.line("search costs above that", f"{(statistics.median(search) - statistics.median(bare)) * 1000:.0f} ms of CPU")


def bench_json(options: argparse.Namespace, report: Report) -> None:
    """Recognising and decoding records, and making claims of them, against a decoder that only decodes the same lines."""
    with tempfile.TemporaryDirectory() as folder:
        for name, full in (("short", False), ("as the API writes them", True)):
            path = material.write_records(Path(folder) / f"{full}.ndjson", options.megabytes * MEGA, full=full)
            lines = path.read_bytes().splitlines()
            size = path.stat().st_size / MEGA
            print(f"json: {len(lines):,} records {name}, {path.stat().st_size // len(lines):,} bytes each, {size:.0f} MB")
            _compare(path, lines, options.rounds, report)


def _compare(path: Path, lines: list[bytes], rounds: int, report: Report) -> None:
    import orjson

    from ingest.containers import InputFile
    from ingest.reader import Order, read_file

    def decoded() -> int:
        for line in lines:
            orjson.loads(line)
        return len(lines)

    def claimed() -> int:
        return sum(len(getattr(item, "sightings", ())) for item in read_file(InputFile(path=str(path)), 0, Order()))

    spent: dict[str, list[float]] = {"alone": [], "parse": [], "claims": []}
    work = {"alone": decoded, "parse": lambda: _recognised(path), "claims": claimed}
    counts = dict.fromkeys(work, 0)
    for _ in range(rounds):
        for name, one in work.items():
            start = time.process_time()
            counts[name] = one()
            spent[name].append(time.process_time() - start)
    size = path.stat().st_size / MEGA
    alone, parse, claims = (lowest(spent[name]) for name in work)
    report.line("records recognised, and read as posts", f"{counts['parse']:,} {counts['claims']:,}", f"= {len(lines):,}",
                counts["parse"] == counts["claims"] == len(lines))
    report.line("orjson.loads alone", f"{size / alone:.1f} MB/s")
    report.line("parse stage (framed, recognised, decoded)", f"{size / parse:.1f} MB/s")
    report.line("parse stage takes, times orjson.loads", f"{parse / alone:.2f}", "<= 1", parse <= alone)
    report.line("to claims", f"{size / claims:.1f} MB/s")
    report.line("posts per CPU second", f"{len(lines) / claims:,.0f}")
    report.line("to claims takes, times orjson.loads", f"{claims / alone:.1f}")


def _recognised(path: Path) -> int:
    """The parse stage, as ``ingest.shapes`` goes through it: from the bytes of a file to what a form's function is given."""
    from ingest.fetchers import FETCHERS
    from ingest.records.framing import Record, json_records
    from ingest.records.sniff import table_of
    from ingest.records.typed import Typed

    table = table_of(FETCHERS)
    typed = Typed(table)
    known = 0
    with path.open("rb") as stream:
        for record in json_records(stream, read=typed):
            if not isinstance(record, Record):
                continue
            if record.value is typed.pruned:
                known += typed.recognised(record.value) is not None
            elif claims := table.claims(record.value):
                known += 1
                typed.learn(record.value, claims[0])
    return known


def bench_memory(options: argparse.Namespace, report: Report) -> None:
    """The most memory that the whole tree of processes holds while it reads one large file of records."""
    for framing in options.framings.split(","):
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
            path = material.write_records(Path(folder) / "posts", options.large * MEGA, full=True, framing=framing)
            print(f"memory: {options.large:,} MB of records as {framing}, {path.stat().st_size / MEGA:,.0f} MB on the disk")
            command = [*CLI, "ingest", "-q", "--known-problems-ok", "--db", str(Path(folder) / "archive.db"), str(path)]
            spent = measure.run(command, watch=True)
        report.line("most memory of all processes", f"{spent.peak / MEGA:,.0f} MB", "< 200 MB", spent.peak < 200 * MEGA)
        report.line("ingest, records to committed rows", f"{options.large / spent.cpu:.1f} MB/s of CPU")
        report.line("wall time", f"{spent.wall:.1f} s")


def bench_warc(options: argparse.Namespace, report: Report) -> None:
    """A crawl end to end against bare decompression of the same file, and against warcio with BeautifulSoup(lxml) on every page."""
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        path = Path(folder) / "crawl.warc.gz"
        count, number = crawls.write(path, *_speaking(options), options.crawl)
        print(f"warc: {count:,} records, {number:,} pages, one in {crawls.SHARE} with embeds; {path.stat().st_size / MEGA:.0f} MB packed")
        ours: list[float] = []
        bare: list[float] = []
        for turn in range(options.rounds):
            database = Path(folder) / f"{turn}.db"
            ours.append(measure.run([*CLI, "ingest", "-q", "--known-problems-ok", "--db", str(database), str(path)]).cpu)
            bare.append(float(measure.run([*SELF, "--as", "isal", "--folder", str(path)]).out))
        peer = float(measure.run([*SELF, "--as", "warcio", "--folder", str(path)]).out)
        start = measure.run([*CLI, "ingest", "-q", "--db", str(Path(folder) / "none.db"), str(_nothing(folder))]).cpu
    report.line("records per CPU second, ingest", f"{count / lowest(ours):,.0f}")
    report.line("records per CPU second, isal alone", f"{count / lowest(bare):,.0f}")
    report.line("records per CPU second, warcio + bs4(lxml)", f"{count / peer:,.0f}")
    report.line("of ingest, start-up and an empty archive", f"{100 * start / lowest(ours):.0f} %")
    ratio = lowest(ours) / lowest(bare)
    report.line("times bare decompression", f"{ratio:.1f}", "<= 5.5", ratio <= 5.5)
    report.line("times as fast as warcio + bs4(lxml)", f"{peer / lowest(ours):.1f}", ">= 35", peer / lowest(ours) >= 35)


def _nothing(folder: str) -> Path:
    path = Path(folder) / "nothing.html"
    path.write_bytes(b"<p>nothing")
    return path


def _speaking(options: argparse.Namespace) -> tuple[list[bytes], list[bytes]]:
    """(pages with embeds, pages without)."""
    from ingest.model import Document
    from ingest.scan import scan

    found, _ = material.pages(options.corpus, options.pages)
    embeds, plain = [], []
    for page in found:
        seen = scan(Document(locator="x", body=page, url="https://gazette.example/story")).sightings
        (embeds if any(one.relation == "embedded" for one in seen) else plain).append(page)
    return embeds, plain or [material.article(b"<p>no embed here</p>", turn) for turn in range(20)]


def as_isal(options: argparse.Namespace) -> None:
    """CPU seconds of nothing but unpacking."""
    from isal import igzip

    start = time.process_time()
    with igzip.open(options.folder, "rb") as stream:
        while stream.read(1 << 20):
            pass
    print(time.process_time() - start)


def as_warcio(options: argparse.Namespace) -> None:
    """CPU seconds of the usual script: every page of a crawl into a tree."""
    from bs4 import BeautifulSoup
    from warcio.archiveiterator import ArchiveIterator

    start = time.process_time()
    with options.folder.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response" and "html" in (record.http_headers.get_header("Content-Type") or ""):
                BeautifulSoup(record.content_stream().read(), "lxml")
    print(time.process_time() - start)


def bench_large_warc(options: argparse.Namespace, report: Report) -> None:
    """The most memory that the whole tree of processes holds while it reads one large crawl."""
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        path = Path(folder) / "crawl.warc.gz"
        count, number = crawls.write(path, *_speaking(options), options.large_crawl)
        print(f"large-warc: {options.large_crawl:,} MB unpacked, {path.stat().st_size / MEGA:,.0f} MB packed; "
              f"{count:,} records, {number:,} pages", flush=True)
        command = [*CLI, "ingest", "-q", "--known-problems-ok", "--db", str(Path(folder) / "archive.db"), str(path)]
        spent = measure.run(command, watch=True)
    report.line("most memory of all processes", f"{spent.peak / MEGA:,.0f} MB", "< 300 MB", spent.peak < 300 * MEGA)
    report.line("records per CPU second", f"{count / spent.cpu:,.0f}")
    report.line("wall time", f"{spent.wall:.1f} s")


BENCHES = {"warc": bench_warc, "large-warc": bench_large_warc, "pages": bench_pages, "gate": bench_gate, "start": bench_start,
           "json": bench_json, "memory": bench_memory}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", metavar="WHICH", help=f"of {', '.join(BENCHES)}; default: all")
    parser.add_argument("--corpus", type=Path, default=material.CORPUS, help="folder of *.html.gz")
    parser.add_argument("--pages", type=int, default=0, help="only so many pages, evenly spread; 0 = all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=20, help="size of the records for json")
    parser.add_argument("--large", type=int, default=50, help="size of the file for memory, in MB; 1000 is what the limit is about")
    parser.add_argument("--crawl", type=int, default=150, help="size of the crawl for warc, unpacked, in MB")
    parser.add_argument("--large-crawl", type=int, default=300, help="the same for large-warc; 10000 is what the limit is about")
    parser.add_argument("--framings", default="ndjson,array,script", help="for memory; also gz, zst, xz, bz2")
    parser.add_argument("--scratch", type=Path, default=None, help="where the large file goes")
    parser.add_argument("--as", dest="role", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        {"soup": as_soup, "isal": as_isal, "warcio": as_warcio, "gate-once": lambda given: as_gate(given, twice=False),
         "gate-twice": lambda given: as_gate(given, twice=True)}[options.role](options)
        return 0
    unknown = set(options.which) - BENCHES.keys()
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    report = Report()
    for name in options.which or BENCHES:
        BENCHES[name](options, report)
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
