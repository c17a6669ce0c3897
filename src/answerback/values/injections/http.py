"""Misbehaviour at the level of HTTP: status, headers, encodings, time, size."""

from __future__ import annotations

from answerback.values.injections.when import Injection, Positive
from answerback.values.text import Text

_PAGE = (
    "<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center>"
    "<hr><center>nginx</center></body></html>"
)


class Reply(Injection, frozen=True):
    """A canned reply instead of the service's. `{model}`, `{path}`, `{method}` in body and headers are filled in."""

    gist = Text(en="a canned reply instead of the service's", zh="用固定响应代替服务的响应")

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    after_s: float = 0.0


class SetStatus(Injection, frozen=True):
    """Another status, the body as it is. `was` limits it to answers that had this status."""

    gist = Text(en="another HTTP status, the body as it is", zh="改写 HTTP 状态码，正文不变")

    status: int
    was: int = 0


class SetHeader(Injection, frozen=True):
    """A response header is set."""

    gist = Text(en="a response header is set", zh="设置一个响应头")

    name: str
    value: str


class DropHeader(Injection, frozen=True):
    """A response header is removed."""

    gist = Text(en="a response header is removed", zh="去掉一个响应头")

    name: str


class SetRequestHeader(Injection, frozen=True):
    """A request header is set on the way to the service."""

    gist = Text(en="a request header is set on the way to the service", zh="转发前设置一个请求头")

    name: str
    value: str


class DropRequestHeader(Injection, frozen=True):
    """A request header is lost on the way to the service."""

    gist = Text(en="a request header is lost on the way to the service", zh="请求头在转发途中丢失")

    name: str


class RequireKey(Injection, frozen=True):
    """Only `Authorization: Bearer {key}` is let in; others get the dialect's 401.
    `header`: another header that must carry the key."""

    gist = Text(en="only requests with this key are let in", zh="只放行带有指定密钥的请求")

    key: str = "sk-right"
    header: str = "authorization"
    status: int = 401


class Gzip(Injection, frozen=True):
    """The response is gzipped if the request allows it (`force`: even if not), flushed only at its end
    unless `flush`."""

    gist = Text(en="the response is gzipped without flushing", zh="响应被 gzip 压缩，且中途不刷新")

    flush: bool = False
    force: bool = False


class Delay(Injection, frozen=True):
    """Waits before the first byte, and before each event; `per_prompt_token_s` grows with the prompt,
    `per_completion_token_s` holds the first byte back as if the whole answer were made first."""

    gist = Text(en="waits before the first byte or each event", zh="首字节或每个事件之前等待")

    first_s: float = 0.0
    event_s: float = 0.0
    per_prompt_token_s: float = 0.0
    per_completion_token_s: float = 0.0


class Timeout(Injection, frozen=True):
    """A gateway gives up after so many seconds without a byte from the service: `status` and its page, or the end of
    the connection once the answer has begun."""

    gist = Text(en="a gateway gives up after so many silent seconds", zh="网关等待若干秒无数据后放弃")

    after_s: float = 60.0
    status: int = 504
    body: str = _PAGE
    content_type: str = "text/html"


class Swallow(Injection, frozen=True):
    """Endless or oversized output: `bytes` of filler before the answer's own body (0: never ends)."""

    gist = Text(en="endless or oversized output", zh="无穷无尽或过大的输出")

    bytes: int = 0
    piece: Positive = 65536
    every_s: float = 0.0
