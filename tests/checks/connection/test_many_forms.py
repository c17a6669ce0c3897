"""Gateways, redirects and refusals in forms that no catalogue lists: drawn, not written down."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection, Reply, When
from answerback.values.report import Report
from answerback.values.result import Severity
from answerback.values.target import STANDARD, Target

FAMILIES = ("connection", "auth", "host")
ALSO = ("chat.answers", "models.listed", "models.recognised", "models.accepted", "streaming.streams")


def play(*injections: Injection, timeout_s: float = 300.0, dialect: str = "vllm") -> Report:
    wire = SimWire(dialect, injections)
    chosen = [kind for kind in check.load(STANDARD) if kind.family in FAMILIES or kind.id in ALSO]
    try:
        return Run(Target(wire.url, timeout_s=timeout_s), wire, STANDARD, chosen).report()
    finally:
        wire.close()


def codes(report: Report) -> list[str]:
    return [found.code for found in report.faults if found.severity is not Severity.INFO]


ROUTES = st.sampled_from(["any", "chat"])
SERVERS = st.sampled_from(["nginx/1.18.0", "openresty", "envoy", "cloudflare", "Caddy", "awselb/2.0", "haproxy"])
PAGES = st.sampled_from(
    ["", "upstream connect error or disconnect/reset before headers", "<html><h1>Sorry</h1></html>"]
)


@settings(max_examples=40, deadline=None)
@given(route=ROUTES, status=st.sampled_from([502, 521, 522, 523]), server=SERVERS, body=PAGES, after=st.floats(0, 4))
def test_a_dead_upstream_in_any_gateways_words(route: str, status: int, server: str, body: str, after: float) -> None:
    kind = "text/html" if body.startswith("<") else "text/plain"
    reply = Reply(
        on=When(route=route), status=status, body=body, content_type=kind, headers=(("server", server),), after_s=after
    )
    assert codes(play(reply))[:1] == ["A20"]


@settings(max_examples=40, deadline=None)
@given(status=st.sampled_from([504, 524]), after=st.floats(15, 290), server=SERVERS, body=PAGES)
def test_a_gateway_that_gives_up_at_any_time(status: int, after: float, server: str, body: str) -> None:
    kind = "text/html" if body.startswith("<") else "text/plain"
    reply = Reply(status=status, body=body, content_type=kind, headers=(("server", server),), after_s=after)
    report = play(reply)
    assert codes(report)[:1] == ["A21"]
    assert abs(report.faults[0].facts["seconds"] - after) <= 1


@settings(max_examples=40, deadline=None)
@given(
    status=st.sampled_from([301, 302, 303, 307, 308]),
    host=st.sampled_from(["", "https://other.example", "//cdn.example"]),
)
def test_a_chat_that_is_redirected_anywhere(status: int, host: str) -> None:
    reply = Reply(status=status, headers=(("location", f"{host}/elsewhere/v1/chat/completions"),))
    report = play(reply)
    assert codes(report) == ["A13"]


@settings(max_examples=30, deadline=None)
@given(
    status=st.sampled_from([403, 429, 503]),
    title=st.sampled_from(["Just a moment...", "Attention Required! | Cloudflare", "Access denied"]),
)
def test_a_challenge_page(status: int, title: str) -> None:
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head></html>"
    reply = Reply(
        on=When(route="any"), status=status, body=body, content_type="text/html", headers=(("cf-ray", "8f-FRA"),)
    )
    assert codes(play(reply))[:1] == ["A23"]


@settings(max_examples=30, deadline=None)
@given(
    words=st.sampled_from(
        [
            "Loading model",
            "Model is currently loading",
            "The model is still loading, please wait",
            "model not ready yet",
        ]
    ),
    status=st.sampled_from([500, 503]),
    shape=st.sampled_from(['{"error":{"message":"%s","code":503}}', '{"detail":"%s"}', '{"error":"%s"}', "%s"]),
    route=ROUTES,
)
def test_loading_in_any_words(words: str, status: int, shape: str, route: str) -> None:
    kind = "application/json" if shape.startswith("{") else "text/plain"
    reply = Reply(on=When(route=route), status=status, body=shape % words, content_type=kind)
    assert codes(play(reply)) == ["A19"]
