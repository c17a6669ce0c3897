"""G04: the thought eats the whole token budget."""

from __future__ import annotations

from answerback.checks.thinking.answer_follows import AnswerFollows
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Cap
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class BudgetSpentThinking(Fault):
    """`length`, an empty content, a long thought: no fault of the transport, and mostly the request's own limit."""

    code = "G04"
    title = Text(en="The thought eats the whole token budget", zh="思考耗尽了全部 token 额度")
    cause = Text(
        en="After {tokens} tokens of thought the answer was cut (`length`; {limit} were allowed): nothing was left for "
        "the content, and it looks like an empty answer.",
        zh="思考用掉 {tokens} 个 token 后回答被截断（`length`，请求允许 {limit} 个）：没有额度留给正文，"
        "看起来像空回答。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = ("BerriAI/litellm-docs#559", "sipeed/picoclaw#966", "NousResearch/hermes-agent#3444")
    yields_to = ("G03",)
    seen_with = Cap(tokens=60)
    remedy = {
        None: Remedy(
            Text(
                en="Raise `max_tokens` (2048 and more for a thinking model) and any cap below it, or think less: "
                '`"reasoning_effort": "low"`, thinking off.',
                zh='调大 `max_tokens`（思考模型建议 2048 以上）以及更低的服务端上限，或减少思考：`"reasoning_effort": '
                '"low"`、'
                "关闭思考。",
            ),
            ("max_tokens", "reasoning_effort"),
        ),
        "vllm": Remedy(
            Text(
                en="Raise `max_tokens`, limit the thought with `thinking_token_budget`, or switch it off: "
                '`"chat_template_kwargs": {{"enable_thinking": false}}`; a cap from the model\'s own defaults goes '
                "with "
                "`--generation-config vllm`.",
                zh="调大 `max_tokens`，用 `thinking_token_budget` 限制思考，或关闭它："
                '`"chat_template_kwargs": {{"enable_thinking": false}}`；模型自带默认值造成的上限可用 '
                "`--generation-config vllm` 去掉。",
            ),
            ("max_tokens", "thinking_token_budget", "--generation-config vllm"),
        ),
        "sglang": Remedy(
            Text(
                en="Raise `max_tokens`, or switch thinking off: "
                '`"chat_template_kwargs": {{"enable_thinking": false}}`.',
                zh='调大 `max_tokens`，或关闭思考：`"chat_template_kwargs": {{"enable_thinking": false}}`。',
            ),
            ("max_tokens", "chat_template_kwargs"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Raise `max_tokens`, start with `-n -1`, or limit the thought: `--reasoning-budget 0` switches it "
                "off.",
                zh="调大 `max_tokens`，启动时加 `-n -1`，或限制思考：`--reasoning-budget 0` 会关闭它。",
            ),
            ("-n -1", "--reasoning-budget 0"),
        ),
        "ollama": Remedy(
            Text(
                en='Raise `max_tokens` (and `PARAMETER num_predict`), or send `"reasoning_effort": "none"`.',
                zh='调大 `max_tokens`（以及 `PARAMETER num_predict`），或发送 `"reasoning_effort": "none"`。',
            ),
            ('"reasoning_effort": "none"', "PARAMETER num_predict"),
        ),
        "dashscope": Remedy(
            Text(
                en='Raise `max_tokens`, or send `"enable_thinking": false` or a `thinking_budget`.',
                zh='调大 `max_tokens`，或发送 `"enable_thinking": false`、`thinking_budget`。',
            ),
            ('"enable_thinking": false', "thinking_budget"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Cut far below the limit that was asked for is a fault; a thought longer than ours allowed is a note."""
        facts = {name: seen.facts(AnswerFollows).get(name) for name in ("tokens", "limit")}
        if seen.failed(AnswerFollows, "capped"):
            return Diagnosis(Confidence.CERTAIN, facts)
        if seen.broke(AnswerFollows, "budget"):
            return Diagnosis(Confidence.LIKELY, facts, Severity.INFO)
        return None
