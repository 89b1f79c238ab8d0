"""Holds the readers of URLs, ids, counts, dates and texts against a folder of vectors.

``python tests/vectors.py FOLDER`` prints every row that disagrees and a table, and ends with 1 where a file is below its
floor. Files: urls.tsv, id_times.tsv, counts.tsv, dates.tsv, texts.tsv; those that the folder has are read.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest import clocks, links, values
from ingest.values import Number

Row = dict[str, str]
Disagreement = str
FLOORS = {"urls": 100.0, "id_times": 100.0, "counts": 99.0, "dates": 100.0, "texts": 100.0}


@dataclass
class Result:
    """How one file went."""

    name: str
    rows: int = 0
    wrong: list[tuple[Row, Disagreement]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 100.0 * (self.rows - len(self.wrong)) / self.rows if self.rows else 0.0

    @property
    def good(self) -> bool:
        return self.share >= FLOORS[self.name]


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {key: value or "" for key, value in row.items()}


def text(value: object) -> str:
    return "" if value is None else str(value)


def judge_url(row: Row) -> Disagreement:
    address = links.read(row["input"])
    if address.outcome != row["outcome"]:
        return f"outcome {address.outcome}"
    if row["outcome"] != "post":
        return ""
    got = (*(address.key or ("", "", "")), address.url)
    if got != (row["platform"], row["kind"], row["native_id"], row["canonical_url"]):
        return str(got)
    return f"author {address.author}" if row["author"] and row["author"] != address.author else ""


def judge_id_time(row: Row) -> Disagreement:
    time = clocks.decode(row["platform"], row["id_kind"], row["id"])
    if row["outcome"] == "refuse" or not row["decoded_utc"]:
        return f"not refused: {time.value}" if time else ""
    if time is None:
        return "no time"
    places = {"s": 0, "ms": 3, "us": 6}.get(row["resolution"], 0)
    return "" if instant(time.value, places) == instant(row["decoded_utc"], places) else time.value


def instant(value: str, places: int) -> int:
    """ISO time as a whole number of units of ten to the minus ``places`` seconds."""
    seconds = datetime.fromisoformat(value.replace("Z", "+00:00")) - datetime(1970, 1, 1, tzinfo=UTC)
    micro = (seconds.days * 86400 + seconds.seconds) * 1_000_000 + seconds.microseconds
    return micro // int(10 ** (6 - places))


def judge_count(row: Row) -> Disagreement:
    part, lang = row["part"], row["lang"]
    if part == "count":
        return judge_number(row, values.read_count(row["text"], lang))
    said = values.read_description(row["text"], lang)
    if part in ("likes", "comments", "views"):
        return judge_number(row, (getattr(said, part) if said else None) or Number())
    got = {
        "caption": said and said.caption, "author_handle": said and said.handle, "author_name": said and said.name,
        "date": said and said.date and said.date.value,
    }[part]
    return "" if text(got) == row["text_value"] else repr(got)


def judge_number(row: Row, number: Number) -> Disagreement:
    wanted = row["value"] if row["exact"] != "refuse" else ""
    same = text(number.value) == wanted
    if row["exact"] in ("yes", "no"):
        same = same and number.exact == (row["exact"] == "yes")
    for bound in ("min", "max"):
        same = same and (not row[bound] or text(getattr(number, bound)) == row[bound])
    return "" if same else str(number)


def judge_date(row: Row) -> Disagreement:
    time = values.read_date(row["text"], row["lang"])
    wanted = ("", "") if row["utc"] in ("", "refuse") else (row["utc"], row["precision"])
    got = (time.value, time.precision) if time else ("", "")
    if wanted[0] and got[0] and got[1] == wanted[1] != "day":
        places = {"ms": 3, "us": 6}.get(wanted[1], 0)
        return "" if instant(got[0], places) == instant(wanted[0], places) else str(got)
    return "" if got == wanted else str(got)


def apply_text(function: str, argument: str, given: Any) -> object:
    if function == "unescape":
        return values.unescape(given, int(argument or 1))
    if function == "meta_mojibake":
        return values.meta_mojibake(given) if argument == "meta_export" else given
    if function in ("hashtags", "mentions", "html_to_text"):
        read: Callable[..., object] = getattr(values, function)
        return read(given, argument) if argument else read(given)
    if function == "expand":
        return values.expand(given["text"], given.get("urls") or (), given.get("media") or ())
    return {"nfc": values.nfc, "strip_edges": values.strip_edges}[function](given)


def judge_text(row: Row) -> Disagreement:
    got = apply_text(row["function"], row["argument"], json.loads(row["input_json"]))
    return "" if got == json.loads(row["expected_json"]) else repr(got)


JUDGES: dict[str, Callable[[Row], Disagreement]] = {
    "urls": judge_url, "id_times": judge_id_time, "counts": judge_count, "dates": judge_date, "texts": judge_text,
}


def run(folder: Path) -> list[Result]:
    """The result of every vector file in the folder, in the order of ``FLOORS``."""
    results = []
    for name in FLOORS:
        if not (folder / f"{name}.tsv").is_file():
            continue
        result = Result(name)
        for row in rows_of(folder / f"{name}.tsv"):
            result.rows += 1
            disagreement = JUDGES[name](row)
            if disagreement:
                result.wrong.append((row, disagreement))
        results.append(result)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    results = run(parser.parse_args().folder)
    for result in results:
        for row, got in result.wrong:
            print(f"{result.name}: {json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False)}\n    got {got}")
    print(f"{'file':10} {'rows':>6} {'agree':>6} {'share':>8} {'floor':>8}")
    for result in results:
        print(f"{result.name:10} {result.rows:6} {result.rows - len(result.wrong):6} {result.share:7.2f}% "
              f"{FLOORS[result.name]:7.2f}% {'' if result.good else 'BELOW'}")
    if not results:
        print("no vector file in this folder", file=sys.stderr)
    return 0 if results and all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
