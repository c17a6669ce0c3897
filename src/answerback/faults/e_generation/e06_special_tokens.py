"""E06: control tokens stand in the text."""

from __future__ import annotations

from collections.abc import Sequence

from answerback.check import Check
from answerback.checks.chat.clean_text import CleanText
from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.thinking.told_apart import ToldApart
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Affix
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SpecialTokensLeak(Fault):
    """The template's own marks reach the reader: they are not known as special, or not skipped when decoding."""

    code = "E06"
    title = Text(en="Control tokens leak into answers: {tokens}", zh="控制符泄漏到回答里：{tokens}")
    cause = Text(
        en="The tokenizer does not mark them as special, decoding does not skip them, or the template is "
        "another model's ({answers} of {of} answers).",
        zh="分词器没有把它们标为特殊符号、解码时没有跳过，或用了别的模型的模板（{of} 个回答中有 {answers} 个）。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Affix(on=CHAT, after="<|im_end|>")
    yields_to = ("E07", "G12")
    evidence = (
        "ollama/ollama#3759",
        "Blaizzy/mlx-vlm#309",
        "NousResearch/hermes-agent#38376",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Fix `special` in tokenizer_config.json (or the GGUF's metadata), let decoding skip "
                "special tokens, and use the model's own template.",
                zh="修正 tokenizer_config.json 里的 `special`（或 GGUF 元数据），解码时跳过特殊符号，"
                "并使用模型自己的模板。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Leave `skip_special_tokens` at true, and give the right template: `--chat-template "
                "FILE.jinja`; check `eos_token_id` in generation_config.json.",
                zh="保持 `skip_special_tokens` 为 true，并指定正确的模板：`--chat-template FILE.jinja`；"
                "检查 generation_config.json 里的 `eos_token_id`。",
            ),
            (
                "skip_special_tokens",
                "--chat-template FILE.jinja",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Leave `skip_special_tokens` at true, and give the right template: `--chat-template FILE.jinja`.",
                zh="保持 `skip_special_tokens` 为 true，并指定正确的模板：`--chat-template FILE.jinja`。",
            ),
            (
                "skip_special_tokens",
                "--chat-template FILE.jinja",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start without `-sp`, with `--jinja`; a newer GGUF conversion marks these tokens as control.",
                zh="启动时不要加 `-sp`，并加上 `--jinja`；更新的 GGUF 转换会把这些符号标为控制符。",
            ),
            (
                "-sp",
                "--jinja",
            ),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the model again (`ollama pull NAME`), or add `PARAMETER stop <|im_end|>` and the "
                "right TEMPLATE to the Modelfile.",
                zh="重新拉取模型（`ollama pull NAME`），或在 Modelfile 里加上 `PARAMETER stop <|im_end|>` "
                "和正确的 TEMPLATE。",
            ),
            (
                "ollama pull NAME",
                "PARAMETER stop",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A known control token in an answer; none of the questions holds one."""
        demanded = [check for check in (FollowsSchema, AnswersInJson) if seen.failed(check, "control-tokens")]
        if not seen.failed(CleanText, "control-tokens"):
            return self._beside_json(seen, demanded)
        seen.failed(ToldApart, "channels")
        facts = seen.facts(CleanText)
        said = {"tokens": " ".join(facts["tokens"]), "answers": facts["answers"], "of": facts["of"]}
        return Diagnosis(Confidence.CERTAIN if facts["answers"] > 1 else Confidence.LIKELY, said)

    def _beside_json(self, seen: Seen, demanded: Sequence[type[Check]]) -> Diagnosis | None:
        """Only where a format is demanded: the grammar ends before the end of the turn is hidden."""
        if not demanded:
            return None
        tokens = " ".join(seen.facts(demanded[0])["tokens"])
        return Diagnosis(Confidence.LIKELY, {"tokens": tokens, "answers": len(demanded), "of": 2})
