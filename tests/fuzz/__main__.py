"""python -m tests.fuzz: broken files of every format, each through the whole way in a process of its own.

Ends with 1 where an error left that is not the package's own, or a file took more than 20 seconds of computing or
1.5 GB. Those are kept; `--only FORMAT NUMBER` runs one of them again, in this process, with its traceback.
"""

import argparse
import math
import sys
import time
from pathlib import Path

from tests.fuzz import breaking, journey, pool, whole


def _table(results: list[pool.Result]) -> str:
    head = ("format", "files", "refused", "refused later", "all the way", "uncaught", "slow", "large", "s", "MB")
    lines = ["".join(f"{title:>15}" for title in head)]
    for kind in [*whole.FORMATS, "all"]:
        mine = [result for result in results if kind in (result.kind, "all")]
        if mine:
            told = [[result.outcome for result in mine].count(outcome) for outcome in pool.OUTCOMES]
            most = f"{max(result.seconds for result in mine):.1f}", max(result.megabytes for result in mine)
            lines.append("".join(f"{part:>15}" for part in (kind, len(mine), *told, *most)))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--each", type=int, default=1_000, help="variants of each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", nargs="*", default=list(whole.FORMATS), choices=list(whole.FORMATS))
    parser.add_argument("--first", type=int, default=0, help="the number of the first variant")
    parser.add_argument("--minutes", type=float, help="end after so long with what there is; else when all are done")
    parser.add_argument("--workers", type=int, default=pool.N_WORKERS)
    parser.add_argument("--keep", type=Path, default=Path("test-output/fuzz"), help="where variants that fail are kept")
    parser.add_argument("--only", nargs=2, metavar=("FORMAT", "NUMBER"), help="run one again, in this process")
    given = parser.parse_args()
    if given.only:
        kind, number = given.only
        name, data = breaking.broken(kind, int(number), given.seed)
        print(repr(name), len(data), "bytes:", *journey.travel(data, name))  # noqa: T201
        return 0
    cases = [(kind, number) for number in range(given.first, given.first + given.each) for kind in given.formats]
    results = []
    end = time.monotonic() + 60 * given.minutes if given.minutes else math.inf
    for result in pool.run(cases, given.seed, given.workers):
        results.append(result)
        if result.failed:
            given.keep.mkdir(parents=True, exist_ok=True)
            name, data = breaking.broken(result.kind, result.number, given.seed)
            kept = (
                given.keep / f"{given.seed}-{result.kind}-{result.number}{Path(name[-20:].replace(chr(0), '')).suffix}"
            )
            kept.write_bytes(data)
            kept.with_suffix(".txt").write_text(result.details, encoding="utf-8", errors="replace")
            last = result.details.strip().rpartition("\n")[2][:150]
            print(f"{result.outcome}: --only {result.kind!r} {result.number}  {last}", flush=True)  # noqa: T201
        if len(results) % 500 == 0:
            print(f"{len(results):,} of {len(cases):,}", flush=True)  # noqa: T201
        if time.monotonic() > end:
            print(f"ended after {given.minutes:g} minutes with {len(results):,} of {len(cases):,}")  # noqa: T201
            break
    print(_table(results))  # noqa: T201
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main())
