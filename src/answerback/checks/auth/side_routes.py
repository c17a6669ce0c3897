"""The promise that no side door leads around the key."""

from __future__ import annotations

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.auth.required import WITH_WRONG_KEY, KeyRequired
from answerback.server import Vendor, named
from answerback.values.asks import Auth, Raw
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

QUESTION = msgspec.json.encode(
    {"model": "{model}", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1, "temperature": 0}
).decode()
TOKENIZE = msgspec.json.encode({"model": "{model}", "prompt": "Hi", "content": "Hi"}).decode()
INFERENCE = Raw(method="POST", path="/invocations", body=QUESTION, auth=Auth.NONE, cost=1, wait_s=20)
"""SageMaker's route in vLLM: the whole chat API, outside the guarded prefixes (vllm-project/vllm#58144)."""
TOKENS = Raw(method="POST", path="/tokenize", body=TOKENIZE, auth=Auth.NONE, wait_s=10)


class NoSideDoor(Check):
    """Only when a key is in use and is looked at; harmless routes only."""

    promise = Text(en="No side route answers without the key.", zh="没有绕过密钥的旁路接口。")
    why = Text(
        en="`--api-key` guards `/v1` in some servers, and nothing else.",
        zh="有的服务端 `--api-key` 只保护 /v1，其余路径不设防。",
    )
    needs = (KeyRequired,)
    severity = Severity.MAJOR
    reasons = {
        "inference": Reason(
            Text(
                en="POST {path} answers a chat without the key (HTTP {status})",
                zh="POST {path} 不带密钥也能对话（HTTP {status}）",
            )
        ),
        "tokenizer": Reason(
            Text(
                en="POST {path} answers without the key (HTTP {status}); it runs no model",
                zh="POST {path} 不带密钥也有应答（HTTP {status}）；该接口不运行模型",
            )
        ),
    }

    def run(self) -> Steps:
        """Knock at the side doors without the key."""
        kind = named(self.setting.server) if self.setting.server else None
        if self.setting.target.key is None or (kind is not None and issubclass(kind, Vendor)):
            return self.not_needed()
        wrong: Reading = yield WITH_WRONG_KEY
        if wrong.ok and wrong.error is None:  # the front door is open: the side doors are no news
            return self.not_needed()
        inference, tokens = yield (INFERENCE, TOKENS)
        if _answered(inference) and (inference.answer.choices or inference.answer.usage):
            return self.fail("inference", path="/invocations", status=inference.status)
        if _answered(tokens) and isinstance(tokens.json, dict) and "tokens" in tokens.json:
            return self.warn("tokenizer", path="/tokenize", status=tokens.status)
        return self.ok()


def _answered(heard: Reading) -> bool:
    return heard.ok and heard.error is None
