"""The scoreboard before a real service: each fault played by the proxy on the service's own answers."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator, Sequence

from score import Score, harmful, of_fault, printed, table, write

from answerback import check, fault
from answerback.check import Check
from answerback.fault import Fault
from answerback.run import Run
from answerback.serve import launch
from answerback.sim import act
from answerback.sim.app import running
from answerback.sim.proxy import Upstream
from answerback.sim.wire import SimWire
from answerback.values.injections import Configure, Filtered, Injection, NoListener, NoName, SpeaksTls, several
from answerback.values.report import Report
from answerback.values.target import DEEP, SMOKE, STANDARD, Target
from answerback.wire.curl import CurlWire

BEYOND = (Configure, Filtered, NoListener, NoName, SpeaksTls)
"""What no proxy can do to a service: set it up anew, or keep it from being reached."""


LEAD = {
    "en": "Every fault that a proxy can act on a service's own answers, played before a real one: {model} on {server} "
    "(`bench/faults.py --upstream URL` or `--real MODEL`). A false alarm is any other fault called at minor or above.",
    "zh": "把代理能作用于真实应答的每个故障，逐一挡在真实服务前演练：{server} 上的 {model}"
    "（`bench/faults.py --upstream URL` 或 `--real MODEL`）。误报指报出了其他 minor 及以上级别的故障。",
}


def examine(url: str, acts: Sequence[Injection], checks: Sequence[type[Check]]) -> tuple[Report, float, bool]:
    """Check the service behind a proxy that acts; returns the report, seconds, and whether anything was changed."""
    deeds: list[act.Deed] = []
    upstream = Upstream(url)
    begin = time.perf_counter()
    with running(act.wrap(upstream.handle, acts, log=deeds.append)) as proxy, contextlib.closing(CurlWire()) as wire:
        report = Run(Target(f"{proxy}{upstream.path or '/v1'}"), wire, DEEP, checks).report()
    return report, time.perf_counter() - begin, any(n for deed in deeds for _, n in deed.done)


def concerned(kind: type[Fault], narrow: bool) -> tuple[type[Check], ...]:
    """Return the checks to run: all of the standard level (`narrow`: none but what is needed), and what it rests on.

    What it rests on is asked of the simulator: a whole deep check of a real service takes minutes, and what else it
    would look at has nothing to say about this fault.
    """
    if kind.level <= STANDARD and not narrow:
        return check.load(STANDARD)
    wire = SimWire(kind.dialect, several(kind.seen_with))
    try:
        report = Run(Target(wire.url), wire, DEEP).report()
    finally:
        wire.close()
    because = {name for found in report.faults if found.code == kind.code for name in found.because}
    wide = SMOKE if narrow else STANDARD
    needed = [one for one in check.load(DEEP) if one.id in because or one.level <= wide]
    for one in needed:  # grows while it is walked
        needed += [other for other in (*one.needs, *one.after, *one.when_failed) if other not in needed]
    return tuple(one for one in check.load(DEEP) if one in needed)


def playable(kind: type[Fault]) -> bool:
    """Whether the proxy can act it on a service's own answers."""
    acts = several(kind.seen_with)
    return bool(acts) and kind.asked is None and not any(isinstance(one, BEYOND) for one in acts)


def plays(url: str, only: tuple[str, ...], priority: int, own: tuple[str, ...], narrow: bool) -> Iterator[Score]:
    """Play each fault that the proxy can act; what the service has of its own is not held against the play."""
    for kind in fault.load():
        wanted = not only or any(kind.code.startswith(start) for start in only)
        if not wanted or kind.priority < priority or not playable(kind):
            continue
        report, seconds, acted = examine(url, several(kind.seen_with), concerned(kind, narrow))
        if not acted:
            print(
                f"{kind.code} P{kind.priority}: nothing of this service could be changed", file=sys.stderr, flush=True
            )
            continue
        score = of_fault(kind, report, seconds, kind.level.name)
        score = score._replace(third=tuple(code for code in score.third if code not in own))
        print(f"{score.code} P{score.priority}: named {', '.join(score.codes) or 'nothing'} ({seconds:.1f} s)"
              f"{'' if score.clean else '  <<<'}", file=sys.stderr, flush=True)  # fmt: skip
        yield score


def main(chosen: argparse.Namespace, only: tuple[str, ...]) -> int:
    """Play before the service that was named, or before a model that is served for it."""
    with contextlib.ExitStack() as stack:
        url = chosen.upstream or stack.enter_context(launch.service(chosen.real)).url
        report, seconds, _ = examine(url, (), check.load(STANDARD))
        own = harmful(report)
        print(f"{url} as it is: {report.verdict}, {', '.join(own) or 'no fault'} ({seconds:.1f} s)", file=sys.stderr)
        begin = time.perf_counter()
        scores = list(plays(url, only, chosen.priority, own, chosen.narrow))
    print(printed(table(scores)))
    print(f"{len(scores)} plays in {time.perf_counter() - begin:.0f} s")
    if chosen.markdown:
        facts = {"server": report.server.name or "?", "model": report.target.model or "?"}
        lead = {lang: words.format(**facts) for lang, words in LEAD.items()}
        write(chosen.markdown, f"scoreboard-{report.server.name or 'real'}.md", lead, scores)
    return 1 if any(score.priority == 3 and not score.first for score in scores) else 0
