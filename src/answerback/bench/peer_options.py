"""The options of `vllm bench serve` that mean the same here, as data; what means something else is declined.

Names and defaults: docs.vllm.ai, cli/bench/serve (0.10 to 0.15). There `--max-concurrency` without a rate is a closed
loop, `--request-rate` with `--burstiness 1` a Poisson process, and `--goodput ttft:500` is in milliseconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from answerback.command import UsageError
from answerback.values.text import Text

SAME = {
    "--num-prompts": "--requests",
    "--request-rate": "--rate",
    "--max-concurrency": "--concurrency",
    "--random-input-len": "--input-tokens",
    "--input-len": "--input-tokens",
    "--random-output-len": "--output-tokens",
    "--output-len": "--output-tokens",
    "--dataset-path": "--data",
    "--base-url": "",
}
"""Theirs and ours; an empty name: the value stands by itself (the URL)."""
WITHOUT_EFFECT = {"--save-result", "--disable-tqdm", "--trust-remote-code", "--save-detailed"}
IGNORED = {"--backend", "--endpoint-type", "--endpoint", "--tokenizer", "--percentile-metrics", "--metric-percentiles"}
"""With a value, and answered here in any case: every metric has every percentile, and the chat route is the one."""
DATASETS = {"random", "sharegpt", "custom"}
MEASURES = {"ttft": "ttft", "tpot": "tpot", "e2el": "e2e"}
NEEDS_VALUE = Text(en="{option} needs a value", zh="{option} 需要一个值")
NOT_SAME = Text(en="{option} {value} of vllm bench serve has no equal here: {instead}",
                zh="vllm bench serve 的 {option} {value} 在这里没有对应：{instead}")  # fmt: skip
BURSTS = Text(
    en="1 is `--arrivals poisson`, inf is `--arrivals constant`; for bursts there is `--arrivals burst --burst N`",
    zh="1 对应 `--arrivals poisson`，inf 对应 `--arrivals constant`；突发请用 `--arrivals burst --burst N`",
)
OTHER_DATA = Text(en="there are random, sharegpt and custom", zh="可用的有 random、sharegpt、custom")
BOTH = Text(
    en="a rate with a cap on what is under way delays requests because answers are late; give one of the two",
    zh="给速率再加并发上限，会因为回答慢而推迟请求；两者只能给一个",
)
GOOD = Text(en="write it like ttft:500 tpot:50 e2el:3000 (ms)", zh="写法如 ttft:500 tpot:50 e2el:3000（毫秒）")


def ours(words: Sequence[str]) -> list[str]:
    """Return a command line in our words; what is ours already stays. Raises UsageError for what has no equal."""
    out: list[str] = []
    pending = deque(words)
    names: set[str] = set()
    while pending:
        word = pending.popleft()
        name, equal, value = word.partition("=")
        name = name.replace("_", "-") if name.startswith("--") else name
        if name in WITHOUT_EFFECT:
            continue
        if name == "--ignore-eos":
            out += ["--ignore-eos"]
        elif name == "--goodput":
            rest = [value] if equal else []
            while pending and ":" in pending[0] and not pending[0].startswith(("-", ":", "http")):
                rest.append(pending.popleft())
            out += _goals(rest)
        elif name in SAME or name in IGNORED or name in ("--burstiness", "--dataset-name"):
            given = value if equal else pending.popleft() if pending else None
            if given is None:
                raise UsageError(NEEDS_VALUE, option=name)
            names.add(name)
            out += _one(name, given)
        else:
            out.append(word)
    if {"--request-rate", "--max-concurrency"} <= names and "--rate" in out:
        raise UsageError(NOT_SAME, option="--request-rate", value="--max-concurrency", instead=BOTH)
    return out


def _one(name: str, value: str) -> list[str]:
    if name in IGNORED:
        return []
    if name == "--dataset-name":
        if value not in DATASETS:
            raise UsageError(NOT_SAME, option=name, value=value, instead=OTHER_DATA)
        return []
    if name == "--burstiness":
        shapes = {"1": "poisson", "1.0": "poisson", "inf": "constant"}
        if value not in shapes:
            raise UsageError(NOT_SAME, option=name, value=value, instead=BURSTS)
        return ["--arrivals", shapes[value]]
    if name == "--request-rate" and value == "inf":
        return []  # all at once: what --max-concurrency bounds
    return [SAME[name], value] if SAME[name] else [value]


def _goals(pairs: Sequence[str]) -> list[str]:
    out = []
    for pair in pairs:
        measure, _, number = pair.partition(":")
        try:
            float(number)
        except ValueError:
            measure = ""
        if measure not in MEASURES:
            raise UsageError(NOT_SAME, option="--goodput", value=pair, instead=GOOD)
        out += ["--goal", f"{MEASURES[measure]}<{number}ms"]
    if not out:
        raise UsageError(NEEDS_VALUE, option="--goodput")
    return out
