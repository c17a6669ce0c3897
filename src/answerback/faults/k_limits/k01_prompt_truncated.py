"""K01: a prompt is cut in silence."""

from __future__ import annotations

from answerback.check import Check
from answerback.checks.authenticity.whole_context import WholeContext
from answerback.checks.chat.same_prompt import SamePrompt
from answerback.checks.chat.turns_kept import TurnsKept
from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Truncate, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class PromptTruncated(Fault):
    """HTTP 200, a count that stands still, and the beginning is gone."""

    code = "K01"
    title = Text(en="Long prompts are cut in silence", zh="长输入被悄悄截断")
    cause = Text(
        en="Of a prompt of {size} tokens only {prompt} were read, with HTTP 200 and no word of it; gone: {lost}. The "
        "context in force is about that long, and what does not fit is dropped: old turns first, or the start of one "
        "long message, the system prompt with it.",
        zh="{size} 个 token 的输入只读入了 {prompt} 个，返回 HTTP 200 且没有任何提示；丢失的部分：{lost}。"
        "实际生效的上下文大约就是这么长，放不下的内容被丢弃：先丢早期对话，单条长消息则丢掉开头（包括系统提示）。",
    )
    priority = 3
    evidence = ("ollama/ollama#17889", "ollama/ollama#10368", "ollama/ollama#17427", "RooCodeInc/Roo-Code#1372")
    yields_to = ("K08", "M08")
    seen_with = Truncate(on=When(longer_than=4200), tokens=4096, how="head")
    remedy = {
        None: Remedy(
            Text(
                en="Raise the context of the server, or let it refuse what does not fit; find out whether a gateway "
                "cuts on the way.",
                zh="调大服务端的上下文，或让它拒绝放不下的输入；并确认是否有网关在途中截断。",
            ),
            ("context",),
        ),
        "ollama": Remedy(
            Text(
                en="Set `OLLAMA_CONTEXT_LENGTH=32768` for the server (systemd: `systemctl edit ollama`, "
                '`Environment="OLLAMA_CONTEXT_LENGTH=32768"`) or `PARAMETER num_ctx 32768` in the Modelfile; the /v1 '
                "API "
                "cannot set num_ctx. `ollama ps` shows the context in force.",
                zh="为服务设置 `OLLAMA_CONTEXT_LENGTH=32768`（systemd：`systemctl edit ollama`，"
                '`Environment="OLLAMA_CONTEXT_LENGTH=32768"`），或在 Modelfile 里写 `PARAMETER num_ctx 32768`；'
                "/v1 接口无法设置 num_ctx。`ollama ps` 会显示当前生效的上下文。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=32768", "PARAMETER num_ctx 32768"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang without `--allow-auto-truncate`, and with `--context-length` as long as needed.",
                zh="启动 SGLang 时去掉 `--allow-auto-truncate`，并用 `--context-length` 设置足够的长度。",
            ),
            ("--allow-auto-truncate", "--context-length"),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM refuses what does not fit, so something before it cuts the prompt (or sends "
                "`truncate_prompt_tokens`): ask vLLM directly; its own limit is `--max-model-len`.",
                zh="vLLM 会拒绝放不下的输入，因此是前面的环节截断了（或发送了 `truncate_prompt_tokens`）：请直接请求 "
                "vLLM 验证；它自己的上限是 `--max-model-len`。",
            ),
            ("--max-model-len", "truncate_prompt_tokens"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with a larger `-c` and with `--no-context-shift`, so that it refuses instead.",
                zh="启动 llama-server 时调大 `-c`，并加上 `--no-context-shift`，使其改为拒绝。",
            ),
            ("-c", "--no-context-shift"),
        ),
        "lmstudio": Remedy(
            Text(
                en="Load the model with a longer context (`lms load MODEL --context-length 32768`) and set the "
                "overflow policy to stop at the limit.",
                zh="用更长的上下文加载模型（`lms load MODEL --context-length 32768`），并把溢出策略设为到达上限即停"
                "止。",
            ),
            ("lms load MODEL --context-length 32768",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Certain where code words at the start are gone and those at the end are there."""
        reasons: tuple[tuple[type[Check], str], ...] = (
            (RefusesTooLong, "truncated"),
            (KeepsPrompt, "truncated"),
            (WholeContext, "short"),
        )
        if seen.failed(TurnsKept, "lost"):
            return None  # even a short conversation does not arrive
        shown = [check for check, reason in reasons if seen.failed(check, reason)]
        alone = seen.facts(SamePrompt) if seen.failed(SamePrompt, "length") else {}
        mode = {"mode": alone["mode"]} if alone else {}
        if not shown and alone:
            return Diagnosis(Confidence.CERTAIN, {"size": alone["long"], "prompt": alone["short"], "lost": "?", **mode})
        if not shown:
            return None
        facts = seen.facts(shown[0])
        lost = facts.get("lost") or []
        sure = Confidence.CERTAIN if "start" in lost and "end" not in lost else Confidence.LIKELY
        prompt = facts.get("prompt") if facts.get("prompt") is not None else "?"
        return Diagnosis(sure, {"size": facts["size"], "prompt": prompt, "lost": ", ".join(map(str, lost)), **mode})
