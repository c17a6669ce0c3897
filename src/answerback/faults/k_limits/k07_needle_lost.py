"""K07: a long prompt is counted whole and yet not recalled."""

from __future__ import annotations

from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class NeedleLost(Fault):
    """No truncation: the counts grow as they should. It may be the model's own weakness."""

    code = "K07"
    title = Text(en="Facts in long prompts are not recalled", zh="长输入中的事实无法找回")
    cause = Text(
        en="All {size} tokens were counted, at {control} everything was recalled, and yet what stood at the {lost} "
        "is gone: wrong rope scaling, a coarse KV cache, or a model that is weak at this length. Outside the server "
        "these cannot be told apart.",
        zh="{size} 个 token 都计入了，{control} 个 token 时也都能找回，但位于 {lost} 的内容丢了：rope 缩放配置错误、"
        "KV cache 量化过粗，或模型在该长度上能力不足。从外部无法区分。",
    )
    severity = Severity.INFO
    level = DEEP
    evidence = ("vllm-project/vllm#24038",)
    yields_to = ("K01", "K08")
    seen_with = Say(on=When(longer_than=2200), text="harbor")
    remedy = {
        None: Remedy(
            Text(
                en="Compare with an unquantised KV cache and with the model card's rope or YaRN settings; keep "
                "prompts below the length at which recall breaks.",
                zh="对比未量化的 KV cache 和模型卡上的 rope/YaRN 设置；并把输入控制在仍能正常找回的长度以内。",
            ),
            ("rope_scaling", "kv cache dtype"),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--kv-cache-dtype auto`, and with the model card's YaRN settings in "
                "`--hf-overrides '{{\"rope_scaling\": …}}'`.",
                zh="启动 vLLM 时加上 `--kv-cache-dtype auto`，并按模型卡用 `--hf-overrides '{"
                '{"rope_scaling": …}}\'` 设置 YaRN。',
            ),
            ("--kv-cache-dtype auto", "--hf-overrides"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `-ctk f16 -ctv f16`, and for long contexts `--rope-scaling yarn "
                "--yarn-orig-ctx N`.",
                zh="启动 llama-server 时加上 `-ctk f16 -ctv f16`；长上下文用 `--rope-scaling yarn --yarn-orig-ctx N`。",
            ),
            ("-ctk f16 -ctv f16", "--rope-scaling yarn"),
        ),
        "ollama": Remedy(
            Text(
                en="Set `OLLAMA_KV_CACHE_TYPE=f16` and try again.",
                zh="设置 `OLLAMA_KV_CACHE_TYPE=f16` 后重试。",
            ),
            ("OLLAMA_KV_CACHE_TYPE=f16",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Recall that works short and fails long."""
        if not seen.broke(KeepsPrompt, "forgotten"):
            return None
        facts = seen.facts(KeepsPrompt)
        said = {"size": facts["size"], "control": facts["control"], "lost": ", ".join(facts["lost"])}
        return Diagnosis(Confidence.POSSIBLE, said)
