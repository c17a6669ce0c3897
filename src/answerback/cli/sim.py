"""`answerback sim`: a simulated service in a product's dialect, right or with faults on demand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answerback.cli import _stage
from answerback.command import Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.sim.stage import Handler
    from answerback.values.injections import Injection

SERVING = Text(en="Simulating {dialect}, model {model}:", zh="正在模拟 {dialect}，模型 {model}：")
BAD_SETTING = Text(en="Configure: {why}", zh="Configure：{why}")

DIALECTS = tuple(sorted(p.stem for p in (Path(__file__).parents[1] / "sim" / "dialects").glob("[a-z]*.py")))
"""The files are the list; importing them all would cost each `--help`."""


def act(given: Given) -> int:
    """Serve until Ctrl-C."""
    if given.flag("list"):
        return _stage.show_list(given, configurable=True)
    from answerback.sim.control import Switchboard
    from answerback.sim.dialects import named

    specs = _stage.read(given)
    dialect = given.text("dialect") or next((one.dialect for one in specs if one.dialect), "vllm")

    def make(injections: Sequence[Injection], seed: int, log: Any) -> Handler:
        return build(given, dialect, injections, seed, log)

    board = Switchboard(make, configurable=True, seed=given.whole("seed") or 0, log=_stage.log(given))
    board.switch(_stage.switchable(specs))
    setup = configured(given, dialect, [i for one in specs for i in one.injections])
    spoken = named(dialect)(setup)
    host = given.text("host") or "127.0.0.1"
    if setup.family == 6 and host == "127.0.0.1":
        host = "::1"
    front = _stage.Front(given, specs, board, spoken.path, host)
    model = ", ".join(spoken.models) or "-"
    return front.run(lambda _: given.say(SERVING, dialect=dialect, model=model))


def configured(given: Given, dialect: str, injections: Sequence[Injection]) -> Any:
    """Return the setup that options and Configure faults ask for."""
    from answerback.sim.setup import Setup
    from answerback.sim.wire import ITL_S, TTFT_S, arrange

    first, between = (0.0, 0.0) if given.flag("instant") else (TTFT_S, ITL_S)
    models = given.many("model") or None
    try:
        return arrange(dialect, injections, Setup(dialect=dialect, models=models, ttft_s=first, itl_s=between))[0]
    except ValueError as error:
        raise UsageError(BAD_SETTING, why=str(error)) from None


def build(given: Given, dialect: str, injections: Sequence[Injection], seed: int, log: Any) -> Handler:
    """Return a service with faults."""
    from answerback.sim import act as acting
    from answerback.sim.script import scripted
    from answerback.values.injections import Configure

    setup = configured(given, dialect, injections)
    rest = [one for one in injections if not isinstance(one, Configure)]
    return acting.wrap(scripted(setup, seed).handle, rest, seed=seed, setup=setup, log=log)


COMMAND = Command(
    summary=Text(
        en="Serve a simulated model in a product's dialect, with faults on demand.",
        zh="启动一个模拟服务（可选各家产品的方言），并按需注入故障。",
    ),
    act=act,
    options=(
        Option(
            "dialect",
            Text(
                en="whose way of speaking to imitate (default: the fault's own, else vllm)",
                zh="模仿哪家产品（默认：故障所属的产品，否则 vllm）",
            ),
            choices=DIALECTS,
        ),
        _stage.FAULT,
        _stage.LIST,
        Option("model", Text(en="id of the served model", zh="所服务模型的 id"), metavar="ID", many=True),
        Option("port", Text(en="port to listen on; 0: any free one", zh="监听端口；0 表示任意空闲端口"), Kind.WHOLE,
               default=8008),
        _stage.HOST,
        _stage.SEED,
        Option("instant", Text(en="answer at once, not at a model's pace", zh="立即作答，不模仿模型的速度"), Kind.FLAG),
    ),
    examples=(
        Example(
            "answerback sim --dialect ollama",
            Text(en="a right service, as Ollama speaks", zh="正常服务，Ollama 方言"),
        ),
        Example(
            "answerback sim --fault H04 --fault L09",
            Text(en="two faults by their codes", zh="按代码注入两个故障"),
        ),
        Example(
            "answerback sim --fault 'Delay:first_s=2,on.chance=0.3'",
            Text(en="three requests in ten wait two seconds", zh="三成请求先等两秒"),
        ),
        Example(
            """answerback sim --fault 'DropEvent(text="[DONE]", on.nth=2)'""",
            Text(en="only the second chat lacks [DONE]", zh="只有第二次对话缺少 [DONE]"),
        ),
    ),
    notes=(_stage.SYNTAX, _stage.SWITCHING),
)  # fmt: skip
