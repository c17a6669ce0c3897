"""L04: requests beyond a limit are turned away."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.load.admitted import Admitted
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.crowded import BUSY, RATE, absorb, crowded_out, refused
from answerback.values.asks import Chat
from answerback.values.injections import Reject
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

OF_REFUSALS = ("D10", "D11", "I12", "I15", "K05", "K06")
"""What is concluded from a refusal, where refusals have another cause."""
FEW = 4
"""As many at once any service should take."""


class OverloadRejected(Fault):
    """Capacity, no outage, as long as few at once get through; a note when only many at once are turned away."""

    code = "L04"
    title = Text(en="Requests beyond a limit are rejected (HTTP {status})", zh="并发超限的请求被拒绝（HTTP {status}）")
    cause = Text(
        en="With others in flight {count} requests were turned away: {message}",
        zh="有其他请求在处理时，{count} 个请求被拒绝：{message}",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = ("ollama/ollama server/sched.go ErrMaxQueue", "ray-project/ray#54070")
    seen_with = Reject(slots=1)
    remedy = {
        None: Remedy(
            Text(
                en="Raise the limit or add replicas; clients should queue and back off. "
                "`answerback check --concurrency 1` tests the rest.",
                zh="提高上限或增加副本；客户端应排队并退避重试。其余项目可用 `answerback check --concurrency 1` 测试。",
            ),
            ("--concurrency 1",),
        ),
        "ollama": Remedy(
            Text(
                en="Raise `OLLAMA_MAX_QUEUE=512` and `OLLAMA_NUM_PARALLEL=4`.",
                zh="调大 `OLLAMA_MAX_QUEUE=512` 和 `OLLAMA_NUM_PARALLEL=4`。",
            ),
            ("OLLAMA_MAX_QUEUE=512", "OLLAMA_NUM_PARALLEL=4"),
        ),
        "vllm": Remedy(
            Text(
                en="Raise `--max-num-queued-reqs 512` (and `--max-num-seqs 256`), or the limit of the gateway in "
                "front.",
                zh="调大 `--max-num-queued-reqs 512`（以及 `--max-num-seqs 256`），或前面网关的上限。",
            ),
            ("--max-num-queued-reqs 512", "--max-num-seqs 256"),
        ),
        "sglang": Remedy(
            Text(
                en="Raise `--max-queued-requests 512` and `--max-running-requests 64`.",
                zh="调大 `--max-queued-requests 512` 和 `--max-running-requests 64`。",
            ),
            ("--max-queued-requests 512", "--max-running-requests 64"),
        ),
        "tgi": Remedy(
            Text(en="Raise `--max-concurrent-requests 128`.", zh="调大 `--max-concurrent-requests 128`。"),
            ("--max-concurrent-requests 128",),
        ),
        "litellm": Remedy(
            Text(
                en="Raise `max_parallel_requests` of the key and in `litellm_params`.",
                zh="提高该 key 以及 `litellm_params` 里的 `max_parallel_requests`。",
            ),
            ("max_parallel_requests",),
        ),
        "nginx": Remedy(
            Text(en="Raise or remove `limit_conn` and `limit_req`.", zh="调大或去掉 `limit_conn` 和 `limit_req`。"),
            ("limit_conn", "limit_req"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refusals that came only while others were in flight, in this run or in a burst."""
        found = [one for one in refused(seen) if one.crowded]
        others = [one for one in refused(seen) if not one.crowded]
        served = any(r.ok and isinstance(r.exchange.ask, Chat) for r in seen.readings.values())
        if found and served and not others and not any(RATE.search(one.words) for one in found):
            absorb(seen, found)
            told = {"status": found[0].reading.status, "count": len(found), "message": found[0].words[:160]}
            sure = Confidence.CERTAIN if BUSY.search(found[0].words) else Confidence.LIKELY
            probed = Severity.INFO if "turned_away" in seen.facts(Answers) else None  # the other one was answered
            return Diagnosis(sure, told, probed, found[0].reading.number, OF_REFUSALS if len(found) > 2 else ())
        facts = seen.facts(Admitted)
        if any(one.reading.status == facts.get("status") for one in others):  # alone too: no matter of room (L12)
            return None
        if seen.broke(Admitted, "rejected"):
            out = crowded_out(seen, facts["status"], facts["message"])
            absorb(seen, out)
            told = {name: facts[name] for name in ("status", "count", "message")}
            few = facts["of"] <= FEW
            hidden = (*OF_REFUSALS, "A20") if out else ()
            return Diagnosis(Confidence.CERTAIN, told, None if few else Severity.INFO, covers=hidden)
        return None
