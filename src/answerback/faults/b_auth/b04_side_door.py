"""B04: side routes answer without the key."""

from __future__ import annotations

from answerback.checks.auth.side_routes import NoSideDoor
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import Configure, Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SideDoor(Fault):
    """The key guards /v1 and leaves inference open elsewhere."""

    code = "B04"
    title = Text(en="Side routes answer without the key", zh="旁路接口绕过了密钥")
    cause = Text(
        en="{path} answers without the key: the server guards `/v1` only.",
        zh="{path} 不带密钥也有应答：服务端只保护了 /v1。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = (
        Configure(name="api_key", value="sk-guarded"),
        Reply(
            on=When(route="/invocations"),
            body='{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"{model}","choices":[{"index":0,'
            '"message":{"role":"assistant","content":"Hi"},"finish_reason":"length"}],'
            '"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}',
        ),
    )
    asked = Asked(key="sk-guarded")
    evidence = ("vllm-project/vllm#58144", "vllm-project/vllm#18892")
    remedy = {
        None: Remedy(
            Text(
                en="Let only `/v1/` through in a gateway in front, and keep the server's own port closed to others.",
                zh="在前置网关里只放行 /v1/，并且不要对外暴露服务自身的端口。",
            )
        ),
        "nginx": Remedy(
            Text(
                en="`location /v1/` forwards, `location /` returns 403.",
                zh="`location /v1/` 转发，`location /` 返回 403。",
            ),
            ("location / { return 403; }",),
        ),
        "vllm": Remedy(
            Text(
                en="`--api-key` alone guards `/v1` only: bind vLLM to 127.0.0.1 and forward nothing but `/v1/` in "
                "nginx.",
                zh="仅靠 `--api-key` 只保护 /v1：请让 vLLM 绑定 127.0.0.1，并在 nginx 里只转发 /v1/。",
            ),
            ("--host 127.0.0.1",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Inference is a leak; a tokenizer is a remark."""
        if not seen.broke(NoSideDoor):
            return None
        severity = None if seen.failed(NoSideDoor, "inference") else Severity.INFO
        return Diagnosis(Confidence.CERTAIN, {"path": seen.facts(NoSideDoor)["path"]}, severity)
