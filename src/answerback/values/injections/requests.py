"""Changes of the request before the service sees it: the class of silently ignored parameters."""

from __future__ import annotations

from typing import Any, Literal

from answerback.values.injections.when import Injection
from answerback.values.text import Text


class SetRequest(Injection, frozen=True):
    """A field of the request is set before the service sees it."""

    gist = Text(en="a field of the request is set before the service sees it", zh="请求到达服务之前改写一个字段")

    path: str
    value: Any = None


class DropRequest(Injection, frozen=True):
    """A field of the request is lost: the class of silently ignored parameters."""

    gist = Text(en="a field of the request is lost (silently ignored)", zh="请求的一个字段丢失（被静默忽略）")

    path: str


class ScaleRequest(Injection, frozen=True):
    """A number of the request becomes `value * factor + plus`."""

    gist = Text(en="a number of the request is scaled", zh="按比例改变请求中的数值")

    path: str
    factor: float = 1.0
    plus: float = 0.0


class DropMessages(Injection, frozen=True):
    """Messages of the request are lost: of one `role`, or all but the last with `keep_last`."""

    gist = Text(en="messages of the request are lost", zh="请求中的部分消息丢失")

    role: str = ""
    keep_last: int = 0


class DropParts(Injection, frozen=True):
    """Parts of messages are lost: those of one type, such as `image_url`."""

    gist = Text(en="image parts of messages are lost", zh="消息中的图像等部分丢失")

    kind: str = "image_url"


class AddMessage(Injection, frozen=True):
    """A message is put before those of the request (a hidden system prompt)."""

    gist = Text(en="a hidden message is put before those of the request", zh="在请求的消息之前塞入一条隐藏消息")

    role: str = "system"
    content: str = ""


class Truncate(Injection, frozen=True):
    """The prompt is cut to about so many tokens: oldest turns first (`turns`: the system prompt and the last turn
    stay), its `head` whatever stands there, its `tail`, or the `middle` of the longest message."""

    gist = Text(en="the prompt is silently cut to so many tokens", zh="提示被静默截断到指定的 token 数")

    tokens: int
    how: Literal["turns", "head", "tail", "middle"] = "turns"


class Cap(Injection, frozen=True):
    """The answer is capped at so many tokens, whatever the request says."""

    gist = Text(en="the answer is capped at so many tokens", zh="回答被限制在指定的 token 数以内")

    tokens: int


class Unstream(Injection, frozen=True):
    """stream:true is not honoured: the whole answer comes as one JSON object."""

    gist = Text(en="stream:true is not honoured", zh="不理会 stream:true")
