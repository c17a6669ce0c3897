"""The promise that an image is seen, or refused."""

from __future__ import annotations

import re

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.system_prompt import prompt_tokens
from answerback.checks.probes import HELLO, brief
from answerback.checks.prose import said
from answerback.values.asks import chat
from answerback.values.injections import CHAT, Configure, DropParts
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

RED = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQQkAAAgAsetfWiP4FgYrsKZeS0BAQEBAQEBAQEBA"
    "QEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgsqnc8OJg6Ln3AAAAAElFTkSuQmCC"
)
"""A square of 64 by 64 red pixels."""
QUESTION = "Which colour is the picture? Answer with one word."
_SEES = re.compile(
    r"vl\b|vision|llava|pixtral|minicpm-[vo]|gpt-4o|gpt-[45]\.|gemma-?3|internvl|omni|glm-4.*v\b", re.IGNORECASE
)


class ImagesSeen(Check):
    """The same question with and without a red square: more prompt tokens, or the right colour, prove it."""

    promise = Text(en="An image in a request is seen, or refused.", zh="请求里的图片会被看到，或者被明确拒绝。")
    why = Text(
        en="Left out in silence, the model answers about a picture that it never saw.",
        zh="如果被悄悄丢掉，模型就会对一张没看过的图片发表意见。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "images"
    reasons = {
        "dropped": Reason(
            Text(
                en="the image was accepted and left out: {without} and {with_image} prompt tokens, answer {excerpt!r}",
                zh="接受了图片却把它丢掉：输入 token 数为 {without} 和 {with_image}，回答 {excerpt!r}",
            ),
            (Configure(name="vision", value=True), DropParts(on=CHAT)),
        ),
        "refused": Reason(
            Text(en="images are declined: HTTP {status} {message}", zh="不接受图片：HTTP {status} {message}"),
            Configure(name="vision", value=False),
        ),
        "unclear": Reason(
            Text(en="the prompt tokens do not tell", zh="从输入 token 数看不出来"),
        ),
    }

    def run(self) -> Steps:
        """Ask twice, once with the picture."""
        hello: Reading = yield HELLO
        options = {"temperature": 0, **brief(self.setting, hello, 16)}
        parts = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": RED}}]
        with_image, without = yield (chat({"role": "user", "content": parts}, **options), chat(QUESTION, **options))
        if not with_image.ok or with_image.error is not None:
            message = with_image.error.message if with_image.error else ""
            return self.unsupported("refused", status=with_image.status, message=message)
        more, less = prompt_tokens(with_image), prompt_tokens(without)
        facts = {"with_image": more, "without": less, "excerpt": said(with_image)[:40]}
        if "red" in said(with_image).lower() and "red" not in said(without).lower():
            return self.ok(**facts)
        if not more or not less:
            return self.unknown("unclear", **facts)
        if more - less > 8:
            return self.ok(**facts)
        return self.ignored("dropped", sees_by_name=bool(_SEES.search(self.setting.model or "")), **facts)
