"""`answerback bench`: how much load a service holds, and how fast it is under it."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from answerback.cli import _load, _measured, _target
from answerback.command import Argument, Command, Example, Given, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.bench.conduct import Conductor, Orders, Reader
    from answerback.bench.plan import Stage
    from answerback.bench.report import BenchReport
    from answerback.bench.wording import Counted
    from answerback.values.target import Setting, Target

GOALS_MISSED, UNREACHABLE, NOTHING = 1, 3, 4
NO_GOAL = Text(
    en="--find-limit looks for the highest load that meets goals: give one, like --goal ttft_p99<500ms",
    zh="--find-limit 会找出满足目标的最高负载：请给出目标，例如 --goal ttft_p99<500ms",
)
CSV_FILE = Text(en="cannot write {path}: {why}", zh="无法写入 {path}：{why}")
NOT_THERE = Text(en="{url} cannot be reached: curl: ({code}) {why}", zh="无法访问 {url}：curl: ({code}) {why}")
ONE_PROCESS = Text(
    en="--format csv writes requests as they end, which several processes cannot: leave out --processes",
    zh="--format csv 会在请求结束时逐行写出，多进程下无法做到：请去掉 --processes",
)
ONE_URL = Text(en="one service at a time: {word!r} is one word too many", zh="一次只能测一个服务：多出了 {word!r}")
APART = 1_000_003
"""Between the seeds of two processes."""
COUNTING = Text(en="Model {model} at {base}", zh="模型 {model}，地址 {base}")


def act(given: Given) -> int:
    """Put load on a service; returns 0, 1 where a goal was missed, 3 unreachable, 4 nothing answered."""
    from answerback.bench import aim, wording
    from answerback.cli import _levels, _output
    from answerback.values.target import Setting

    if given.word("URL") == "compare":
        return _measured.compare(given, given.words.get("REPORT", ()))
    if given.words.get("REPORT"):
        raise UsageError(ONE_URL, word=given.words["REPORT"][0])
    levels = _levels.stages(given)
    target = _aimed(given)
    planned = Setting(target, target.url, target.model)
    source = orders_of(given, planned, wording.Counted(), 0).source
    if given.flag("plan"):
        shown = _levels.cost(levels, source, given.whole("budget-tokens"), given.lang)
        _output.show(list(shown), color=given.color)
        return 0
    try:
        setting = aim.find(target)
    except aim.Unreachable as gone:
        facts = {"url": target.url, "code": gone.failure.curl, "why": gone.failure.message}
        print(f"answerback: {NOT_THERE.fill(given.lang, facts)}", file=sys.stderr)
        return UNREACHABLE
    given.say(COUNTING, model=setting.model, base=setting.base)
    make = partial(orders_of, given, setting, _counted(setting))
    if not given.quiet:
        for line in _levels.cost(levels, make(0).source, given.whole("budget-tokens"), given.lang):
            print(line.text, file=sys.stderr)
    with _rows(given) as readers:
        report = _loaded(given, make, levels, readers)
    _measured.write(given, report)
    return _code(report)


def _aimed(given: Given) -> Target:
    values = {**given.values, "concurrency": 4}
    return _target.target(Given(values, given.words), given.word("URL") or "")


def _goals(given: Given) -> tuple[Any, ...]:
    from answerback.bench.goals import parse

    goals = tuple(parse(text) for text in given.many("goal"))
    if given.flag("find-limit") and not goals:
        raise UsageError(NO_GOAL)
    return goals


def orders_of(given: Given, setting: Setting, counted: Counted, worker: int) -> Orders:
    """Return what shapes all stages, for one of the processes; raises UsageError for options that cannot be."""
    from answerback.bench import arrivals, lengths, nonces, work
    from answerback.bench.conduct import Orders
    from answerback.cli import _levels

    seed = given.whole("seed") or 0
    wanted = work.Wanted(
        model=setting.model, prompt=lengths.parse(given.text("input-tokens") or "512"),
        answer=lengths.parse(given.text("output-tokens") or "128"), seed=seed + worker * APART,
    )  # fmt: skip
    words = nonces.Nonces(seed, worker)
    return Orders(
        setting=setting, source=work.made(wanted, counted, words), times=arrivals.times, nonces=words,
        goals=_goals(given), precision=_levels.precision(given), budget_tokens=given.whole("budget-tokens"),
        leave_out=not given.flag("keep-warm-up"),
    )  # fmt: skip


def _counted(setting: Setting) -> Counted:
    from answerback.bench import wording
    from answerback.wire.curl import CurlWire
    from answerback.wire.openai import Reading

    steps = wording.calibrate()
    asks, wire = next(steps), CurlWire()
    try:
        readings = []
        for number, ask in enumerate(asks, 1):
            wire.start(number, ask, setting)
            readings.append(Reading(wire.finished()[0]))
        steps.send(readings)
    except StopIteration as end:
        found: Counted = end.value
        return found
    finally:
        wire.close()
    return wording.Counted()


@contextlib.contextmanager
def _rows(given: Given) -> Iterator[list[Reader]]:
    """Open the CSV of requests, where that is the format; rows are written as requests end."""
    path = given.text("output")
    if given.text("format") != "csv":
        yield []
        return
    from answerback.bench.table import Table

    if path in (None, "-"):
        yield [Table(sys.stdout).add]
        return
    try:
        with open(str(path), "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
            yield [Table(file).add]
    except OSError as error:
        raise UsageError(CSV_FILE, path=path, why=error.strerror or error) from None


def _loaded(given: Given, make: Callable[[int], Orders], levels: list[Stage], readers: list[Reader]) -> BenchReport:
    from answerback.bench.conduct import Conductor
    from answerback.bench.judge import Judge
    from answerback.cli import _output

    processes = given.whole("processes") or 1
    if processes > 1:
        from answerback.bench.fleet import Fleet

        if readers:
            raise UsageError(ONE_PROCESS)
        conductor: Conductor = Fleet(make(0), make, processes)
    else:
        conductor = Conductor(make(0), readers)
    judge = Judge(conductor.orders.setting, (), conductor.orders.nonces)
    if processes == 1:  # cross-talk and leaks are seen by whom all answers pass
        conductor.readers, conductor.on_stage = (*readers, judge.read), judge.begin
    with _stoppable(conductor):
        if _output.on_terminal() and not given.quiet and processes == 1:
            from answerback.cli._live import Live

            live = Live(conductor, given.lang)
            conductor.on_look = live.show
            try:
                report = _staged(given, conductor, levels)
            finally:
                live.erase()
        else:
            report = _staged(given, conductor, levels)
    report.faults = list(judge.findings())
    return report


def _staged(given: Given, conductor: Conductor, levels: list[Stage]) -> BenchReport:
    from answerback.bench.conduct import begin, run_all, run_search
    from answerback.cli import _levels

    report = begin(conductor.orders.setting, {k: v for k, v in given.values.items() if k in SHAPING and v})
    report.seed = given.whole("seed") or 0
    if not given.flag("find-limit"):
        return run_all(conductor, report, levels)
    unit = "rate" if levels[0].open else "concurrency"
    make = _levels.opened if levels[0].open else lambda g, load: _levels.closed(g, int(load))
    return run_search(conductor, report, unit, levels[0].load, lambda load: make(given, load))


@contextlib.contextmanager
def _stoppable(conductor: Conductor) -> Iterator[None]:
    """Ctrl-C ends what is under way and keeps what was measured; a second one ends all."""

    def stop(_number: int, _frame: Any) -> None:
        conductor.interrupted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _code(report: BenchReport) -> int:
    if report.interrupted:
        return 130
    if not any(stage.requests.ok for stage in report.stages):
        return NOTHING
    if report.limit is not None:
        return 0 if report.limit.load is not None else GOALS_MISSED
    missed = any(goal.met is not True for stage in report.stages for goal in stage.goals)
    return GOALS_MISSED if missed else 0


SHAPING = (
    "concurrency", "rate", "arrivals", "burst", "duration", "requests", "input-tokens", "output-tokens", "goal",
    "find-limit", "precision", "keep-warm-up", "budget-tokens", "timeout",
)  # fmt: skip
COMMAND = Command(
    summary=Text(
        en="Put load on a service: how much it holds, how fast it is, and whether the client kept up.",
        zh="给服务加压：能承受多少负载、有多快，并说明测量本身是否跟得上。",
    ),
    act=act,
    arguments=(
        Argument("URL", Text(en="the service, in any spelling", zh="服务地址，写法不限"), required=True),
        Argument(
            "REPORT",
            Text(en="with `compare` in place of a URL: two JSON reports", zh="以 `compare` 代替地址时：两份 JSON 报告"),
            many=True,
        ),
    ),
    options=_load.OPTIONS,
    examples=(
        Example("answerback bench :8000", Text(en="1, 4 and 16 requests at a time", zh="依次以并发 1、4、16 测试")),
        Example(
            "answerback bench :8000 --rate 5,10,20 --duration 60s --goal ttft_p99<500ms",
            Text(en="an open loop: users who do not wait for each other", zh="开环：用户之间互不等待"),
        ),
        Example(
            "answerback bench :8000 --find-limit --goal ttft_p99<1s --goal errors<0.1%",
            Text(en="the highest load that is still good", zh="仍然达标的最高负载"),
        ),
        Example("answerback bench :8000 --concurrency 64 --plan", Text(en="what it would cost", zh="先看看要花多少")),
        Example("answerback bench :8000 --format json -o bench.json", Text(en="for machines", zh="供程序读取")),
        Example(
            "answerback bench compare before.json after.json",
            Text(en="what changed, and whether it is more than chance", zh="有哪些变化，是否超出偶然"),
        ),
    ),
    notes=(
        Text(
            en="Exit codes: 0 measured, 1 a goal was missed, 2 wrong usage, 3 unreachable, 4 nothing was answered.",
            zh="退出码：0 已测完，1 有目标未达到，2 用法有误，3 无法访问，4 没有任何回答。",
        ),
    ),
)
