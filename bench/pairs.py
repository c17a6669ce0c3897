"""Two faults at once, played on the simulator: both are named, or the one that hides the other; and nothing third.

    python bench/pairs.py [--pairs 1500] [--only H08,E] [--jobs 2]

Prints what went wrong, a pair a line, and how often each third code was named. Exit code 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import multiprocessing
import sys
import time
from collections import Counter
from typing import NamedTuple

from score import crashes, harmful
from simulated import examine

from answerback import fault
from answerback.fault import Fault
from answerback.values.injections import several
from answerback.values.target import STANDARD

TOGETHER = {
    ("E04", "E22"): ("F09",),  # a loop in the thought, and a limit that is passed: fewer counted than pieces seen
    ("G01", "G08"): ("I10",),  # a thought in the text that cannot be switched off leaves the forced call no room
    ("E27", "G08"): ("I10",),
    ("F03", "G06"): ("E31",),  # nothing counted and nothing where clients look: no sign that a model speaks
    ("F03", "F09"): ("F12",),  # of the counts one is always 2 and the others are always 0
    ("F09", "G02"): ("F02",),  # a thought that stands in the text: too little is counted, not just without the thought
    ("F09", "G12"): ("F02",),
    ("F12", "M07"): ("F02",),  # a constant prompt leaves only the completion to see the surcharge in
    ("E01", "K08"): ("K01",),  # nobody repeats the code words: cut it is, but who knows where
    ("G03", "G09"): ("E31",),  # the answer goes where thoughts go, and thoughts go nowhere
    ("E24", "G09"): ("E31",),
    ("E27", "G09"): ("E31",),
    ("G05", "G09"): ("E31",),
    ("G03", "G06"): ("D07",),
    ("G03", "G08"): ("G05",),  # without a switch that works nobody sees that it is the answer
    ("G02", "G04"): ("J01", "I10"),  # a thought without tags or end, whatever was asked for
    ("G08", "G09"): ("J04",),  # the hidden thought leaves the JSON no room
    ("E05", "L12"): ("J04",),  # the rate limit leaves only the JSON to see the loop in
    ("L12", "M03"): ("F01",),  # ... and nobody can be asked for the hidden prompt
    ("E09", "G08"): ("J02",),  # the thought takes all room but that of the JSON: the turn shows in one answer only
    ("G02", "L12"): ("J06",),  # the rate limit leaves only the JSON to see the thought in
    ("G03", "L12"): ("J06",),
    ("H08", "M06"): ("H06",),  # the proxy holds the whole stream back and loses it when the engine gives up
    ("D09", "G09"): ("J04",),  # the hidden thought leaves the JSON no room
}
"""What two faults truly look like together, where neither alone does."""

Pair = tuple[type[Fault], type[Fault]]


class Outcome(NamedTuple):
    """What came of one pair."""

    pair: tuple[str, str]
    named: tuple[str, ...]
    """Every code that the report holds, at any severity."""
    third: tuple[str, ...]
    """Named at minor or above, though it was not played and the two do not look like it."""
    crashed: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether neither of the two is named, nor what they look like together."""
        return not {*self.pair, *TOGETHER.get(self.pair, ())} & set(self.named)

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.hidden or self.third or self.crashed)

    @property
    def told(self) -> str:
        """The pair in one line."""
        wrong = (*self.third, *self.crashed, *(("neither",) if self.hidden else ()))
        return f"{'-'.join(self.pair)}: {', '.join(wrong)} (named {', '.join(self.named) or 'nothing'})"


def drawn(most: int, only: tuple[str, ...] = ()) -> list[Pair]:
    """Return a sample of the pairs that one dialect shows at the standard level, by injections alone.

    The order is that of a hash of the two codes: another fault in the catalogue takes the place of a few pairs and
    leaves all others as they are.
    """
    shown = [kind for kind in fault.load() if kind.seen_with and not kind.asked and kind.level <= STANDARD]
    pairs = [(a, b) for a, b in itertools.combinations(shown, 2) if a.dialect == b.dialect]
    if only:
        pairs = [pair for pair in pairs if any(kind.code.startswith(only) for kind in pair)]
    return sorted(pairs, key=_place)[:most]


def _place(pair: Pair) -> bytes:
    return hashlib.sha256("-".join(kind.code for kind in pair).encode()).digest()


def play(pair: Pair) -> Outcome:
    """Play both at once."""
    a, b = pair
    report, _ = examine(a.dialect, (*several(a.seen_with), *several(b.seen_with)), STANDARD)
    expected = {a.code, b.code, *TOGETHER.get((a.code, b.code), ())}
    third = tuple(code for code in harmful(report) if code not in expected)
    return Outcome((a.code, b.code), tuple(found.code for found in report.faults), third, crashes(report))


def main() -> int:
    """Play the sample and tell what went wrong."""
    parser = argparse.ArgumentParser(description="Plays two faults at once.")
    parser.add_argument("--pairs", type=int, default=1500, help="how many at most (1500)")
    parser.add_argument("--only", default="", help="pairs with one of these codes or families, separated by commas")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    chosen = parser.parse_args()
    begin = time.perf_counter()
    pairs = drawn(chosen.pairs, tuple(filter(None, chosen.only.upper().split(","))))
    wrong = []
    with multiprocessing.Pool(chosen.jobs) as pool:
        for outcome in pool.imap(play, pairs, chunksize=8):
            if not outcome.clean:
                wrong.append(outcome)
                print(outcome.told, flush=True)
    often = Counter(code for outcome in wrong for code in outcome.third)
    print(", ".join(f"{code} {times}" for code, times in often.most_common()) or "nothing third")
    print(f"{len(pairs)} pairs, {len(wrong)} of them wrong, in {time.perf_counter() - begin:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
