"""Checks real servers, each in a process of its own, right and misconfigured: was the right thing told?

    python bench/real [--only llama,vllm-tools] [--record] [--markdown docs] [--list]

What is needed is installed under the cache (vLLM alone is 3.5 GB). `--record` keeps the redacted exchanges under
tests/recorded/real, where the ordinary tests play them again. Exit code 1 if a right service raised something, a
misconfigured one was not named, or a server was not recognised. What cannot run here is told with its reason.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cases import CASES, Case, Service
from venvs import CACHE, NotHere

from answerback.run import Run
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import LEVELS, Secret, Target
from answerback.wire import redact
from answerback.wire.curl import CurlWire
from answerback.wire.recorded import Recorder, save

RECORDED = Path(__file__).parents[2] / "tests/recorded/real"
KEY_NAME = "REAL_SERVICE_KEY"


class Row(msgspec.Struct, frozen=True):
    """What came of one case; kept beside the recording, so that the ordinary tests expect the same."""

    name: str
    server: str
    version: str
    model: str
    how: str
    url: str
    asked: str | None
    key: bool
    """Whether a key was sent."""
    level: str
    verdict: str
    faults: tuple[str, ...]
    """At minor or above, the first one first."""
    expect: tuple[str, ...]
    beside: tuple[str, ...]
    untested: int
    requests: int
    seconds: float
    recognised: bool
    crashed: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the expected was named first, nothing third, and the product recognised."""
        third = set(self.faults) - set(self.expect) - set(self.beside)
        first = not self.expect or (bool(self.faults) and self.faults[0] in self.expect)
        return first and not third and self.recognised and not self.crashed


def examine(case: Case, keep: bool) -> Row:
    """Start a case's server and check it. Raises NotHere."""
    with case.start() as service:
        target = Target(service.url, service.model, Secret(service.key) if service.key else None, KEY_NAME)
        begin = time.perf_counter()
        with contextlib.closing(Recorder(CurlWire())) as wire:
            report = Run(target, wire, LEVELS[case.level]).report()
        if keep:
            RECORDED.mkdir(parents=True, exist_ok=True)
            save(RECORDED / f"{case.name}.json.gz", wire.kept, _without_places(target))
        return _row(case, service, report, time.perf_counter() - begin)


def _without_places(target: Target) -> redact.Redactor:
    """Return a redactor that also hides where this machine keeps its models."""
    return redact.Redactor([*redact.for_target(target).secrets, str(CACHE)])


def _row(case: Case, service: Service, report: Report, seconds: float) -> Row:
    hidden = _without_places(Target(service.url))
    told = tuple(found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank)
    return Row(
        case.name, report.server.name, report.server.version, case.model, case.how, service.url,
        service.model and hidden.text(service.model), service.key is not None, case.level,
        report.verdict.value, told, case.expect,
        case.beside, len(report.untested), report.cost.requests, round(seconds, 1),
        report.server.name in (case.server, "" if case.level == "smoke" else case.server),
        tuple(r.check for r in report.results if r.status is Status.CRASH),
    )  # fmt: skip


def keep_rows(rows: Sequence[Row]) -> list[Row]:
    """Write what each recording must lead to, leaving the rows of cases that were not played; return all."""
    RECORDED.mkdir(parents=True, exist_ok=True)
    path = RECORDED / "expected.json"
    known = {row.name: row for row in msgspec.json.decode(path.read_bytes(), type=list[Row])} if path.exists() else {}
    known |= {row.name: row for row in rows}
    kept = [known[case.name] for case in CASES if case.name in known]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")
    return kept


HEAD = {
    "en": ("# Real servers", "Each server in a process of its own, on two cores without a GPU (`make test-real`).",
           ("server", "model", "configuration", "verdict", "named", "requests", "seconds", "as it must be")),
    "zh": ("# 真实服务", "每个服务都在独立进程中运行，两核、无 GPU（`make test-real`）。",
           ("服务", "模型", "配置", "结论", "报出的故障", "请求数", "耗时（秒）", "符合预期")),
}  # fmt: skip
NOT_PLAYED = {"en": "Not run here", "zh": "本机未能运行"}


def page(lang: str, rows: Sequence[Row], missing: Sequence[tuple[str, str]]) -> str:
    """Return the table as Markdown."""
    title, lead, names = HEAD[lang]
    lines = [title, "", lead, "", "| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = (f"{row.server} {row.version}", row.model, f"`{row.how}`", row.verdict, ", ".join(row.faults) or "–",
                 row.requests, row.seconds, "✓" if row.right else "✗")  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    if missing:
        lines += ["", f"{NOT_PLAYED[lang]}:", "", *(f"- `{name}`: {why}" for name, why in missing)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Play the cases; print the table and what was left out."""
    parser = argparse.ArgumentParser(description="Checks real servers.")
    parser.add_argument("--only", default="", help="names or starts of names, separated by commas")
    parser.add_argument("--record", action="store_true", help="keep the exchanges for the ordinary tests")
    parser.add_argument("--markdown", metavar="FOLDER", type=Path, help="write en/ and zh/real-servers.md")
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    chosen = parser.parse_args()
    starts = tuple(filter(None, chosen.only.split(",")))
    cases = [case for case in CASES if not starts or case.name.startswith(starts)]
    if chosen.list:
        print("\n".join(f"{case.name:18} {case.model:20} {case.how}" for case in cases))
        return 0
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    rows: list[Row] = []
    missing: list[tuple[str, str]] = []
    for case in cases:
        try:
            row = examine(case, chosen.record)
        except NotHere as reason:
            missing.append((case.name, str(reason).splitlines()[-1] if str(reason) else "?"))
            print(f"SKIPPED {case.name}: {reason}", file=sys.stderr, flush=True)
            continue
        rows.append(row)
        print(f"{'ok   ' if row.right else 'WRONG'} {row.name:18} {row.server or '?':12} {row.verdict:12} "
              f"{', '.join(row.faults) or '-':20} {row.requests:3} requests {row.seconds:6.1f} s {row.crashed or ''}",
              flush=True)  # fmt: skip
    told = keep_rows(rows) if chosen.record and rows else rows
    if chosen.markdown:
        for lang in HEAD:
            (chosen.markdown / lang / "real-servers.md").write_text(page(lang, told, missing), encoding="utf-8")
    wrong = [row for row in rows if not row.right]
    print(f"{len(rows)} checked, {len(rows) - len(wrong)} as they must be, {len(missing)} not to be run here")
    for name, why in missing:
        print(f"  skipped {name}: {why}")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
