"""A19: the server is still loading the model."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.connection.ready import Ready
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class StillLoading(Fault):
    """Not broken: not ready yet. vLLM and SGLang refuse connections meanwhile, llama.cpp answers 503."""

    code = "A19"
    title = Text(en="The server is still loading the model", zh="服务仍在加载模型")
    cause = Text(
        en="The server has started and the model is not there yet ({what}); large models take minutes.",
        zh="服务已启动，但模型还没加载完（{what}）；大模型需要几分钟。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Reply(
        on=When(route="any"),
        status=503,
        body='{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
    )
    dialect = "llamacpp"
    evidence = ("ggml-org/llama.cpp tools/server/README.md",)
    remedy = {
        None: Remedy(
            Text(
                en="Wait until `/health` answers 200, and watch the server's log; in Kubernetes give the startup "
                "probe more "
                "time (`failureThreshold`). If it stays so for many minutes, the log says why.",
                zh="等 `/health` 返回 200，同时看服务日志；Kubernetes 里请放宽 startupProbe（`failureThreshold`）。"
                "如果很久都没好，日志里会有原因。",
            ),
            ("failureThreshold",),
        ),
        "vllm": Remedy(
            Text(
                en="Wait for `Application startup complete.` in the log: until then vLLM refuses connections.",
                zh="等日志出现 `Application startup complete.`：在此之前 vLLM 会拒绝连接。",
            )
        ),
        "sglang": Remedy(
            Text(
                en="Wait for `The server is fired up and ready to roll!` in the log.",
                zh="等日志出现 `The server is fired up and ready to roll!`。",
            )
        ),
        "llamacpp": Remedy(
            Text(
                en="Wait until `/health` answers `ok`: llama-server opens the port before the model is loaded.",
                zh="等 `/health` 返回 `ok`：llama-server 会在模型加载完之前就打开端口。",
            )
        ),
        "xinference": Remedy(
            Text(
                en="Wait as long as the `Retry-After` header says, or see `xinference list`.",
                zh="按 `Retry-After` 响应头的时间等待，或用 `xinference list` 查看。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """It says so, or its process runs without listening."""
        if seen.failed(Ready, "loading"):
            seen.failed(Answers)
            return Diagnosis(
                Confidence.CERTAIN, {"what": f"HTTP {seen.facts(Ready)['status']} {seen.facts(Ready)['message']}"}
            )
        if seen.broke(Ready, "warming-up"):
            seen.failed(Answers)
            return Diagnosis(Confidence.POSSIBLE, {"what": "HTTP 503"})
        if seen.failed(Reached, "refused") and seen.failed(MachineAgrees, "loading"):
            machine = seen.facts(MachineAgrees)
            return Diagnosis(Confidence.LIKELY, {"what": f"{machine['title']}, pid {machine['pid']}"})
        return None
