"""The promise that a literal `extra_body` in the request is unpacked (most servers ignore it, and rightly)."""

from __future__ import annotations

from answerback.check import Reason
from answerback.checks.switching import Switch, promise_of, reasons_of
from answerback.values.text import Text


class ExtraBody(Switch):
    """A keyword of the Python client that people copy into raw JSON; LiteLLM and Xinference do unpack it."""

    promise = promise_of("extra_body")
    option = "extra_body"
    reasons = {
        **reasons_of(None),
        "client-keyword": Reason(
            Text(
                en="ignored: `extra_body` is a keyword of the OpenAI Python client, which unpacks it; in raw JSON it "
                "is an unknown field. Write its contents at the top level of the body",
                zh="被忽略：`extra_body` 是 OpenAI Python 客户端的参数，由客户端展开；在原始 JSON 里只是一个未知字段。"
                "请把里面的内容直接写到请求体顶层",
            ),
            (),
            owed=False,
        ),
    }

    def without_effect(self, *, off: bool) -> str:
        """It was never meant for the server."""
        return "client-keyword"
