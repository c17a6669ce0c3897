"""The scoreboard: every fault and every look-alike played on the simulator, in process and in virtual time.

    python bench/faults.py [--only A,H04,NF] [--level deep] [--markdown docs]

Exit code 1 if a common, costly fault (priority 3) is not named first, or a habit that is none is called a fault.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from not_faults import NOT_FAULTS, NotFault

from answerback import fault
from answerback.fault import Fault
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection, several
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import DEEP, STANDARD, Level, Secret, Target


class Score(NamedTuple):
    """What came of one play."""

    code: str
    family: str
    priority: int
    codes: tuple[str, ...]
    """Named at minor or above (the fault itself at any severity), the first one first."""
    third: tuple[str, ...]
    """Named at minor or above, though only something else was wrong."""
    remedy: bool
    crashed: tuple[str, ...]
    requests: int
    seconds: float

    @property
    def detected(self) -> bool:
        """Whether it is among what was named."""
        return self.code in self.codes

    @property
    def first(self) -> bool:
        """Whether it was named first."""
        return self.codes[:1] == (self.code,)


def examine(dialect: str, acts: tuple[Injection, ...], level: Level, key: str | None = None) -> tuple[Report, float]:
    """Run a whole check against a simulated service; the seconds are this machine's, not the service's."""
    begin = time.perf_counter()
    wire = SimWire(dialect, acts)
    try:
        report = Run(Target(wire.url, key=Secret(key) if key else None), wire, level).report()
    finally:
        wire.close()
    return report, time.perf_counter() - begin


def harmful(report: Report) -> tuple[str, ...]:
    """Return the codes at minor or above."""
    return tuple(found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank)


def crashes(report: Report) -> tuple[str, ...]:
    """Return the checks that broke down themselves."""
    return tuple(result.check for result in report.results if result.status is Status.CRASH)


def play(kind: type[Fault]) -> Score:
    """Play what a fault is seen with."""
    report, seconds = examine(kind.dialect, several(kind.seen_with), kind.level)
    codes = tuple(f.code for f in report.faults if f.code == kind.code or f.severity.rank <= Severity.MINOR.rank)
    third = tuple(code for code in harmful(report) if code != kind.code)
    remedy = kind.remedy.get(report.server.name) or kind.remedy.get(None)
    told = remedy is not None and bool(remedy.text.en and remedy.text.zh)
    return Score(kind.code, kind.code[0], kind.priority, codes, third, told, crashes(report),
                 report.cost.requests, seconds)  # fmt: skip


def play_habit(habit: NotFault, level: Level) -> Score:
    """Play something legal; whatever is named is a false alarm."""
    report, seconds = examine(habit.dialect, habit.acts, level, habit.key)
    wrong = tuple(code for code in harmful(report) if code not in habit.allowed)
    return Score(habit.code, "NF", 0, (), wrong, True, crashes(report), report.cost.requests, seconds)


def plays(only: tuple[str, ...], level: Level) -> Iterator[Score]:
    """Play all that is asked for, telling on standard error what went wrong."""
    wanted = [kind for kind in fault.load() if kind.seen_with is not None and _asked(kind.code, only)]
    for kind in wanted:
        score = play(kind)
        if not score.first or score.third or score.crashed:
            print(f"{score.code} P{score.priority}: named {', '.join(score.codes) or 'nothing'}", file=sys.stderr)
        yield score
    for habit in NOT_FAULTS:
        if _asked(habit.code, only):
            score = play_habit(habit, level)
            if score.third or score.crashed:
                said = ", ".join((*score.third, *score.crashed))
                print(f"{score.code} ({habit.habit}): called {said}", file=sys.stderr)
            yield score


def _asked(code: str, only: tuple[str, ...]) -> bool:
    return not only or any(code.startswith(start) and (start == "NF") == (code[:2] == "NF") for start in only)


HEAD = {
    "en": ("family", "played", "detected", "named first", "remedy told", "false alarms", "requests", "seconds"),
    "zh": ("类别", "已演练", "检出", "排在首位", "给出处置", "误报", "请求数", "秒"),
}
TITLE = {
    "en": ("Scoreboard", "Every fault, and every habit that is none (NF), played on the simulator (`make faults`). A "
           "false alarm is any other fault called at minor or above."),
    "zh": ("成绩单", "在模拟器上逐一演练每个故障，以及看似故障、其实正常的行为（NF），由 `make faults` 生成。"
           "误报指报出了其他 minor 及以上级别的故障。"),
}  # fmt: skip


def table(scores: list[Score]) -> list[tuple[str, ...]]:
    """Return a row a family and one for all."""
    rows: list[tuple[str, ...]] = []
    for family in [*dict.fromkeys(score.family for score in scores), ""]:
        of = [score for score in scores if family in ("", score.family)]
        faults = [score for score in of if score.family != "NF"]
        rows.append((
            family or "Σ", str(len(of)), _share(faults, [s.detected for s in faults]),
            _share(faults, [s.first for s in faults]), _share(faults, [s.remedy for s in faults]),
            str(sum(bool(s.third) for s in of)), str(sum(s.requests for s in of)), f"{sum(s.seconds for s in of):.1f}",
        ))  # fmt: skip
    return rows


def _share(faults: list[Score], held: list[bool]) -> str:
    return f"{sum(held)}/{len(held)}" if faults else "-"


def markdown(rows: list[tuple[str, ...]], lang: str) -> str:
    """Return the scoreboard as a page."""
    title, lead = TITLE[lang]
    lines = [f"# {title}", "", lead, "", f"| {' | '.join(HEAD[lang])} |", f"|{'---|' * len(HEAD[lang])}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def main() -> int:
    """Print the table; the exit code says whether what must hold did."""
    parser = argparse.ArgumentParser(description="Plays every fault and every look-alike on the simulator.")
    parser.add_argument("--only", default="", help="codes or families, separated by commas")
    parser.add_argument("--level", choices=("standard", "deep"), default="deep", help="of the look-alikes")
    parser.add_argument("--markdown", metavar="FOLDER", type=Path, help="write en/scoreboard.md and zh/scoreboard.md")
    chosen = parser.parse_args()
    only = tuple(filter(None, chosen.only.upper().split(",")))
    scores = list(plays(only, DEEP if chosen.level == "deep" else STANDARD))
    rows = table(scores)
    for row in (HEAD["en"], *rows):
        print("".join(f"{cell:>13}" for cell in row))
    for lang in HEAD if chosen.markdown else ():
        page = chosen.markdown / lang / "scoreboard.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(markdown(rows, lang), encoding="utf-8")
    missed = [score for score in scores if score.priority == 3 and not score.first]
    wrong = [score for score in scores if score.crashed or (score.family == "NF" and score.third)]
    return 1 if missed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
