"""`answerback check`: whether a service answers, answers right, and if not, why and what to change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from answerback.cli import _clients, _gate, _github, _many, _output, _select, _target
from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from answerback.check import Check
    from answerback.targets import Listed
    from answerback.values.report import Report
    from answerback.values.target import Level, Target
    from answerback.wire.curl import Wire

NOTHING_LOCAL = Text(
    en="no LLM service answers on this machine's usual ports ({ports}); give its URL: `answerback http://HOST:PORT`",
    zh="本机常用端口（{ports}）上没有大模型服务应答；请给出地址：`answerback http://主机:端口`",
)
SEVERAL = Text(
    en="several services run here ({urls}); for a report in a file or another format name one",
    zh="本机有多个服务（{urls}）；写入文件或使用其他格式时请指定其中一个",
)
FOUND = Text(en="Found on this machine: {urls}", zh="在本机找到：{urls}")
KEPT = Text(en="Evidence kept in {path}", zh="证据已保存到 {path}")
NO_FOLDER = Text(en="--evidence: {path} cannot be written: {why}", zh="--evidence：无法写入 {path}：{why}")


def act(given: Given) -> int:
    """Check one service, or all that are found on this machine; returns the worst exit code."""
    if given.flag("plan"):
        from answerback.cli import _plan

        return _plan.show(given)
    chosen = _select.checks(given)
    gate = _gate.Gate(given) if given.text("fail-on") or given.text("baseline") else None
    named = given.words.get("URL", ())
    if given.text("targets") or len(named) > 1:
        return _several(given, named, gate, *chosen)
    urls = list(named) or _local(given)
    codes = []
    for position, one in enumerate(urls):
        if position:
            print()
        report = examine(given, one, *chosen)
        report = report if gate is None else gate.judge(report)
        _output.write(given, report)
        _github.tell(given, [(one, report)])
        codes.append(report.exit_code)
    return max(codes)


def _several(
    given: Given,
    urls: Sequence[str],
    gate: _gate.Gate | None,
    level: Level,
    checks: Sequence[type[Check]],
    muted: Collection[str],
) -> int:
    asked = _many.listed(given, urls)
    for one in asked:  # every mistake is told before anything is sent
        _listed(given, one, level)
    checks = _select.with_features(checks, {name for one in asked if one.expected for name in one.expected.needs})
    fleet = _many.check(
        given, asked, lambda _, one: _run(given, _listed(given, one, level), level, checks, muted, shown=False)
    )
    fleet = fleet if gate is None else gate.judge_all(fleet)
    _many.write(given, fleet)
    _github.tell(given, [(m.name, m.report) for m in fleet.members], lambda: _many.summary(given, fleet))
    return fleet.exit_code


def _listed(given: Given, one: Listed, level: Level) -> Target:
    import msgspec

    own = Given({**given.values, **one.options}, given.words)
    return msgspec.structs.replace(_target.target(own, one.url, level), expected=one.expected)


def _local(given: Given) -> list[str]:
    from answerback.host import scan

    urls = scan.local_services()
    if not urls:
        raise UsageError(NOTHING_LOCAL, ports=", ".join(str(p) for p in scan.USUAL_PORTS))
    if len(urls) > 1 and (given.text("format") != "terminal" or given.text("output")):
        raise UsageError(SEVERAL, urls=", ".join(urls))
    given.say(FOUND, urls=", ".join(urls))
    return urls


def examine(given: Given, url: str, level: Level, checks: Sequence[type[Check]], muted: Collection[str]) -> Report:
    """Run the chosen checks against a URL."""
    return _run(given, _target.target(given, url, level), level, checks, muted)


def _run(
    given: Given,
    target: Target,
    level: Level,
    checks: Sequence[type[Check]],
    muted: Collection[str],
    shown: bool = True,
) -> Report:
    from answerback.run import Run
    from answerback.wire.curl import CurlWire

    checks = _clients.checks(given, checks)
    folder = given.text("evidence")
    wire: Wire = CurlWire()
    if folder:
        from pathlib import Path

        wire = _recorded(wire, Path(folder), target)
    try:
        run = Run(target, wire, level, checks, muted=muted, strict=given.flag("strict"))
        if shown and _output.on_terminal() and not given.quiet:
            from answerback.cli._progress import Progress

            with Progress(run, given):
                report = run.report()
        else:
            report = run.report()
    finally:
        wire.close()
    if given.flag("clients") or given.flag("run-clients"):
        report = _clients.add(given, target, report)
    if folder:
        _output.save(Path(folder) / "report.json", report, "json", given)
        given.say(KEPT, path=folder)
    return report


def _recorded(wire: Wire, folder: Path, target: Target) -> Wire:
    from answerback.wire import har, redact

    try:
        return har.Recorder(wire, folder, redact.for_target(target))
    except OSError as error:
        raise UsageError(NO_FOLDER, path=folder, why=error.strerror or error) from None


COMMAND = Command(
    summary=Text(
        en="Check a service: does it answer, does it answer right, and if not, why and what to change.",
        zh="检查一个服务：能不能答、答得对不对；不对的话，原因是什么、该改哪里。",
    ),
    act=act,
    arguments=(
        Argument(
            "URL",
            Text(
                en="the service in any spelling: host:port, with or without /v1, or a pasted endpoint; without it, what"
                " runs on this machine",
                zh="服务地址，写法不限：host:port、带不带 /v1、直接粘贴接口地址均可；不写则检查本机上的服务",
            ),
            many=True,
        ),
    ),
    options=(
        *_target.OPTIONS,
        *_select.OPTIONS,
        *_many.OPTIONS,
        *_gate.OPTIONS,
        *_clients.OPTIONS,
        *_output.OPTIONS,
        Option(
            "evidence",
            Text(
                en="keep every exchange there: a HAR file for a browser's developer tools, and the raw bytes",
                zh="把每次往来保存到该目录：可用浏览器开发者工具打开的 HAR，以及原始字节",
            ),
            metavar="DIR",
        ),
        Option(
            "plan",
            Text(
                en="show what would be asked and what it costs; ask nothing",
                zh="只列出将要发出的请求及其花费，不实际发送",
            ),
            Kind.FLAG,
            configurable=False,
        ),
        Option(
            "strict",
            Text(
                en="promises that are harmful, ignored or untested count as faults (exit code 1)",
                zh="有隐患、被忽略或未测的承诺也按故障计（退出码 1）",
            ),
            Kind.FLAG,
        ),
    ),
    examples=(
        Example("answerback check 127.0.0.1:8000", Text(en="what a person would try first", zh="最常见的用法")),
        Example(
            "answerback check https://llm.example.com/v1 --model Qwen/Qwen3-0.6B --key-env LLM_KEY",
            Text(en="a service with a key, kept in $LLM_KEY", zh="带密钥的服务，密钥放在 $LLM_KEY"),
        ),
        Example(
            "answerback check :8000 --level smoke --format junit -o answerback.xml",
            Text(en="a gate in CI: three requests", zh="在 CI 中把关：三次请求"),
        ),
        Example(
            "answerback check :8000 --level smoke --timeout 20",
            Text(
                en="a probe for Kubernetes: it generates, and is over in time (docs/en/kubernetes.md)",
                zh="Kubernetes 探针：真正生成一次，并按时结束（docs/zh/kubernetes.md）",
            ),
        ),
        Example(
            "answerback check :8000 --select streaming --evidence evidence/",
            Text(en="one family, everything kept", zh="只查一类，保留全部证据"),
        ),
        Example(
            "answerback check --targets targets.toml --format markdown",
            Text(
                en="many services and what is declared of each, as one report",
                zh="多个服务及对各自的声明，合成一份报告",
            ),
        ),
        Example(
            "answerback check :8000 --clients",
            Text(en="will LangChain, Cline or Codex work with it?", zh="LangChain、Cline、Codex 能不能用它？"),
        ),
        Example("answerback check :8000 --plan --level deep", Text(en="what it would cost", zh="先看看要花多少")),
    ),
    notes=(_output.EXITS,),
)
