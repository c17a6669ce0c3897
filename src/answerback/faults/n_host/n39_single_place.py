"""N39: the service was started for one request at a time."""

from __future__ import annotations

from answerback.checks.host.places import SeveralPlaces
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SinglePlace(Fault):
    """Its command line says so; under load it shows as L03."""

    code = "N39"
    title = Text(en="The service was started for one request at a time", zh="服务启动时只允许一次处理一个请求")
    cause = Text(
        en="Its process (pid {pid}) runs with `{flag}`: a second request waits until the first is over.",
        zh="服务进程（pid {pid}）的启动参数是 `{flag}`：第二个请求要等第一个结束。",
    )
    severity = Severity.INFO
    priority = 2
    evidence = ("ollama/ollama#358",)
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "burden": {
                "services": [
                    {
                        "product": "vllm",
                        "pids": [412],
                        "listens": [8000],
                        "arguments": ["vllm", "serve", "m", "--max-num-seqs", "1"],
                    }
                ]
            }
        },
        by_hand=Text(
            en="start a server with `-np 1` or `--max-num-seqs 1`, then run `answerback check` there",
            zh="用 `-np 1` 或 `--max-num-seqs 1` 启动服务，然后在本机运行 `answerback check`",
        ),
    )
    remedy = {
        None: Remedy(
            Text(en="Start it with a larger number, or without the flag.", zh="启动时调大这个数，或去掉该参数。")
        ),
        "vllm": Remedy(
            Text(en="Leave it out, or `--max-num-seqs 256`.", zh="去掉该参数，或 `--max-num-seqs 256`。"),
            ("--max-num-seqs 256",),
        ),
        "sglang": Remedy(
            Text(en="Leave it out, or `--max-running-requests 64`.", zh="去掉该参数，或 `--max-running-requests 64`。"),
            ("--max-running-requests 64",),
        ),
        "llamacpp": Remedy(
            Text(
                en="`-np 4`, with `-c` four times as large: the slots share it.",
                zh="`-np 4`，同时把 `-c` 放大四倍：各槽位平分上下文。",
            ),
            ("-np 4", "-c 32768"),
        ),
        "ollama": Remedy(
            Text(
                en="`OLLAMA_NUM_PARALLEL=4` (each place needs its own context memory).",
                zh="`OLLAMA_NUM_PARALLEL=4`（每个并行位都要占用一份上下文内存）。",
            ),
            ("OLLAMA_NUM_PARALLEL=4",),
        ),
        "lmdeploy": Remedy(
            Text(en="Leave it out, or `--max-batch-size 128`.", zh="去掉该参数，或 `--max-batch-size 128`。"),
            ("--max-batch-size 128",),
        ),
        "tgi": Remedy(
            Text(
                en="Leave it out, or `--max-concurrent-requests 128`.",
                zh="去掉该参数，或 `--max-concurrent-requests 128`。",
            ),
            ("--max-concurrent-requests 128",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """By the flag."""
        if not seen.broke(SeveralPlaces, "one"):
            return None
        facts = seen.facts(SeveralPlaces)
        return Diagnosis(Confidence.CERTAIN, {name: facts[name] for name in ("flag", "pid")})
