"""M08: the context is smaller than the one that is sold."""

from __future__ import annotations

from answerback.checks.authenticity.whole_context import WholeContext
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Truncate, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

CUT_BY_THEMSELVES = ("ollama", "llamacpp", "lmstudio", "transformers")
"""There a setting of the server cuts (K01); anywhere else somebody on the way does."""


class ContextDowngraded(Fault):
    """A prompt well within the told context is answered with HTTP 200 from a part of it."""

    code = "M08"
    title = Text(en="The context is smaller than the one that is sold", zh="实际上下文小于宣称的长度")
    cause = Text(
        en="The service tells a context of {told} tokens; of a prompt of {size} only {prompt} were read, with HTTP 200 "
        "and no word of it, while {whole} are read whole. A relay or vendor serves a shorter context than it sells, "
        "and cuts what does not fit.",
        zh="服务宣称上下文为 {told} 个 token；发送 {size} 个却只读入 {prompt} 个，返回 HTTP 200 且没有任何提示，而 "
        "{whole} 个以内能完整读入。中转或服务商实际提供的上下文比宣称的短，并截掉放不下的部分。",
    )
    severity = Severity.MAJOR
    level = DEEP
    seen_with = Truncate(on=When(longer_than=16384), tokens=16384, how="head")
    yields_to = ("K08",)
    evidence = ("toby-bridges/api-relay-audit",)
    remedy = {
        None: Remedy(
            Text(
                en="Keep prompts below {whole} tokens until it is settled; let the operator raise the context or tell "
                "the true one, and refuse what does not fit.",
                zh="在解决之前把输入控制在 {whole} 个 token 以内；请服务方调大上下文，"
                "或如实告知长度并拒绝放不下的输入。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM refuses what does not fit: ask its port directly, and find what before it cuts the prompt (or "
                "sends `truncate_prompt_tokens`); its own limit is `--max-model-len`.",
                zh="vLLM 会拒绝放不下的输入：请直接请求它的端口，找出前面截断输入（或发送 `truncate_prompt_tokens`）"
                "的环节；它自己的上限是 `--max-model-len`。",
            ),
            ("--max-model-len", "truncate_prompt_tokens"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang without `--allow-auto-truncate`, and with `--context-length` as long as it is sold.",
                zh="启动 SGLang 时去掉 `--allow-auto-truncate`，并把 `--context-length` 设为宣称的长度。",
            ),
            ("--allow-auto-truncate", "--context-length"),
        ),
        "openrouter": Remedy(
            Text(
                en='Send `"transforms": []`, and choose a provider by its own context length with '
                '`"provider": {{"order": ["NAME"]}}`.',
                zh='发送 `"transforms": []`，并用 `"provider": {{"order": ["NAME"]}}` 选择上下文足够长的供应商。',
            ),
            ('"transforms": []', '"provider"'),
        ),
        "litellm": Remedy(
            Text(
                en="Look for `trim_messages` in callbacks, and compare `model_info.max_input_tokens` with the context "
                "of the backend under `litellm_params.api_base`.",
                zh="检查回调中是否用了 `trim_messages`，并对比 `model_info.max_input_tokens` 与 "
                "`litellm_params.api_base` 后端的实际上下文。",
            ),
            ("trim_messages", "model_info.max_input_tokens"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Likely where the count is short as well; a model may just be weak at that length, which is worth knowing."""
        facts = seen.facts(WholeContext)
        if seen.setting.server in CUT_BY_THEMSELVES:
            return None
        told = {name: facts.get(name) for name in ("told", "size", "prompt", "whole")}
        if seen.failed(WholeContext, "short"):
            seen.failed(RefusesTooLong, "truncated")
            return Diagnosis(Confidence.LIKELY, told)
        return None
