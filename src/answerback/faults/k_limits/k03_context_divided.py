"""K03: llama.cpp divides its context among slots."""

from __future__ import annotations

from answerback.checks.limits.context_told import ContextTold
from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ContextDivided(Fault):
    """`-c` is the sum over all slots."""

    code = "K03"
    title = Text(en="llama.cpp divides the context among its slots", zh="llama.cpp 把上下文平分给了各个 slot")
    cause = Text(
        en="`-c` is shared by all slots: {total} tokens over {slots} slots leave {limit} for each request.",
        zh="`-c` 由所有 slot 共享：{total} 个 token 分给 {slots} 个 slot，每个请求只剩 {limit}。",
    )
    priority = 3
    evidence = ("ggml-org/llama.cpp#11681", "ggml-org/llama.cpp#17767", "ggml-org/llama.cpp#9016")
    dialect = "llamacpp"
    seen_with = Reply(
        on=When(longer_than=10240),
        status=400,
        body='{"error":'
        '{"code":400,"message":"request (41170 tokens) exceeds the available context size (10240 tokens), try '
        'increasing it","type":"exceed_context_size_error","n_prompt_tokens":41170,"n_ctx":10240}}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Start llama-server with `-c` as large as one request's context times the slots: `-c {needed} -np "
                "{slots}`; or with one slot, `-np 1`; or share one pool, `--kv-unified`.",
                zh="启动 llama-server 时让 `-c` 等于单个请求的上下文乘以 slot 数：`-c {needed} -np {slots}`；"
                "或只用一个 slot：`-np 1`；或共用一个池：`--kv-unified`。",
            ),
            ("-c", "-np", "--kv-unified"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The refusal's limit times the slots is what was told; or a slot's share is known from /props."""
        if seen.setting.server != "llamacpp":
            return None
        told = seen.facts(ContextTold)
        slots = told.get("slots")
        shown = [
            check
            for check, reason in ((RefusesTooLong, "smaller-than-told"), (KeepsPrompt, "refused-early"))
            if seen.failed(check, reason)
        ]
        if shown and slots:
            facts = seen.facts(shown[0])
            if abs(facts["limit"] * slots - facts["told"]) <= 0.1 * facts["told"]:
                said = _said(facts["told"], slots, facts["limit"])
                return Diagnosis(Confidence.CERTAIN, said)
        card, context = told.get("card"), told.get("context")
        if slots and slots > 1 and card and context and abs(context * slots - card) <= 0.1 * card and context < card:
            return Diagnosis(Confidence.LIKELY, _said(card, slots, context), Severity.INFO)
        return None


def _said(total: int, slots: int, limit: int) -> dict[str, int]:
    return {"total": total, "slots": slots, "limit": limit, "needed": total * slots}
