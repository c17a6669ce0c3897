"""The options of `answerback bench`: how much load, for how long, and what must hold under it."""

from __future__ import annotations

from answerback.cli import _output, _target
from answerback.command import Kind, Option
from answerback.values.text import Text

PATIENCE_S = 300.0
"""More than a check's: under load, answers wait in queues, and that is what is to be seen."""
_OWN = ("concurrency", "timeout")
OPTIONS = (
    *(option for option in _target.OPTIONS if option.name not in _OWN),
    Option(
        "concurrency",
        Text(
            en="requests under way at all times; several make a sweep (default 1,4,16)",
            zh="同时进行的请求数；给出多个则逐级测试（默认 1,4,16）",
        ),
        metavar="N,…",
        many=True,
    ),
    Option(
        "rate",
        Text(
            en="requests per second, however late answers are; several make a sweep",
            zh="每秒请求数，不论回答多慢；给出多个则逐级测试",
        ),
        metavar="R,…",
        many=True,
    ),
    Option(
        "arrivals",
        Text(en="how requests of a rate come (default poisson)", zh="给定速率下请求的到达方式（默认 poisson）"),
        choices=("poisson", "constant", "burst", "ramp"),
    ),
    Option(
        "burst",
        Text(en="requests that come together (--arrivals burst)", zh="每次突发的请求数（--arrivals burst）"),
        Kind.WHOLE,
        metavar="N",
        default=8,
        least=1,
    ),
    Option("duration", Text(en="seconds of each stage (30, 30s, 5m)", zh="每级时长（30、30s、5m）"), metavar="TIME"),
    Option("requests", Text(en="requests of each stage", zh="每级的请求数"), Kind.WHOLE, metavar="N", least=1),
    Option(
        "input-tokens",
        Text(
            en="tokens of a prompt: 512, or uniform:100-900, normal:512,64 …",
            zh="输入的 token 数：512，或 uniform:100-900、normal:512,64 等",
        ),
        metavar="N",
        default="512",
    ),
    Option(
        "output-tokens",
        Text(en="the most tokens of an answer, likewise", zh="回答的最大 token 数，写法同上"),
        metavar="N",
        default="128",
    ),
    Option(
        "goal",
        Text(
            en="what must hold, like ttft_p99<500ms, itl_p95<50ms, errors<0.1%",
            zh="要达到的目标，如 ttft_p99<500ms、itl_p95<50ms、errors<0.1%",
        ),
        metavar="GOAL",
        many=True,
    ),
    Option("find-limit", Text(en="find the highest load that meets the goals", zh="找出满足目标的最高负载"), Kind.FLAG),
    Option(
        "precision",
        Text(en="end a stage when its medians are this certain (2%)", zh="中位数达到该精度（如 2%）即结束本级"),
        metavar="SHARE",
    ),
    Option(
        "keep-warm-up",
        Text(en="leave nothing out: the first requests count as well", zh="不排除预热：最初的请求也计入"),
        Kind.FLAG,
    ),
    Option(
        "processes",
        Text(en="processes that share the load, for more cores", zh="分担负载的进程数，用于多核"),
        Kind.WHOLE,
        metavar="N",
        default=1,
        least=1,
    ),
    Option(
        "seed",
        Text(en="of prompts, lengths and arrivals", zh="提示词、长度与到达时间的随机种子"),
        Kind.WHOLE,
        metavar="N",
        default=0,
    ),
    Option(
        "timeout",
        Text(en="seconds that one request may take", zh="单个请求最多允许的秒数"),
        Kind.NUMBER,
        metavar="SECONDS",
        default=PATIENCE_S,
        least=0.1,
    ),
    Option(
        "format",
        Text(en="format of the report; csv: one line a request", zh="报告格式；csv 为每个请求一行"),
        choices=("terminal", "json", "csv", "html"),
        default="terminal",
    ),
    _output.OUTPUT,
    Option(
        "plan",
        Text(en="show what would be sent and its cost; send nothing", zh="只列出将要发送的内容与花费，不实际发送"),
        Kind.FLAG,
        configurable=False,
    ),
)
