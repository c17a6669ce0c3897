"""The scoreboard before a real service: each fault played by the proxy on the service's own answers."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

import simulated
from score import Score, harmful, of_fault, printed, table, write

from answerback import check, fault
from answerback.check import Check
from answerback.fault import Fault
from answerback.run import Run
from answerback.serve import launch
from answerback.sim import act
from answerback.sim.app import running
from answerback.sim.proxy import Upstream
from answerback.values.injections import Injection, several
from answerback.values.report import Report
from answerback.values.result import Result, Status
from answerback.values.target import DEEP, SMOKE, STANDARD, Target
from answerback.wire.curl import CurlWire

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


def deciding(kind: type[Fault]) -> frozenset[str]:
    """Return the checks on which a fault rests: asked of the simulator, where it is played in a moment."""
    report, _ = simulated.examine(kind.dialect, several(kind.seen_with), DEEP)
    return frozenset(name for found in report.faults if found.code == kind.code for name in found.because)


def applies(because: Iterable[str], healthy: Mapping[str, Result]) -> bool:
    """Whether the service, as it is, does what a fault is about: a model that never thinks cannot think wrongly.

    Where a promise was merely not to be judged (a weak model, a noisy service), the fault counts as not named.
    """
    known = [name for name in because if name in healthy]
    return not known or not all(_beyond(healthy[name], healthy) for name in known)


def _beyond(result: Result, healthy: Mapping[str, Result]) -> bool:
    """Whether a promise is none of the service's: declined, or resting on one that is."""
    if result.status is Status.UNSUPPORTED:
        return True
    kind = check.named(result.check)
    if result.status is not Status.UNKNOWN or kind is None:
        return False
    roots = [one.id for one in (*kind.needs, *kind.after)]
    return "not_needed" in result.facts or any(name in healthy and _beyond(healthy[name], healthy) for name in roots)


def concerned(kind: type[Fault], because: Iterable[str], narrow: bool) -> tuple[type[Check], ...]:
    """Return the checks to run: all of the standard level (`narrow`: none but what is needed), and what it rests on.

    A whole deep check of a real service takes minutes, and what else it would look at has nothing to say about this
    fault.
    """
    if kind.level <= STANDARD and not narrow:
        return check.load(STANDARD)
    wide = SMOKE if narrow else STANDARD
    needed = [one for one in check.load(DEEP) if one.id in because or one.level <= wide]
    for one in needed:  # grows while it is walked
        needed += [other for other in (*one.needs, *one.after, *one.when_failed) if other not in needed]
    return tuple(one for one in check.load(DEEP) if one in needed)


def playable(kind: type[Fault]) -> bool:
    """Whether the proxy can act it on a service's own answers, however it is asked."""
    acts = several(kind.seen_with)
    return bool(acts) and kind.asked is None and not any(isinstance(one, act.ELSEWHERE) for one in acts)


def plays(url: str, only: tuple[str, ...], priority: int, as_it_is: Report, narrow: bool) -> Iterator[Score]:
    """Play each fault that the proxy can act; what the service has of its own is not held against the play."""
    own, healthy = harmful(as_it_is), {result.check: result for result in as_it_is.results}
    for kind in fault.load():
        wanted = not only or any(kind.code.startswith(start) for start in only)
        if not wanted or kind.priority < priority or not playable(kind):
            continue
        because = deciding(kind)
        if not applies(because, healthy):
            _say(f"{kind.code} P{kind.priority}: does not apply, the service has nothing of the kind")
            continue
        report, seconds, acted = examine(url, several(kind.seen_with), concerned(kind, because, narrow))
        if not acted:
            _say(f"{kind.code} P{kind.priority}: nothing of this service could be changed")
            continue
        score = of_fault(kind, report, seconds, kind.level.name)
        score = score._replace(third=tuple(code for code in score.third if code not in own))
        mark = "" if score.clean else "  <<<"
        _say(f"{score.told}{mark}")
        yield score


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(chosen: argparse.Namespace, only: tuple[str, ...]) -> int:
    """Play before the service that was named, or before a model that is served for it."""
    with contextlib.ExitStack() as stack:
        url = chosen.upstream or stack.enter_context(launch.service(chosen.real)).url
        report, seconds, _ = examine(url, (), check.load(STANDARD))
        _say(f"{url} as it is: {report.verdict}, {', '.join(harmful(report)) or 'no fault'} ({seconds:.1f} s)")
        begin = time.perf_counter()
        scores = list(plays(url, only, chosen.priority, report, chosen.narrow))
    print(printed(table(scores)))
    print(f"{len(scores)} plays in {time.perf_counter() - begin:.0f} s")
    if chosen.markdown:
        facts = {"server": report.server.name or "?", "model": report.target.model or "?"}
        lead = {lang: words.format(**facts) for lang, words in LEAD.items()}
        write(chosen.markdown, f"scoreboard-{report.server.name or 'real'}.md", lead, scores)
    return 1 if any(score.priority == 3 and not score.first for score in scores) else 0
