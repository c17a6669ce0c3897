"""M01: another model answers than the one that is sold."""

from __future__ import annotations

from answerback.checks.authenticity.vocabulary import OwnVocabulary, counted_by
from answerback.checks.models.answered_by import AnsweredByTheModel
from answerback.checks.vocabularies import Vocabulary
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ModelSubstituted(Fault):
    """The vocabulary gives it away. A model's word on who it is never does: any model may say anything."""

    code = "M01"
    title = Text(en="{counted} answers under the name {wanted!r}", zh="名字是 {wanted!r}，回答的却是 {counted}")
    cause = Text(
        en="Six texts have exactly as many tokens as with the vocabulary of {counted}, where `{wanted}` has that of "
        "{promised}; weights only work with their own vocabulary, so others are behind the name, unless a gateway "
        "counts by itself and took the wrong tokenizer for it.",
        zh="六段文本的 token 数与 {counted} 的词表完全一致，而 `{wanted}` 用的是 {promised} 的词表；权重只能配自己的"
        "词表，因此这个名字背后是别的模型；除非计数是网关用错了分词器自行算出来的。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = DEEP
    seen_with = counted_by(Vocabulary.LLAMA3)
    evidence = ("arXiv 2603.01919", "arXiv 2504.04715", "zzsting88/relayAPI#45")
    remedy = {
        None: Remedy(
            Text(
                en="Ask the vendor which weights it serves as `{wanted}`, and compare prompt_tokens and answers with "
                "the model's own API; then go to another vendor, or to the source.",
                zh="向服务方确认 `{wanted}` 背后是哪套权重，并与该模型的官方接口对比 prompt_tokens 和回答；"
                "必要时更换服务商或直接使用官方接口。",
            ),
            ("usage.prompt_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--model` for the weights that are meant, or give those that are loaded their own "
                "name with `--served-model-name`; `root` in /v1/models tells what is loaded.",
                zh="用 `--model` 加载正确的权重，或用 `--served-model-name` 给已加载的权重起它自己的名字；"
                "/v1/models 里的 `root` 会显示实际加载的模型。",
            ),
            ("--model", "--served-model-name"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--model-path` for the weights that are meant, or name those that are loaded "
                "with `--served-model-name`; /get_model_info tells what is loaded.",
                zh="用 `--model-path` 加载正确的权重，或用 `--served-model-name` 如实命名；/get_model_info "
                "会显示实际加载的模型。",
            ),
            ("--model-path", "--served-model-name"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with the file that is meant (`-m FILE.gguf`), or give it its own name with "
                "`--alias`; /props tells the file in `model_path`.",
                zh="用正确的文件启动 llama-server（`-m FILE.gguf`），或用 `--alias` 给它真实的名字；/props 的 "
                "`model_path` 会显示加载的文件。",
            ),
            ("-m FILE.gguf", "--alias"),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama show NAME` tells the architecture behind the name; pull the one that is meant, or copy it "
                "to an honest name with `ollama cp`.",
                zh="`ollama show NAME` 会显示名字背后的架构；请拉取正确的模型，或用 `ollama cp` 改成真实的名字。",
            ),
            ("ollama show NAME", "ollama cp"),
        ),
        "litellm": Remedy(
            Text(
                en="Check `litellm_params.model` beside `model_name: {wanted}`, and `litellm_settings.fallbacks`.",
                zh="检查 `model_name: {wanted}` 对应的 `litellm_params.model`，以及 `litellm_settings.fallbacks`。",
            ),
            ("litellm_params.model", "litellm_settings.fallbacks: []"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Behind a gateway that may count by itself it is possible; where the answer names another family, sure."""
        if not seen.failed(OwnVocabulary, "other"):
            return None
        facts = seen.facts(OwnVocabulary)
        told = {name: facts[name] for name in ("wanted", "promised", "counted")}
        if seen.broke(AnsweredByTheModel, "other-family"):
            return Diagnosis(Confidence.CERTAIN, told)
        gateway = seen.server is not None and seen.server.gateway
        return Diagnosis(Confidence.POSSIBLE if gateway else Confidence.LIKELY, told)
