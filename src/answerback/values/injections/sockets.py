"""Misbehaviour of the connection: nobody there, silence, an early end."""

from __future__ import annotations

from typing import Literal

from answerback.values.injections.when import Injection
from answerback.values.text import Text


class NoListener(Injection, frozen=True):
    """Nothing listens: connections are refused."""

    gist = Text(en="nothing listens, connections are refused", zh="没有进程监听，连接被拒绝")


class Filtered(Injection, frozen=True):
    """Packets are dropped: no connection comes about, and no refusal either."""

    gist = Text(en="packets are dropped, connecting times out", zh="报文被丢弃，连接超时")


class NoName(Injection, frozen=True):
    """The host name does not resolve."""

    gist = Text(en="the host name does not resolve", zh="主机名无法解析")


class SpeaksTls(Injection, frozen=True):
    """The port speaks TLS. `certificate`: `good`, `self-signed`, `expired` or `wrong-name`."""

    gist = Text(
        en="the port speaks TLS (certificate: good, self-signed, expired, wrong-name)",
        zh="端口使用 TLS（certificate 可为 good、self-signed、expired、wrong-name）",
    )

    certificate: Literal["good", "self-signed", "expired", "wrong-name"] = "self-signed"


class Hang(Injection, frozen=True):
    """The request is read and never answered, the connection stays open."""

    gist = Text(en="the request is never answered, the connection stays open", zh="收下请求但从不应答，连接保持打开")


class Cut(Injection, frozen=True):
    """The connection ends early: after so many events or body bytes, or so many seconds after the request came;
    with none of them before the first byte. `reset` sends RST instead of FIN. Whole answers are cut at half their
    length where only `events` is given."""

    gist = Text(
        en="the connection ends early (after events, bytes or seconds)",
        zh="连接提前断开（在若干事件、字节或秒之后）",
    )

    events: int | None = None
    bytes: int | None = None
    after_s: float | None = None
    reset: bool = False


class Stall(Injection, frozen=True):
    """After so many events nothing more comes; the connection stays open. `comments_s`: keep-alive
    comments go on at this interval. `for_s`: it goes on after so many seconds (0: never)."""

    gist = Text(
        en="the stream falls silent after some events (for_s: and goes on later)",
        zh="流在若干事件后停住（for_s：过一段时间再继续）",
    )

    events: int = 2
    comments_s: float = 0.0
    for_s: float = 0.0
