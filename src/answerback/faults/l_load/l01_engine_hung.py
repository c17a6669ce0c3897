"""L01: the engine hangs behind a front that looks healthy."""

from __future__ import annotations

from answerback.checks.load.alive import SILENT, EngineAlive
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.later import Blame, absorb_silent, blame
from answerback.values.injections import CHAT, Hang
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class EngineHung(Fault):
    """`/health` and `/v1/models` say 200, and no chat is answered any more."""

    code = "L01"
    title = Text(en="The engine hangs behind a front that looks healthy", zh="引擎卡死，而接口看起来一切正常")
    cause = Text(
        en="Even a chat of one token gets no byte, while the list of models answers at once: the HTTP front lives, the "
        "engine behind it hangs (a deadlock, a lost GPU or NCCL peer). Health pages do not notice.",
        zh="只要 1 个 token 的对话也收不到一个字节，而模型列表立即返回：HTTP 前端活着，后面的引擎卡死了（死锁、GPU 或 "
        "NCCL 掉线）。健康检查发现不了。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    evidence = (
        "vllm-project/vllm#39863", "vllm-project/vllm#36451", "azrtydxb/Fastllm-proxy#19", "jundot/omlx#1883",
        "vllm-project/vllm#7633",
    )  # fmt: skip
    yields_to = ("A21",)
    seen_with = Hang(on=CHAT)
    remedy = {
        None: Remedy(
            Text(
                en="Restart the engine, and let the liveness probe generate: a chat with `max_tokens: 1` and a "
                "deadline (`answerback check {base} --level smoke`). Where one token may take minutes, or the model is "
                "still loading, first check with `--timeout 600`.",
                zh="重启引擎，并让存活探针真正生成一次：`max_tokens: 1` "
                "加超时（`answerback check {base} --level smoke`）。如果生成一个 token 本来就要几分钟，或模型还在加载，"
                "请先用 `--timeout 600` 复查。",
            ),
            ("max_tokens: 1",),
        ),
        "vllm": Remedy(
            Text(
                en="Restart vLLM and upgrade it; look at `vllm:num_requests_waiting` in /metrics and run with "
                "`--enforce-eager` or `NCCL_DEBUG=INFO` to find the place. `/health` is 503 only for a dead engine, so "
                "probe with a chat of one token.",
                zh="重启并升级 vLLM；查看 /metrics 里的 `vllm:num_requests_waiting`，用 `--enforce-eager` 或 "
                "`NCCL_DEBUG=INFO` 定位。`/health` 只有引擎死亡时才返回 503，所以探针要用只生成 1 个 token 的对话。",
            ),
            ("--enforce-eager", "NCCL_DEBUG=INFO"),
        ),
        "sglang": Remedy(
            Text(
                en="Restart SGLang with `--watchdog-timeout 300`, and probe `/health_generate`, which makes a token.",
                zh="用 `--watchdog-timeout 300` 重启 SGLang，探针改用会真正生成 token 的 `/health_generate`。",
            ),
            ("--watchdog-timeout 300", "/health_generate"),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama ps`, then `systemctl restart ollama`; its log says whether the runner waits for memory.",
                zh="先看 `ollama ps`，再执行 `systemctl restart ollama`；日志会说明 runner 是否在等内存。",
            ),
            ("systemctl restart ollama",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Look at `/slots`: if all are processing, requests without a limit fill them (`-n 2048`, `-np 4`); "
                "else restart llama-server.",
                zh="查看 `/slots`：若全部在处理中，说明被不限长度的请求占满（`-n 2048`、`-np 4`）；否则重启 "
                "llama-server。",
            ),
            ("-n 2048", "-np 4"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Silence where a word was asked for; the list came. A machine slower than our patience looks the same."""
        if not seen.failed(EngineAlive, "hung") and blame(seen, "silent", silent) not in (Blame.NOBODY, Blame.HANG_UP):
            return None
        absorb_silent(seen, silent)
        return Diagnosis(Confidence.LIKELY)


def silent(reading: Reading) -> bool:
    """Whether nothing came in time."""
    return reading.failure is not None and reading.failure.kind in SILENT
