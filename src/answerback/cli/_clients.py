"""`check --clients` and `--run-clients`: which clients will work with the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from answerback.cli import _select
from answerback.command import Given, Kind, Option
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.check import Check
    from answerback.values.report import Report
    from answerback.values.target import Target

OPTIONS = (
    Option(
        "clients",
        Text(
            en="tell which well-known clients will work with it, and what fails in those that will not",
            zh="列出哪些常用客户端可用；不可用的说明缺什么",
        ),
        Kind.FLAG,
    ),
    Option(
        "run-clients",
        Text(
            en="run the clients installed here (openai, langchain-openai, litellm) against it, each in its own process",
            zh="用本机已安装的客户端（openai、langchain-openai、litellm）实测，各用独立进程",
        ),
        Kind.FLAG,
    ),
)
RUNNING = Text(en="Running the clients that are installed …", zh="正在实测已安装的客户端……")


def checks(given: Given, chosen: Sequence[type[Check]]) -> tuple[type[Check], ...]:
    """Return the checks, with those that tell of clients where that was asked."""
    if not given.flag("clients"):
        return tuple(chosen)
    from answerback import client

    return _select.with_features(chosen, client.wanted())


def add(given: Given, target: Target, report: Report) -> Report:
    """Return the report with what was asked of clients."""
    import msgspec

    if given.flag("clients"):
        from answerback import client

        report = msgspec.structs.replace(report, clients=client.judge_all(report.results))
    if given.flag("run-clients") and report.target.model and report.target.base:
        from answerback import trial

        given.say(RUNNING)
        trials = trial.run_all(target, report.target.base, report.target.model)
        report = msgspec.structs.replace(report, trials=trials)
    return report
