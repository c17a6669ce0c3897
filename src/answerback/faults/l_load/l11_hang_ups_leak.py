"""L11: clients who hang up leave their places busy."""

from __future__ import annotations

from answerback.checks.load.hang_ups import HangUpsFree
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.l01_engine_hung import silent
from answerback.faults.l_load.later import Blame, absorb_silent, blame, first_broken
from answerback.values.injections import Leak
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class HangUpsLeak(Fault):
    """A gateway or a server goes on generating for nobody."""

    code = "L11"
    title = Text(en="Clients who hang up leave their places busy", zh="客户端断开后，槽位仍被占用")
    cause = Text(
        en="After {count} abandoned streams the smallest chat took {after} s instead of {before} s: the hang-up is not "
        "passed on to the engine, which goes on generating.",
        zh="放弃 {count} 个流之后，最小的对话从 {before} 秒变成 {after} 秒：断开没有传到引擎，它还在继续生成。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    evidence = (
        "BerriAI/litellm#30244", "BerriAI/litellm#37140", "ikawrakow/ik_llama.cpp#1020", "xorbitsai/inference#5548",
        "vllm-project/vllm#54947",
    )  # fmt: skip
    yields_to = ("L15",)
    seen_with = Leak(slots=4)
    remedy = {
        None: Remedy(
            Text(
                en="Let every hop cancel the request upstream when its client is gone, and cap `max_tokens`.",
                zh="让每一跳在客户端断开时取消上游请求，并限制 `max_tokens`。",
            ),
            ("max_tokens",),
        ),
        "nginx": Remedy(
            Text(
                en="Keep `proxy_ignore_client_abort off;` (the default).",
                zh="保持 `proxy_ignore_client_abort off;`（默认值）。",
            ),
            ("proxy_ignore_client_abort off;",),
        ),
        "litellm": Remedy(
            Text(
                en="Upgrade LiteLLM (streams are cancelled since #30244), and cap `max_tokens` in `litellm_params`.",
                zh="升级 LiteLLM（#30244 之后会取消流），并在 `litellm_params` 里限制 `max_tokens`。",
            ),
            ("litellm_params.max_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM, and ask it directly: if places are free then, the gateway in front keeps the "
                "connections.",
                zh="升级 vLLM，并绕过网关直接测试：若此时能释放，就是前面的网关没有断开连接。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The same small chat before and after."""
        if not seen.failed(HangUpsFree, "leaks"):
            return self._at_once(seen)
        facts = seen.facts(HangUpsFree)
        return Diagnosis(Confidence.LIKELY, {name: facts[name] for name in ("count", "before", "after")})

    def _at_once(self, seen: Seen) -> Diagnosis | None:
        """Judge a service that fell silent for good when one stream of the run was abandoned."""
        if blame(seen, "silent", silent) is not Blame.HANG_UP:
            return None
        absorb_silent(seen, silent)
        first = first_broken(seen, silent)[0]
        told = {"count": 1, "before": "< 1", "after": f"> {first.exchange.phases.end_s:.0f}"}
        return Diagnosis(Confidence.POSSIBLE, told, exchange=first.number)
