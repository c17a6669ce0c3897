"""The table of false alarms: every right service that the simulator can be, at every level, with several seeds.

    python bench/honest.py [--only vllm,ollama] [--seeds 3] [--markdown docs]

Exit code 1 if anything was called a fault at minor or above, or a check broke down.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

from score import crashes, harmful, ruled
from simulated import examine

from answerback.sim import dialects
from answerback.values.injections import Configure, Injection
from answerback.values.target import LEVELS, Level


class Right(NamedTuple):
    """A right service: a dialect, and how it is set up."""

    name: str
    dialect: str
    acts: tuple[Injection, ...] = ()


OLDER = {"vllm": ("0.10.0", "0.15.1")}
"""Versions that speak otherwise than the dialect's usual one."""


class Told(NamedTuple):
    """What one check of a right service came to."""

    alarms: tuple[str, ...]
    requests: int
    tokens: int
    """Completion tokens, as the service counted them."""
    seconds: float
    """Of the service's time, which passes at once here."""


def services() -> tuple[Right, ...]:
    """Return every dialect, and the older versions of some."""
    right: list[Right] = []
    for name in sorted(dialects.load()):
        right.append(Right(name, name))
        versions = OLDER.get(name, ())
        right += [Right(f"{name} {v}", name, (Configure(name="version", value=v),)) for v in versions]
    return tuple(right)


def ask(service: Right, level: Level, seed: int) -> Told:
    """Check a right service once."""
    report, _ = examine(service.dialect, service.acts, level, seed=seed)
    cost = report.cost
    alarms = (*harmful(report), *crashes(report))
    return Told(alarms, cost.requests, cost.completion_tokens, report.timing.wall_s)


def row(name: str, told: dict[str, list[Told]]) -> tuple[str, ...]:
    """Return a table's row: false alarms of all runs, and per level the dearest run."""
    cells = [name, str(sum(len(one.alarms) for runs in told.values() for one in runs))]
    for runs in told.values():
        cells += [
            str(max(one.requests for one in runs)),
            f"{max(one.tokens for one in runs):,}",
            f"{max(one.seconds for one in runs):,.0f}",
        ]
    return tuple(cells)


HEAD = {
    "en": ("dialect", "false alarms", ("requests", "tokens", "s")),
    "zh": ("方言", "误报", ("请求数", "token", "秒")),
}
TITLE = {"en": "False alarms", "zh": "误报统计"}
LEAD = {
    "en": "Every right service that the simulator can be, checked at each level with {seeds} seeds ({runs} runs; "
    "`make honest`). A false alarm is any fault called at minor or above where there is none. Requests, completion "
    "tokens and seconds of the service's time are those of the dearest run.",
    "zh": "对模拟器能扮演的每一种正常服务，在各级别下各用 {seeds} 个随机种子检查"
    "（共 {runs} 次，由 `make honest` 生成）。没有故障却报出 minor 及以上级别，即为误报。"
    "请求数、生成的 token 数和服务端耗时（秒）取开销最大的一次。",
}


def head(lang: str) -> tuple[str, ...]:
    """Return the table's head."""
    name, alarms, each = HEAD[lang]
    return (name, alarms, *(f"{level} {words}" for level in LEVELS for words in each))


def page(lang: str, rows: list[tuple[str, ...]], seeds: int, runs: int) -> str:
    """Return the table as a Markdown page."""
    lead = LEAD[lang].format(seeds=seeds, runs=runs)
    return "\n".join([f"# {TITLE[lang]}", "", lead, "", *ruled(head(lang), rows), ""])


def printed(rows: list[tuple[str, ...]]) -> str:
    """Return the table as a terminal shows it; the head's words stand one below the other."""
    words = [tuple(cell.split(" ")) for cell in head("en")]
    above = tuple(cell[0] if len(cell) > 1 else "" for cell in words)
    below = tuple(cell[-1] for cell in words)
    return "\n".join(f"{first:<14}" + "".join(f"{cell:>10}" for cell in rest) for first, *rest in (above, below, *rows))


def main() -> int:
    """Print the table; the exit code says whether all was silent."""
    parser = argparse.ArgumentParser(description="Checks every right service and counts false alarms.")
    parser.add_argument("--only", default="", help="dialects, separated by commas")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is checked at each level")
    parser.add_argument("--markdown", metavar="FOLDER", type=Path, help="write en/honest.md and zh/honest.md")
    chosen = parser.parse_args()
    only = tuple(filter(None, chosen.only.split(",")))
    begin = time.perf_counter()
    rows: list[tuple[str, ...]] = []
    whole: dict[str, list[Told]] = {level: [] for level in LEVELS}
    for service in services():
        if only and service.dialect not in only:
            continue
        told = {name: [ask(service, level, seed) for seed in range(chosen.seeds)] for name, level in LEVELS.items()}
        rows.append(row(service.name, told))
        for name, each in told.items():
            whole[name] += each
            for seed, one in enumerate(each):
                if one.alarms:
                    print(f"{service.name}, {name}, seed {seed}: {', '.join(one.alarms)}", file=sys.stderr)
    if not rows:
        parser.error(f"no dialect is called {chosen.only}")
    rows.append(row("Σ", whole))
    all_runs = [one for each in whole.values() for one in each]
    print(printed(rows))
    print(f"{len(all_runs)} runs in {time.perf_counter() - begin:.0f} s")
    if chosen.markdown:
        for lang in HEAD:
            place = chosen.markdown / lang / "honest.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(page(lang, rows, chosen.seeds, len(all_runs)), encoding="utf-8")
    return 1 if any(one.alarms for one in all_runs) else 0


if __name__ == "__main__":
    sys.exit(main())
