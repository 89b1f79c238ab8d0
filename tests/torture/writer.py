"""An ingest without reading: 20 batches of a fixed story go into an archive; prints a line after each commit."""

import json
import sys

from evidence_strategies import TIMES, page_reading, record_reading, sighting, six_that_conflict

from ingest.archive import Archive
from ingest.errors import AfterpostError
from ingest.model import Author, Count, Post, Reading
from ingest.store.local import FileState

BATCHES = 20


def story() -> list[list[Reading]]:
    """Pages, records, and posts that are joined by later batches."""
    conflict = six_that_conflict()
    batches = []
    for number in range(BATCHES):
        author = Author(handle=f"user{number % 3}", native_id=str(number % 3))
        seen = [sighting(Post(native_id=f"{one}", platform="twitter", author=author, caption=f"post {one}, said {'again ' * 9}",
                              counts=(Count(metric="likes", value=one * number),)))
                for one in (number, number + 1, 100 + number)]
        page = page_reading(f"page-{number}", *seen, captured_at=TIMES[1 + number % 3])
        batches.append([page, record_reading(number * 5, number * 5 + 5), *conflict[number : number + 1]])
    return batches


def main(path: str) -> int:
    """Writes the story, skipping what is known to be done."""
    try:
        with Archive.open(path, create=True, wait=60) as archive:
            for number, batch in enumerate(story()):
                state = FileState(path=f"/story/{number}", size=1, mtime_ns=1)
                if archive.known_file(state.path, 1, 1):
                    continue
                added = archive.add(batch, files=[state])
                posts = sorted({name for names in added.posts for name in names})
                print(json.dumps({"acknowledged": state.path, "posts": posts}), flush=True)
    except AfterpostError as error:
        print(f"afterpost: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
