"""H01: a proxy holds the stream back."""

from __future__ import annotations

from answerback.checks.streaming.as_made import AsMade
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, HoldStream
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class BufferedByProxy(Fault):
    """The whole stream at once at the end, or in lumps of a buffer's size."""

    code = "H01"
    title = Text(en="The stream is buffered on its way and comes in bursts", zh="流在途中被缓冲，成批到达")
    cause = Text(
        en="Something between server and client (nginx, an ingress, a CDN, a gateway) collects the response before it "
        "passes it on; with several hops each of them must be told not to.",
        zh="服务端与客户端之间的某一跳（nginx、Ingress、CDN、网关）攒够了才转发；有多跳时每一跳都要关闭缓冲。",
    )
    severity = Severity.MAJOR
    priority = 3
    evidence = (
        "lm-sys/FastChat#2337", "LostRuins/koboldcpp#1168", "oneprolabs/sourcelens#4", "ChronoAIProject/NyxID#1206",
    )  # fmt: skip
    seen_with = HoldStream(on=STREAMED)
    remedy = {
        None: Remedy(
            Text(
                en="Send `X-Accel-Buffering: no` and `Cache-Control: no-cache, no-transform` with the stream, and turn "
                "buffering off on every hop (Apache: `flushpackets=on`; Caddy: `flush_interval -1`; Cloudflare Tunnel: "
                "no `disableChunkedEncoding`).",
                zh="流式响应带上 `X-Accel-Buffering: no` 和 `Cache-Control: no-cache, no-transform`，"
                "并在每一跳关闭缓冲（Apache：`flushpackets=on`；Caddy：`flush_interval -1`；Cloudflare Tunnel：不要开 "
                "`disableChunkedEncoding`）。",
            ),
            ("X-Accel-Buffering: no", "Cache-Control: no-cache, no-transform", "flush_interval -1"),
        ),
        "nginx": Remedy(
            Text(
                en="In the location: `proxy_buffering off;`, `proxy_http_version 1.1;`, `proxy_set_header Connection "
                '"";`, `gzip off;` (ingress-nginx: `nginx.ingress.kubernetes.io/proxy-buffering: "off"`).',
                zh="在 location 里加 `proxy_buffering off;`、`proxy_http_version 1.1;`、`proxy_set_header Connection "
                '"";`、'
                '`gzip off;`（ingress-nginx：`nginx.ingress.kubernetes.io/proxy-buffering: "off"`）。',
            ),
            ("proxy_buffering off;", "proxy_http_version 1.1;", "gzip off;"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first word waits for the last; or bytes come in lumps that end in the middle of events."""
        if not seen.failed(AsMade, "burst", "lumps"):
            return None
        return Diagnosis(Confidence.LIKELY, {"reads": seen.facts(AsMade).get("reads")})
