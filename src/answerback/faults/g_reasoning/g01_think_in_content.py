"""G01: the thought stands in the content, between its tags."""

from __future__ import annotations

from answerback.checks.thinking.told_apart import ToldApart
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.g_reasoning import parsers
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class ThinkInContent(Fault):
    """No reasoning parser is at work; a matter of configuration."""

    code = "G01"
    title = Text(en="The thought stands in the content ({tag})", zh="思考内容混在正文里（{tag}）")
    cause = Text(
        en="No reasoning parser is at work, so `{tag}` and all that follows is passed on as the answer.",
        zh="没有启用推理解析器，`{tag}` 及其后的思考内容被当作回答返回。",
    )
    severity = Severity.MINOR
    priority = 3
    level = SMOKE
    evidence = ("vllm-project/vllm#17346", "vllm-project/vllm#26239")
    seen_with = Configure(name="reasoning_parser", value=None)
    remedy = {
        None: Remedy(
            Text(
                en="Turn on the server's reasoning parser for this model's family; until then cut the block in the "
                "client.",
                zh="按模型系列启用服务端的推理解析器；在此之前由客户端去掉该段。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--reasoning-parser {vllm}` (`answerback explain vllm` lists those of all families); "
                "up to 0.8 also `--enable-reasoning`.",
                zh="启动时加 `--reasoning-parser {vllm}`（各模型系列对应的解析器见 `answerback explain vllm`）；"
                "0.8 及更早版本还要加 `--enable-reasoning`。",
            ),
            ("--reasoning-parser {vllm}",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--reasoning-parser {sglang}` (`answerback explain sglang` lists the parser of each "
                "family), and do not send `separate_reasoning: false`.",
                zh="启动时加 `--reasoning-parser {sglang}`（各模型系列对应的解析器见 `answerback explain sglang`），"
                "并且不要发送 `separate_reasoning: false`。",
            ),
            ("--reasoning-parser {sglang}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-format auto` instead of `--reasoning-format none`.",
                zh="启动时用 `--jinja --reasoning-format auto`，不要用 `--reasoning-format none`。",
            ),
            ("--reasoning-format auto", "--jinja"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start with `--reasoning-parser {lmdeploy}`.",
                zh="启动时加 `--reasoning-parser {lmdeploy}`。",
            ),
            ("--reasoning-parser {lmdeploy}",),
        ),
        "xinference": Remedy(
            Text(
                en="Launch the model with `--reasoning_content true`.",
                zh="启动模型时加 `--reasoning_content true`。",
            ),
            ("--reasoning_content true",),
        ),
        "lmstudio": Remedy(
            Text(
                en="In the developer settings turn on `When applicable, separate reasoning_content and content`.",
                zh="在 Developer 设置里打开 `When applicable, separate reasoning_content and content`。",
            ),
            ("separate reasoning_content and content",),
        ),
        "litellm": Remedy(
            Text(
                en="Set `merge_reasoning_content_in_choices: false` in `litellm_params`.",
                zh="在 `litellm_params` 里设置 `merge_reasoning_content_in_choices: false`。",
            ),
            ("merge_reasoning_content_in_choices: false",),
        ),
        "ollama": Remedy(
            Text(
                en="Update Ollama and pull the model again: a Modelfile of your own without the thinking template "
                "leaves the tags in.",
                zh="升级 Ollama 并重新拉取模型：自建 Modelfile 缺少思考模板时标签会留在正文里。",
            ),
            ("ollama pull NAME",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The content begins with the opening tag; where the product knows no other place it is a note."""
        facts = {"tag": seen.facts(ToldApart).get("tag", ""), **parsers.for_model(seen)}
        if seen.failed(ToldApart, "open-tag"):
            return Diagnosis(Confidence.CERTAIN, facts)
        if seen.broke(ToldApart, "by-design"):
            return Diagnosis(Confidence.CERTAIN, facts, Severity.INFO)
        return None
