"""The probes that tell apart what looks alike: proxies, schemes, address families, ports, certificates, gateways."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from answerback.sim.app import refused, running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, reply_json
from answerback.values.report import Report
from answerback.values.result import Status

RIGHT = scripted(Setup(), 0).handle


def said(report: Report, check: str) -> tuple[Status, str]:
    result = next(r for r in report.results if r.check == check)
    return result.status, result.reason


def codes(report: Report) -> list[str]:
    return [found.code for found in report.faults]


async def page(channel: Channel, status: int, title: str, *headers: tuple[str, str]) -> None:
    body = f"<html><head><title>{title}</title></head></html>".encode()
    await channel.start(status, (("content-type", "text/html"), *headers), length=len(body))
    await channel.write(body)
    await channel.end()


def test_a_dead_proxy_in_the_environment(examine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(RIGHT) as url, refused() as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        report = examine(f"{url}/v1", "connection")
    assert said(report, "connection.proxy-aside") == (Status.FAIL, "works-directly")
    assert codes(report) == ["A07"]
    assert report.exit_code == 3


def test_a_proxy_that_answers_in_place_of_the_service(examine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def squid(call: Call, channel: Channel) -> None:
        await page(channel, 503, "ERROR: The requested URL could not be retrieved", ("server", "squid/5.7"))

    with running(RIGHT) as url, running(squid) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        report = examine(f"{url}/v1", "connection")
    assert codes(report)[0] == "A07"
    assert "A20" not in codes(report)


def test_a_proxy_variable_that_is_exempted_is_no_matter(examine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(RIGHT) as url, refused() as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert codes(examine(f"{url}/v1", "connection")) == []


def test_https_on_a_plain_port(examine: Any) -> None:
    with running(RIGHT) as url:
        report = examine(url.replace("http:", "https:") + "/v1", "connection", "host")
    assert said(report, "connection.scheme") == (Status.FAIL, "speaks-http")
    assert codes(report) == ["A14"]
    assert report.exit_code == 3


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_http_on_a_tls_port(examine: Any, tls: ssl.SSLContext) -> None:
    with running(RIGHT, tls=tls) as url:
        report = examine(url.replace("https:", "http:") + "/v1", "connection", "host")
    assert said(report, "connection.scheme") == (Status.FAIL, "speaks-tls")
    assert codes(report) == ["A15"]


def test_nginx_words_for_http_on_a_tls_port_are_no_api(examine: Any) -> None:
    async def nginx(call: Call, channel: Channel) -> None:
        await page(channel, 400, "400 The plain HTTP request was sent to HTTPS port", ("server", "nginx"))

    with running(nginx) as url:
        report = examine(f"{url}/v1", "connection")
    assert said(report, "connection.reached") == (Status.FAIL, "no-api")


def test_a_self_signed_certificate_is_classified(examine: Any, tls: ssl.SSLContext) -> None:
    seen: list[Call] = []

    async def watched(call: Call, channel: Channel) -> None:
        seen.append(call)
        await RIGHT(call, channel)

    with running(watched, tls=tls) as url:
        report = examine(f"{url}/v1", "connection", key="sk-very-secret-key")
    assert said(report, "connection.certificate") == (Status.FAIL, "self-signed")
    assert codes(report) == ["A16"]
    assert not [call for call in seen if "secret" in repr(call)]


def test_the_other_address_family(examine: Any) -> None:
    with running(RIGHT) as url:
        port = urlsplit(url).port
        report = examine(f"http://[::1]:{port}/v1", "connection", "host")
    assert said(report, "connection.loopbacks") == (Status.FAIL, "other-family")
    assert codes(report)[0] == "A06"


def test_another_loopback_address(examine: Any) -> None:
    with running(RIGHT) as url:
        port = urlsplit(url).port
        report = examine(f"http://127.0.0.2:{port}/v1", "connection", "host")
    assert said(report, "host.machine") == (Status.FAIL, "other-address")
    assert codes(report)[0] == "A02"
    assert report.faults[0].facts["bound"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("status", "text", "server"),
    [
        (502, "502 Bad Gateway", "nginx/1.24.0"),
        (503, "503 Service Temporarily Unavailable", "nginx"),
        (502, "", "Caddy"),
        (521, "Web server is down", "cloudflare"),
    ],
)
def test_a_gateway_before_a_dead_service(examine: Any, status: int, text: str, server: str) -> None:
    async def gateway(call: Call, channel: Channel) -> None:
        await page(channel, status, text, ("server", server))

    with running(gateway) as url:
        report = examine(f"{url}/v1", "connection")
    assert said(report, "connection.gateway-forwards") == (Status.FAIL, "upstream-dead")
    assert codes(report) == ["A20"]
    assert report.exit_code == 1


def test_envoys_words_for_a_dead_service(examine: Any) -> None:
    async def envoy(call: Call, channel: Channel) -> None:
        await channel.start(503, (("content-type", "text/plain"), ("server", "envoy")), length=19)
        await channel.write(b"no healthy upstream")
        await channel.end()

    with running(envoy) as url:
        assert codes(examine(f"{url}/v1", "connection")) == ["A20"]


@pytest.mark.parametrize(
    "error",
    [
        {"message": "server busy, please try again.  maximum pending requests exceeded", "type": "server_error"},
        {"message": "当前分组 default 下对于模型 X 无可用渠道", "type": "new_api_error"},
        {"message": "The engine is currently busy", "type": "ServiceUnavailableError", "code": 503},
    ],
)
def test_an_api_that_is_busy_is_no_dead_upstream(examine: Any, error: dict[str, Any]) -> None:
    async def busy(call: Call, channel: Channel) -> None:
        await (RIGHT(call, channel) if call.method == "GET" else reply_json(channel, 503, {"error": error}))

    with running(busy) as url:
        assert not {"A20", "A19", "A21"} & set(codes(examine(f"{url}/v1", "connection")))


def test_a_model_that_is_still_loading(examine: Any) -> None:
    with running(scripted(Setup(dialect="llamacpp", loading=True), 0).handle) as url:
        report = examine(f"{url}/v1", "connection")
    assert said(report, "connection.ready") == (Status.FAIL, "loading")
    assert codes(report) == ["A19"]


def test_a_bot_filter(examine: Any) -> None:
    async def cloudflare(call: Call, channel: Channel) -> None:
        if "Mozilla" in call.header("user-agent"):
            await RIGHT(call, channel)
        else:
            await page(channel, 403, "Just a moment...", ("server", "cloudflare"), ("cf-ray", "8f-FRA"))

    with running(cloudflare) as url:
        report = examine(f"{url}/v1", "connection", "host")
    assert said(report, "connection.any-client") == (Status.FAIL, "bot-filter")
    assert codes(report)[0] == "A23"


def test_certain_clients_only(examine: Any) -> None:
    async def relay(call: Call, channel: Channel) -> None:
        if "claude-cli" in call.header("user-agent"):
            await RIGHT(call, channel)
        else:
            await reply_json(channel, 403, {"error": {"message": "client not allowed", "type": "forbidden"}})

    with running(relay) as url:
        report = examine(f"{url}/v1", "connection", "auth", key="sk-right-key-1")
    assert codes(report) == ["B09"]


def test_a_forward_proxy_behind_the_gateway(examine: Any) -> None:
    async def gateway(call: Call, channel: Channel) -> None:
        if call.method == "GET":
            await RIGHT(call, channel)
        else:
            await page(channel, 503, "ERROR", ("x-squid-error", "ERR_CONNECT_FAIL 111"))

    with running(gateway) as url:
        assert codes(examine(f"{url}/v1", "connection"))[0] == "A08"


def test_the_right_port_is_found_next_door(examine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from answerback.checks.connection import neighbours

    with running(RIGHT) as url, refused() as wrong:
        monkeypatch.setattr(neighbours, "USUAL", (urlsplit(url).port,))
        report = examine(f"{wrong}/v1", "connection", "host")
    assert said(report, "connection.neighbours") == (Status.FAIL, "elsewhere")
    assert codes(report)[0] == "A01"


def test_separators_cost_nothing_on_a_right_service(examine: Any) -> None:
    with running(RIGHT) as url:
        alone = examine(f"{url}/v1").cost.requests
        with_all = examine(f"{url}/v1", "connection", "auth", "host")
    assert with_all.cost.requests == alone + 1  # the first stream, which any run asks for
    assert codes(with_all) == []
