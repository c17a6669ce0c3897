"""Another program's server behind `answerback up`: chosen, started, waited for, checked, ended; or why it failed."""

from __future__ import annotations

import contextlib
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from answerback.cli import _embedded, _failed, _greeting
from answerback.command import Given, UsageError
from answerback.values.report import EXIT_CODES
from answerback.values.result import Verdict
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.launch import Wish
    from answerback.server import Server
    from answerback.start.child import Child
    from answerback.start.choose import Choice
    from answerback.start.command import Starting
    from answerback.start.follow import Follower
    from answerback.start.wait import Waited
    from answerback.start.weights import Weights

ENGINE = Text(en="Engine: {title} ({where})", zh="引擎：{title}（{where}）")
BECAUSE = Text(en="  because {why}", zh="  理由：{why}")
NOT_TAKEN = Text(en="  {why}", zh="  {why}")
RUNS = Text(en="Runs: {command}", zh="执行：{command}")
THEN = Text(en="Then: {command}", zh="随后执行：{command}")
LOG = Text(en="Log: {path}", zh="日志：{path}")
NO_OPTION = Text(
    en="{title} has no option for {options}; give its own words after -- instead",
    zh="{title} 没有对应 {options} 的参数；请改用 -- 传入它自己的参数",
)
ONLY_OURS = Text(
    en="{options} is for the embedded engine only, not for {title}", zh="{options} 只适用于内置引擎，不适用于 {title}"
)
NOT_STARTED = Text(en="{program} cannot be run: {why}", zh="无法运行 {program}：{why}")
NO_LOG = Text(en="the log cannot be written to {folder}: {why}", zh="无法把日志写入 {folder}：{why}")
GENERATES = Text(en="It generates, after {seconds} s: {model}", zh="已能生成（用时 {seconds} 秒）：{model}")
REFUSES = Text(
    en="It listens after {seconds} s, but answers a chat with: {said}",
    zh="{seconds} 秒后已在监听，但对话请求返回：{said}",
)
ENDS = Text(en="Ctrl-C ends it.", zh="按 Ctrl-C 结束。")
ENDING = Text(en="Ending {title} …", zh="正在结束 {title} …")
LEFT = Text(en="It goes on running; end it with: {command}", zh="服务继续运行；结束它：{command}")
OURS_ONLY = ("cache-gb", "device", "source")


def choose_for(given: Given, word: str | None, wanted: type[Server] | None) -> Choice:
    """Return which engine serves the model, by what is installed here. Raises UsageError."""
    from answerback.serve import models
    from answerback.start import choose, installed, machine, weights

    found, here = weights.find(word or models.DEFAULT), installed.find(given.text("python"))
    if given.flag("dry-run") and wanted is not None and wanted.launch is not None:
        here = (*here, installed.Installed(wanted.name, (wanted.launch.program,)))  # the command for another machine
    return choose.choose(found, machine.look(), here, wanted)


def serve(given: Given, choice: Choice) -> int:
    """Start it, wait until it generates, check it, and stay with it until Ctrl-C."""
    from answerback.start import command

    wish = _wish(given, choice)
    starting = command.build(choice.engine, wish, checked=not given.flag("dry-run"))
    _explain(given, choice)
    if given.flag("dry-run"):
        print(starting.shown())
        if starting.then:
            print(starting.then_shown())
        return 0
    key = _embedded.read_key(given)
    _embedded.end_like_ctrl_c()
    given.say(RUNS, command=starting.shown())
    if starting.then:
        given.say(THEN, command=starting.then_shown())
    child = _start(given, choice, wish, starting)
    left = False
    try:
        code, left = _stay(given, choice, child, wish, key)
        return code
    except KeyboardInterrupt:
        return 0
    finally:
        if not left:
            if child.exit_code() is None:
                given.say(ENDING, title=choice.engine.kind.title)
            child.end()
            given.say(_embedded.ENDED)


def _stay(given: Given, choice: Choice, child: Child, wish: Wish, key: str | None) -> tuple[int, bool]:
    """Return the exit code, and whether the server is left running."""
    from answerback.cli._starting import Starting as Shown
    from answerback.start.follow import Follower
    from answerback.start.wait import End, Waiting

    follower, base = Follower(child.log, choice.engine.server), _base(wish)
    with Shown(given) as shown:
        waiting = Waiting(child, follower, base, key, wish.name or wish.model)
        waited = waiting.run(given.number("patience") or 1800.0, shown.tell)
    if waited.end in (End.DIED, End.LATE):
        _failed.tell(given, choice, follower, waited)
        return EXIT_CODES[Verdict.UNREACHABLE], False
    _say_ready(given, waited, shown.seconds)
    level = given.text("level") or "smoke"
    report = _greeting.greet(given, base, waited.model, level)
    if given.flag("detach"):
        given.say(LEFT, command=_end_command(child))
        return (report.exit_code if report is not None else 0), True
    given.say(ENDS)
    return _attend(given, choice, child, follower), False


def _attend(given: Given, choice: Choice, child: Child, follower: Follower) -> int:
    """Wait for Ctrl-C; a server that ends by itself is told with its cause."""
    import subprocess

    from answerback.start.wait import End, Waited

    while True:
        follower.look()
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = child.process.wait(1)
            follower.close()
            _failed.tell(given, choice, follower, Waited(End.DIED, exit_code=code))
            return 1


def _say_ready(given: Given, waited: Waited, seconds: float) -> None:
    from answerback.start.wait import End

    if waited.end is End.SPEAKS:
        given.say(GENERATES, seconds=f"{seconds:.0f}", model=waited.model)
    else:
        given.say(REFUSES, seconds=f"{seconds:.0f}", said=waited.said or "?")


def _start(given: Given, choice: Choice, wish: Wish, starting: Starting) -> Child:
    from answerback.start import child, command

    try:
        log = child.new_log(choice.engine.server, wish.port)
    except OSError as error:
        raise UsageError(NO_LOG, folder=child.log_folder(), why=error.strerror or error) from None
    try:
        started = child.Child(starting, log, command.secrets(choice.engine, wish))
    except OSError as error:
        raise UsageError(NOT_STARTED, program=starting.words[0], why=error.strerror or error) from None
    given.say(LOG, path=log)
    return started


# --- before it starts ----------------------------------------------------------------------------


def _wish(given: Given, choice: Choice) -> Wish:
    from answerback.launch import Wish

    engine, weights = choice.engine, choice.weights
    kind, launch = engine.kind, engine.launch
    if engine.server != "openvino":
        foreign = [f"--{name}" for name in OURS_ONLY if given.text(name) not in (None, "CPU", "auto")]
        if foreign:
            raise UsageError(ONLY_OURS, options=", ".join(foreign), title=kind.title)
    asked = tuple(given.words.get("ENGINE OPTIONS", ()))
    wish = Wish(
        model=weights.model,
        form=weights.form,
        port=_port(given),
        host=given.text("host") or "127.0.0.1",
        name=given.text("name") or (weights.name if launch.name and weights.path is not None else ""),
        context=given.whole("context"),
        slots=given.whole("slots"),
        key=given.text("key-env") or "",
        tools=_parser(kind, weights, asked, tools=True),
        reasoning=_parser(kind, weights, asked, tools=False),
        more=asked,
    )
    missing = [option for option in launch.cannot(wish) if given.text(option[2:]) is not None]
    if missing and engine.server != "openvino":
        raise UsageError(NO_OPTION, title=kind.title, options=", ".join(missing))
    return wish


def _parser(kind: type[Server], weights: Weights, asked: tuple[str, ...], *, tools: bool) -> str:
    """Return the parser for the model's family, unless the user names one or its template has no use for it."""
    if not (weights.calls_tools if tools else weights.thinks):
        return ""
    option = "--tool-call-parser" if tools else "--reasoning-parser"
    if any(word == option or word.startswith(f"{option}=") for word in asked):
        return ""
    return (kind.tool_parser(weights.title) if tools else kind.reasoning_parser(weights.title)) or ""


def _port(given: Given) -> int:
    """Return the port: taken for a moment, to learn that it is free; for `--dry-run` as it was asked for."""
    if given.flag("dry-run"):
        return given.whole("port") or _embedded.USUAL_PORT
    with _embedded.bind(given) as held:
        return int(held.getsockname()[1])


def _base(wish: Wish) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(wish.host, wish.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{wish.port}/v1"


def _explain(given: Given, choice: Choice) -> None:
    engine = choice.engine
    given.say(ENGINE, title=engine.kind.title, where=engine.where)
    for text, facts in choice.reasons:
        given.say(BECAUSE, why=_told(given, text, facts))
    for text, facts in choice.passed_over:
        given.say(NOT_TAKEN, why=_told(given, text, facts))


def _told(given: Given, text: Text, facts: dict[str, object]) -> str:
    return text.fill(given.lang, {n: f.fill(given.lang) if isinstance(f, Text) else f for n, f in facts.items()})


def _end_command(child: Child) -> str:
    if child.starting.container:
        return shlex.join([Path(child.starting.words[0]).name, "stop", child.starting.container])
    return f"kill -INT -- -{child.pid}" if os.name != "nt" else f"taskkill /T /PID {child.pid}"
