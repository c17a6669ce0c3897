"""C07: the model that is served cannot chat."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.models.accepted import ModelAccepted
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import WHOLE, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class NotAChatModel(Fault):
    """An embedding, ranking or speech model: the endpoint is wrong, or the model."""

    code = "C07"
    title = Text(en="The model {wanted!r} cannot chat", zh="模型 {wanted!r} 不能对话")
    cause = Text(
        en="It embeds, ranks or transcribes; the service says: {message}",
        zh="它是嵌入、重排或语音模型；服务返回：{message}",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Reply(
        on=WHOLE,
        status=400,
        body='{"error":{"message":"The model does not support Chat Completions API","type":"BadRequestError",'
        '"param":null,"code":400}}',
    )
    evidence = ("https://docs.vllm.ai/en/latest/models/pooling_models.html",)
    remedy = {
        None: Remedy(
            Text(
                en="Serve an instruct model for chat, or send this one to its own endpoint "
                "(`/v1/embeddings`, `/v1/rerank`).",
                zh="对话请部署 instruct 模型；这个模型请走它自己的接口（`/v1/embeddings`、`/v1/rerank`）。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Serve an instruct model, or use `/v1/embeddings`; `--runner generate` overrides a wrong guess.",
                zh="部署 instruct 模型，或使用 `/v1/embeddings`；如果类型判断错了，用 `--runner generate` 指定。",
            ),
            ("--runner generate",),
        ),
        "sglang": Remedy(
            Text(
                en="Serve an instruct model, and start it without `--is-embedding`.",
                zh="部署 instruct 模型，启动时不要加 `--is-embedding`。",
            ),
            ("--is-embedding",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The refusal says so."""
        if not seen.failed(ModelAccepted, "not-chat"):
            return None
        seen.failed(Answers)
        facts = seen.facts(ModelAccepted)
        return Diagnosis(Confidence.LIKELY, {"wanted": facts["wanted"], "message": facts["message"]})
