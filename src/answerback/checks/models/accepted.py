"""The promise that the model which is asked for is one that the service knows."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import HELLO, MODELS
from answerback.values.injections import WHOLE, Configure, Reply
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.meaning import Meaning, meaning, nearest
from answerback.wire.openai import Reading


class ModelAccepted(Check):
    """Reads the first chat: was it refused because of its model, and is that model in the list?"""

    promise = Text(en="The model that is asked for is served.", zh="请求的模型确实在提供服务。")
    why = Text(
        en="A service compares names letter by letter; a near miss is answered with an error.",
        zh="服务端按字面比较模型名，差一个字符就会报错。",
    )
    level = SMOKE
    needs = (Reached,)
    after = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "unknown": Reason(
            Text(
                en="the service does not know the model {wanted!r} (HTTP {status}: {message}); it serves {served}",
                zh="服务不认识模型 {wanted!r}（HTTP {status}：{message}）；它提供的是 {served}",
            ),
        ),
        "nothing-loaded": Reason(
            Text(
                en="no model is listed, and the chat is refused: HTTP {status} {message}",
                zh="没有列出任何模型，对话也被拒绝：HTTP {status} {message}",
            ),
            Configure(name="models", value=[]),
        ),
        "listed-but-refused": Reason(
            Text(
                en="the model {wanted!r} is listed, but a chat with it is refused: HTTP {status} {message}",
                zh="模型 {wanted!r} 在列表里，但用它对话被拒绝：HTTP {status} {message}",
            ),
            Reply(
                on=WHOLE,
                status=503,
                body='{"error":{"message":"当前分组 default 下对于模型 {model} 无可用渠道","type":"new_api_error"}}',
            ),
        ),
        "not-chat": Reason(
            Text(
                en="the model {wanted!r} cannot chat: HTTP {status} {message}",
                zh="模型 {wanted!r} 不能用于对话：HTTP {status} {message}",
            ),
            Reply(
                on=WHOLE,
                status=400,
                body='{"error":{"message":"The model does not support Chat Completions API","type":"BadRequestError",'
                '"param":null,"code":400}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Read the refusal of the first chat, and the list."""
        heard: Reading = yield HELLO
        means = meaning(heard)
        wanted = heard.exchange.ask.model if hasattr(heard.exchange.ask, "model") else None
        wanted = wanted or self.setting.model or ""
        if heard.ok and heard.error is None:
            return self.ok(model=wanted)
        if means not in (Meaning.MODEL, Meaning.CHANNEL, Meaning.NOT_CHAT):
            return self.unknown("", root=Answers.id)
        listed: Reading = yield MODELS
        if not wanted and not listed.ok:
            return self.unknown("", root=Answers.id)
        served = _ids(listed)
        facts = {
            "wanted": wanted, "status": heard.status, "message": heard.error.message if heard.error else "",
            "served": served[:20], "nearest": nearest(wanted, served) if wanted else next(iter(served), ""),
            "listed": listed.ok,
        }  # fmt: skip
        if means is Meaning.NOT_CHAT:
            return self.fail("not-chat", **facts)
        if not served and listed.ok and self.setting.target.model is None:
            return self.fail("nothing-loaded", **facts)
        if wanted in served:
            return self.fail("listed-but-refused", **facts)
        return self.fail("unknown", **facts)


def _ids(listed: Reading) -> list[str]:
    """Return the ids in a list of models; empty for whatever is none."""
    raw = listed.json if listed.ok else None
    data = raw.get("data") or raw.get("models") if isinstance(raw, dict) else None
    cards = data if isinstance(data, list) else []
    return [card["id"] for card in cards if isinstance(card, dict) and isinstance(card.get("id"), str)]
