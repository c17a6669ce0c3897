"""The scoreboard: every fault and every look-alike played on the simulator, or before a real service.

    python bench/faults.py [--only A,H04,NF] [--level deep] [--markdown docs]
    python bench/faults.py --real smollm2            the embedded service, behind the proxy
    python bench/faults.py --upstream URL            any service that runs, behind the proxy

On the simulator all happens in process and in virtual time. Exit code 1 if a common, costly fault (priority 3) is not
named first, too few of the others are, or a habit that is none is called a fault.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import upstream
from not_faults import NOT_FAULTS, NotFault
from score import BY_PRIORITY, Score, of_fault, of_habit, printed, priorities, reached, table, write
from simulated import examine

from answerback import fault
from answerback.fault import Fault, Logged
from answerback.values.asked import Asked
from answerback.values.injections import several
from answerback.values.target import DEEP, STANDARD, Level


def play(kind: type[Fault]) -> Score:
    """Play what a fault is seen with, asked as it must be asked."""
    report, seconds = examine(kind.dialect, several(kind.seen_with), kind.level, kind.asked)
    return of_fault(kind, report, seconds, kind.level.name)


def play_habit(habit: NotFault, level: Level) -> Score:
    """Play something legal; whatever is named is a false alarm."""
    return of_habit(habit.code, habit.allowed, *examine(habit.dialect, habit.acts, level, Asked(key=habit.key)))


def plays(only: tuple[str, ...], level: Level) -> Iterator[Score]:
    """Play all that is asked for on the simulator."""
    for kind in fault.load():
        if kind.played and _asked(kind.code, only):
            yield play(kind)
    for habit in NOT_FAULTS:
        if _asked(habit.code, only):
            yield play_habit(habit, level)


def told(scores: Iterator[Score]) -> Iterator[Score]:
    """Tell on standard error what went wrong."""
    for score in scores:
        if not score.clean:
            print(score.told, file=sys.stderr, flush=True)
        yield score


def _asked(code: str, only: tuple[str, ...]) -> bool:
    return not only or any(code.startswith(start) and (start == "NF") == (code[:2] == "NF") for start in only)


LEAD = {
    "en": "Every fault, and every habit that is none (NF), played on the simulator (`make faults`). A false alarm is "
    "any other fault called at minor or above.",
    "zh": "在模拟器上逐一演练每个故障，以及看似故障、其实正常的行为（NF），由 `make faults` 生成。"
    "误报指报出了其他 minor 及以上级别的故障。",
}


def main() -> int:
    """Print the table; the exit code says whether what must hold did."""
    parser = argparse.ArgumentParser(description="Plays every fault and every look-alike.")
    parser.add_argument("--only", default="", help="codes or families, separated by commas")
    parser.add_argument("--level", choices=("standard", "deep"), default="deep", help="of the look-alikes")
    parser.add_argument("--markdown", metavar="FOLDER", type=Path, help="write en/scoreboard.md and zh/scoreboard.md")
    parser.add_argument("--upstream", metavar="URL", help="play before this service instead of on the simulator")
    parser.add_argument("--real", metavar="MODEL", help="serve this model and play before it")
    parser.add_argument("--priority", type=int, default=1, help="only faults of this priority or above")
    parser.add_argument("--narrow", action="store_true", help="before a service, run only the checks that concern it")
    chosen = parser.parse_args()
    only = tuple(filter(None, chosen.only.upper().split(",")))
    if chosen.upstream or chosen.real:
        return upstream.main(chosen, only)
    begin = time.perf_counter()
    scores = list(told(plays(only, DEEP if chosen.level == "deep" else STANDARD)))
    print(printed(table(scores)))
    if not only:
        print(f"\n{printed(priorities(scores), (*BY_PRIORITY['en'][:-1], 'in logs'))}\n")
    print(f"{len(scores)} plays in {time.perf_counter() - begin:.0f} s{_of_all(scores)}")
    if chosen.markdown:
        write(chosen.markdown, "scoreboard.md", LEAD, scores, whole=not only)
    missed = [score for score in scores if score.priority == 3 and not score.first]
    wrong = [score for score in scores if score.crashed or (score.family == "NF" and score.third)]
    return 1 if missed or wrong or not (only or reached(scores)) else 0


def _of_all(scores: list[Score]) -> str:
    """Say how many of all faults were played, and why the others were not."""
    left = [kind for kind in fault.load() if not kind.played]
    logged = sum(issubclass(kind, Logged) for kind in left)
    others = ", ".join(kind.code for kind in left if not issubclass(kind, Logged))
    said = f"; {sum(score.family != 'NF' for score in scores)} of {len(fault.load())} faults, {logged} are told by logs"
    return f"{said}; cannot be played: {others}" if others else said


if __name__ == "__main__":
    sys.exit(main())
