"""G03: with thinking off the answer lands in the reasoning, and the content is empty."""

from __future__ import annotations

from answerback.checks.thinking.answer_follows import AnswerFollows
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class AnswerSwallowed(Fault):
    """The parser takes everything for a thought until a closing tag comes, and none comes."""

    code = "G03"
    title = Text(en="The answer is swallowed by the reasoning", zh="回答被推理字段吞掉")
    cause = Text(
        en="With thinking off (or a model that does not think) nothing closes the thought, and the reasoning parser "
        "keeps the whole answer: the content is empty, `{field}` holds the answer.",
        zh="关闭思考（或模型本来不思考）时没有结束标签，推理解析器把整个回答都当成了思考：正文为空，回答在 `{field}` "
        "里。",
    )
    severity = Severity.MAJOR
    priority = 3
    evidence = ("vllm-project/vllm#17609", "vllm-project/vllm#19839", "QwenLM/Qwen3#1297", "vllm-project/vllm#17327")
    seen_with = MoveReasoning(how="swallow")
    remedy = {
        None: Remedy(
            Text(
                en="Use the reasoning parser of this model's family, and none for a model that does not think.",
                zh="使用与模型系列匹配的推理解析器；不会思考的模型不要启用解析器。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Use `--reasoning-parser qwen3` instead of `deepseek_r1` and a recent vLLM; for a model that never "
                "thinks drop the flag or add `--default-chat-template-kwargs '{{\"enable_thinking\": false}}'`.",
                zh="把 `deepseek_r1` 换成 `--reasoning-parser qwen3` 并升级 vLLM；不会思考的模型请去掉该参数，或加 "
                "`--default-chat-template-kwargs '{{\"enable_thinking\": false}}'`。",
            ),
            ("--reasoning-parser qwen3", """--default-chat-template-kwargs '{"enable_thinking": false}'"""),
        ),
        "sglang": Remedy(
            Text(
                en="Use `--reasoning-parser qwen3` for models that can switch thinking (`deepseek-r1` and "
                "`qwen3-thinking` expect a thought always); none for models without one.",
                zh="可切换思考的模型用 `--reasoning-parser qwen3`（`deepseek-r1` 和 `qwen3-thinking` 总是认为有思考）；"
                "不会思考的模型不要加。",
            ),
            ("--reasoning-parser qwen3",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-format auto`, and drop `--reasoning-format deepseek` or "
                "`--thinking-forced-open`-like templates.",
                zh="启动时用 `--jinja --reasoning-format auto`，不要用强制打开思考的模板。",
            ),
            ("--reasoning-format auto",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start without `--reasoning-parser` for a model that does not think: the parser starts in the "
                "thought.",
                zh="不会思考的模型启动时不要加 `--reasoning-parser`：解析器一开始就处于思考状态。",
            ),
            ("--reasoning-parser",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Thinking off, `stop`, no content, and reasoning that is the answer."""
        if seen.failed(AnswerFollows, "swallowed"):
            return Diagnosis(Confidence.CERTAIN, {"field": seen.facts(AnswerFollows)["field"]}, covers=("J01",))
        return None
