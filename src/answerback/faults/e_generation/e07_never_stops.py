"""E07: the model does not stop."""

from __future__ import annotations

from answerback.checks.chat.clean_text import CleanText
from answerback.checks.chat.ends_itself import EndsItself
from answerback.checks.chat.sane_streams import Debris, SaneStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import streams_only
from answerback.values.injections import CHAT, NeverStop
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class NeverStops(Fault):
    """The end-of-turn token is not honoured: the answer is right, then it plays both sides up to the limit."""

    code = "E07"
    title = Text(en="The model does not stop when it has answered", zh="模型回答完还停不下来")
    cause = Text(
        en="The end-of-turn token is not among the stop tokens (`eos_token_id`), or the template is another "
        "model's: {excerpt!r}",
        zh="结束符不在停止符（`eos_token_id`）之列，或用了别的模型的模板：{excerpt!r}",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = NeverStop(on=CHAT)
    yields_to = ("E01",)
    evidence = (
        "vllm-project/vllm#4180",
        "vllm-project/vllm#4182",
        "Blaizzy/mlx-vlm#2112",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Add the end-of-turn token to the list `eos_token_id` in generation_config.json; send "
                "`stop` meanwhile.",
                zh="把结束符加入 generation_config.json 的 `eos_token_id` 列表；在此之前请求里带上 `stop`。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Add it to `eos_token_id` in generation_config.json (read with `--generation-config "
                "auto`), or send `stop_token_ids`.",
                zh="把它加入 generation_config.json 的 `eos_token_id`（由 `--generation-config auto` 读取）"
                "，或在请求里发送 `stop_token_ids`。",
            ),
            (
                "eos_token_id",
                "--generation-config auto",
                "stop_token_ids",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Add it to `eos_token_id` in generation_config.json, or send `stop_token_ids`; check "
                "`--chat-template`.",
                zh="把它加入 generation_config.json 的 `eos_token_id`，或在请求里发送 `stop_token_ids`；"
                "检查 `--chat-template`。",
            ),
            (
                "eos_token_id",
                "stop_token_ids",
                "--chat-template FILE.jinja",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja` and take a newer GGUF: its end-of-turn token "
                "(`tokenizer.ggml.eot_token_id`) is missing.",
                zh="启动时加上 `--jinja` 并换用更新的 GGUF：当前文件缺少结束符（`tokenizer.ggml.eot_token_id`）。",
            ),
            ("--jinja",),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the model again (its template was corrected), or add `PARAMETER stop TEXT` to the Modelfile.",
                zh="重新拉取模型（其模板已修正），或在 Modelfile 里加上 `PARAMETER stop TEXT`。",
            ),
            (
                "ollama pull NAME",
                "PARAMETER stop",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Fake turns up to the limit; without them two one-word questions that both run into it."""
        if seen.failed(SaneStreams, Debris.TURNS):
            return streams_only(seen)
        facts = seen.facts(EndsItself)
        if seen.failed(EndsItself, "self-dialogue"):
            seen.failed(CleanText)
            return Diagnosis(Confidence.CERTAIN, {"excerpt": facts["excerpt"]})
        if not facts.get("loops") and seen.broke(EndsItself, "runs-on"):
            return Diagnosis(Confidence.LIKELY, {"excerpt": facts["excerpt"]})
        return None
