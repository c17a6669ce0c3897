"""L02: the engine is dead."""

from __future__ import annotations

from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.load.alive import EngineAlive
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.crowded import BUSY, RATE
from answerback.faults.l_load.later import Blame, blame
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity, Status
from answerback.values.target import SMOKE
from answerback.values.text import Text


class EngineDead(Fault):
    """The front is left over and answers every chat with 5xx."""

    code = "L02"
    title = Text(en="The engine is dead, no chat is answered any more", zh="引擎已死，不再应答任何对话")
    cause = Text(
        en="The process that computes has crashed (out of memory, a CUDA error, a killed worker). What is left of the "
        "service says: {message}",
        zh="负责计算的进程已崩溃（内存不足、CUDA 错误、worker 被杀）。服务剩下的部分返回：{message}",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    evidence = ("vllm-project/vllm#24897", "vllm-project/vllm#7633")
    yields_to = ("A18", "A19", "A20", "A21", "A23", "B08", "C05", "C07", "E08")
    seen_with = Configure(name="dead", value=True)
    remedy = {
        None: Remedy(
            Text(
                en="Read the server's log from the first error on (out of memory, CUDA, killed worker), remove its "
                "cause and restart; let the supervisor restart it when chats fail.",
                zh="从第一条错误开始看服务端日志（内存不足、CUDA、worker 被杀），排除原因后重启；"
                "让守护进程在对话失败时自动重启。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="The log shows `EngineDeadError` and the error before it. For memory: "
                "`--gpu-memory-utilization 0.85`, `--max-model-len 16384`, `--max-num-seqs 64`; for CUDA errors "
                "`--enforce-eager`; unset `VLLM_KEEP_ALIVE_ON_ENGINE_DEATH` so that the process ends.",
                zh="日志里有 `EngineDeadError` 以及它之前的错误。内存问题：`--gpu-memory-utilization 0.85`、"
                "`--max-model-len 16384`、`--max-num-seqs 64`；CUDA 错误：`--enforce-eager`；不要设置 "
                "`VLLM_KEEP_ALIVE_ON_ENGINE_DEATH`，让进程退出后被拉起。",
            ),
            ("--gpu-memory-utilization 0.85", "--max-num-seqs 64", "--enforce-eager"),
        ),
        "sglang": Remedy(
            Text(
                en="The log shows `Scheduler hit an exception`. For memory: `--mem-fraction-static 0.8`, "
                "`--max-running-requests 64`.",
                zh="日志里有 `Scheduler hit an exception`。内存问题：`--mem-fraction-static 0.8`、"
                "`--max-running-requests 64`。",
            ),
            ("--mem-fraction-static 0.8", "--max-running-requests 64"),
        ),
        "ollama": Remedy(
            Text(
                en="The runner ended, mostly for memory: lower `OLLAMA_CONTEXT_LENGTH=8192`, `OLLAMA_NUM_PARALLEL=1`, "
                "or take a smaller model.",
                zh="runner 进程退出，多半是内存不够：调低 `OLLAMA_CONTEXT_LENGTH=8192`、`OLLAMA_NUM_PARALLEL=1`，"
                "或换小一点的模型。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=8192", "OLLAMA_NUM_PARALLEL=1"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """In the words of a dead engine, or the same 5xx again and again."""
        facts = {name: seen.facts(EngineAlive).get(name) for name in ("status", "message")}
        if seen.failed(EngineAlive, "crashed"):
            absorb(seen, 0)
            return Diagnosis(Confidence.CERTAIN, facts)
        dead = seen.failed(EngineAlive, "dead")
        if not dead and not seen.failed(EngineAlive, "errors"):
            if blame(seen, "error", lambda r: r.status >= 500) not in (Blame.NOBODY, Blame.HANG_UP):
                return None
            facts = {name: seen.facts(HealthyAfterwards)[name] for name in ("status", "message")}
            if BUSY.search(str(facts["message"])) or RATE.search(str(facts["message"])):
                return None
            absorb(seen, facts["status"])
            return Diagnosis(Confidence.LIKELY, facts)
        absorb(seen, facts["status"])
        return Diagnosis(Confidence.CERTAIN if dead else Confidence.POSSIBLE, facts)


def absorb(seen: Seen, status: object) -> None:
    """Rest on every check that met nothing but the dead engine (status 0: no answer at all)."""
    for result in seen.results.values():
        met = [seen.readings[n].status for n in result.exchanges[-1:] if n in seen.readings]
        if result.status is Status.FAIL and (result.facts.get("status") == status or met == [status]):
            seen.consulted.append(result.check)
