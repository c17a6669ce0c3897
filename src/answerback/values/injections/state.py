"""Misbehaviour between requests: mixed up, remembered, queued, leaked, turned away."""

from __future__ import annotations

from typing import Any, Literal

from answerback.values.injections.when import Injection, Positive
from answerback.values.text import Text

_BUSY = (
    '{"error":{"message":"server busy, please try again.  maximum pending requests exceeded",'
    '"type":"server_error","param":null,"code":null}}'
)


class CrossTalk(Injection, frozen=True):
    """Answers of requests in flight together are swapped (`whole`) or some deltas are (`deltas`)."""

    gist = Text(en="answers of simultaneous requests are mixed up", zh="并发请求的回答串台")

    how: Literal["whole", "deltas"] = "whole"


class Replay(Injection, frozen=True):
    """Answers are cached by the whole prompt (`prefix_chars` 0), or by its first so many characters.
    `fresh_id`: the replayed answer has a new id."""

    gist = Text(en="answers are replayed from a cache", zh="回答来自缓存重放")

    prefix_chars: int = 0
    fresh_id: bool = False


class Serialise(Injection, frozen=True):
    """One request at a time; each takes at least `each_s`."""

    gist = Text(en="one request at a time", zh="请求被串行处理")

    each_s: float = 0.0


class Leak(Injection, frozen=True):
    """A client that hangs up leaves its slot busy for `held_s`; there are `slots`."""

    gist = Text(en="a client that hangs up leaves its slot busy", zh="客户端断开后槽位仍被占用")

    slots: Positive = 4
    held_s: float = 120.0


class Reject(Injection, frozen=True):
    """More than `slots` requests in flight are rejected; with `per_minute` more than so many a minute instead."""

    gist = Text(en="requests beyond a limit are rejected", zh="超出上限的请求被拒绝")

    slots: int = 1
    status: int = 503
    body: str = _BUSY
    headers: tuple[tuple[str, str], ...] = ()
    per_minute: int = 0


class Replicas(Injection, frozen=True):
    """Requests alternate between the service as it is and one with these injections, which gets this share."""

    gist = Text(en="a share of the requests meets another, faulty replica", zh="部分请求落到另一个有问题的副本")

    other: tuple[Any, ...] = ()
    share: float = 0.5


class Dies(Injection, frozen=True):
    """After the first matching request no POST is answered any more (`how`: `hang`), or with 500 (`error`)."""

    gist = Text(en="the service is dead after the first matching request", zh="首个匹配请求之后服务就死掉")

    how: Literal["hang", "error"] = "hang"


class Configure(Injection, frozen=True):
    """The simulated service is set up differently (the proxy cannot act this): a field of `sim.honest.Setup`,
    e.g. `context` 4096, `reasoning_parser` None, `tool_parser` None, `template` False, `models` []."""

    gist = Text(en="the simulated service is set up differently", zh="以不同配置启动模拟服务")

    name: str
    value: Any = None
