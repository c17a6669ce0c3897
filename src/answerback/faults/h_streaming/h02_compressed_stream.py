"""H02: compression holds the stream back."""

from __future__ import annotations

from answerback.checks.streaming.as_made import AsMade
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Gzip
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CompressedStream(Fault):
    """Only clients that accept compression are hit: the usual libraries and browsers do, bare curl does not."""

    code = "H02"
    title = Text(en="Compression ({encoding}) holds the stream back", zh="压缩（{encoding}）把流攒住了")
    cause = Text(
        en="A proxy or middleware compresses text/event-stream and does not flush after each event; without "
        "`Accept-Encoding` the same stream flows.",
        zh="代理或中间件对 text/event-stream 做了压缩，且没有逐事件刷新；不带 `Accept-Encoding` 时同样的流是正常的。",
    )
    severity = Severity.MAJOR
    priority = 2
    evidence = (
        "mattrobinsonsre/terrapod#71",
        "web-infra-dev/rsbuild#7631",
        "Boise-State-Development/agentcore-public-stack#1133",
    )
    seen_with = Gzip(on=STREAMED)
    remedy = {
        None: Remedy(
            Text(
                en="Exclude `text/event-stream` from compression (Next.js: `compress: false`; Express: a `filter`; "
                "Starlette: no GZipMiddleware on that route), or send `Cache-Control: no-transform`.",
                zh="把 `text/event-stream` 排除在压缩之外（Next.js：`compress: false`；Express：设置 `filter`；"
                "Starlette：该路由不挂 GZipMiddleware），或返回 `Cache-Control: no-transform`。",
            ),
            ("Cache-Control: no-transform", "compress: false"),
        ),
        "nginx": Remedy(
            Text(
                en="Take `text/event-stream` out of `gzip_types` (and `brotli_types`), or `gzip off;` in the location.",
                zh="从 `gzip_types`（以及 `brotli_types`）中去掉 `text/event-stream`，或在 location 里加 `gzip off;`。",
            ),
            ("gzip off;", "gzip_types"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Compressed it is held back, uncompressed it flows."""
        for check in (AsMade, Streams):
            if seen.failed(check, "compressed"):
                return Diagnosis(Confidence.CERTAIN, {"encoding": seen.facts(check)["encoding"]})
        return None
