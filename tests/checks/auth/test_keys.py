"""Keys: missing, wrong, in the wrong header, lost on the way, without rights, not asked for, led around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from answerback.sim.app import running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, Handler, reply_json
from answerback.values.report import Report
from answerback.values.result import Status

KEY = "sk-right-key-for-tests"
RIGHT = scripted(Setup(), 0).handle


def guarded(dialect: str = "vllm") -> Handler:
    return scripted(Setup(dialect=dialect, api_key=KEY), 0).handle


def said(report: Report, check: str) -> tuple[Status, str]:
    result = next(r for r in report.results if r.check == check)
    return result.status, result.reason


def found(report: Report) -> list[tuple[str, str]]:
    return [(f.code, str(f.severity)) for f in report.faults]


def codes(report: Report) -> list[str]:
    return [f.code for f in report.faults]


def lets_in(when: Callable[[Call], bool], status: int = 401, message: str = "Unauthorized") -> Handler:
    async def gate(call: Call, channel: Channel) -> None:
        if when(call):
            await RIGHT(call, channel)
        else:
            await reply_json(channel, status, {"error": {"message": message, "type": "auth", "code": None}})

    return gate


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "lmdeploy", "litellm"])
def test_a_right_key_raises_no_more_than_a_remark(examine: Any, dialect: str) -> None:
    with running(guarded(dialect)) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=KEY)
    assert not [f for f in found(report) if f[1] != "info"]
    assert said(report, "auth.accepted") == (Status.PASS, "")
    assert said(report, "auth.required") == (Status.PASS, "")


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "lmdeploy", "litellm", "tgi"])
def test_a_missing_key(examine: Any, dialect: str) -> None:
    with running(guarded(dialect)) as url:
        report = examine(f"{url}/v1", "auth", "connection")
    assert said(report, "auth.accepted") == (Status.FAIL, "missing")
    assert codes(report) == ["B01"]
    assert report.exit_code == 1


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "lmdeploy", "litellm", "tgi"])
def test_a_wrong_key(examine: Any, dialect: str) -> None:
    with running(guarded(dialect)) as url:
        report = examine(f"{url}/v1", "auth", "connection", key="sk-wrong-key-for-tests")
    assert said(report, "auth.accepted") == (Status.FAIL, "refused")
    assert codes(report)[0] == "B01"
    assert "sk-wrong-key-for-tests" not in repr(report)


@pytest.mark.parametrize(("header", "value"), [("api-key", KEY), ("x-api-key", KEY), ("authorization", KEY)])
def test_the_key_in_another_header(examine: Any, header: str, value: str) -> None:
    with running(lets_in(lambda call: call.header(header) == value)) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=KEY)
    assert said(report, "auth.header") == (Status.FAIL, "other-header")
    assert codes(report) == ["B01"]
    assert header in str(report.faults[0].facts["header"]).lower()


def test_a_header_that_is_lost_on_the_way(examine: Any) -> None:
    service = guarded("litellm")

    async def strips(call: Call, channel: Channel) -> None:
        kept = tuple(pair for pair in call.headers if pair[0] != "authorization")
        await service(Call(call.method, call.path, call.query, kept, call.body), channel)

    with running(strips) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=KEY)
    assert codes(report) == ["B05"]


def test_a_header_that_is_lost_before_a_silent_service_is_possible_too(examine: Any) -> None:
    service = guarded("vllm")

    async def strips(call: Call, channel: Channel) -> None:
        kept = tuple(pair for pair in call.headers if pair[0] != "authorization")
        await service(Call(call.method, call.path, call.query, kept, call.body), channel)

    with running(strips) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=KEY)
    assert set(codes(report)) == {"B01", "B05"}


def test_a_key_that_may_only_list(examine: Any) -> None:
    async def scoped(call: Call, channel: Channel) -> None:
        right = call.header("authorization") == f"Bearer {KEY}"
        if right and call.method == "GET":
            await RIGHT(call, channel)
        else:
            status, message = (403, "model access denied") if right else (401, "Incorrect API key provided")
            await reply_json(channel, status, {"error": {"message": message, "type": "auth", "code": None}})

    with running(scoped) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=KEY)
    assert said(report, "auth.list-scope") == (Status.FAIL, "list-only")
    assert codes(report) == ["B02"]


def test_a_chat_that_is_guarded_behind_an_open_list(examine: Any) -> None:
    with running(lets_in(lambda call: call.method == "GET")) as url:
        assert codes(examine(f"{url}/v1", "auth", "connection", key=KEY))[0] == "B01"
        assert codes(examine(f"{url}/v1", "auth", "connection")) == ["B01"]


QUOTAS = [
    (429, {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}),
    (402, {"message": "Insufficient Balance", "type": "unknown_error", "code": "invalid_request_error"}),
    (403, {"message": "用户额度不足, 剩余额度: ¥0.00", "type": "new_api_error"}),
    (400, {"message": "Budget has been exceeded! Current cost: 1.2, Max budget: 1.0", "type": "budget_exceeded"}),
    (400, {"message": "Access denied, please make sure your account is in good standing.", "code": "Arrearage"}),
]


@pytest.mark.parametrize(("status", "error"), QUOTAS)
def test_a_balance_that_is_used_up(examine: Any, status: int, error: dict[str, Any]) -> None:
    async def broke(call: Call, channel: Channel) -> None:
        await (RIGHT(call, channel) if call.method == "GET" else reply_json(channel, status, {"error": error}))

    with running(broke) as url:
        assert codes(examine(f"{url}/v1", "auth", "connection", key=KEY)) == ["B08"]


def test_a_rate_limit_is_no_empty_balance(examine: Any) -> None:
    error = {"message": "Rate limit reached for requests per min (RPM): Limit 3", "type": "requests"}

    async def busy(call: Call, channel: Channel) -> None:
        await (RIGHT(call, channel) if call.method == "GET" else reply_json(channel, 429, {"error": error}))

    with running(busy) as url:
        assert not {"B01", "B02", "B08"} & set(codes(examine(f"{url}/v1", "auth", "connection", key=KEY)))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (f"{KEY}\n", "blanks"),
        (f" {KEY}", "blanks"),
        (f'"{KEY}"', "quotes"),
        (f"Bearer {KEY}", "bearer"),
        (f"{KEY}é", "not-ascii"),
    ],
)
def test_a_key_with_stray_characters(examine: Any, key: str, reason: str) -> None:
    with running(guarded()) as url:
        report = examine(f"{url}/v1", "auth", "connection", key=key)
    assert said(report, "auth.key-clean") == (Status.WARN, reason)
    assert "B07" in codes(report)
    assert KEY not in repr(report)


def test_keys_that_nobody_looks_at_are_a_remark_on_loopback(examine: Any) -> None:
    with running(RIGHT) as url:
        assert found(examine(f"{url}/v1", "auth", key=KEY)) == [("B03", "info")]
        assert found(examine(f"{url}/v1", "auth")) == []


@pytest.mark.parametrize(
    ("address", "reason"), [("203.0.114.7:80", "open"), ("10.1.2.3:80", "open-lan"), ("127.0.0.1:80", "")]
)
def test_where_an_open_service_can_be_reached_decides(address: str, reason: str) -> None:
    import msgspec

    from answerback.checks.auth.required import KeyRequired
    from answerback.checks.probes import HELLO
    from answerback.values.exchange import Exchange, Request
    from answerback.values.target import Setting, Target
    from answerback.wire.openai import Reading

    steps = KeyRequired(Setting(Target("http://x"), "http://x/v1")).run()
    assert next(steps) == HELLO
    exchange = Exchange(1, HELLO, Request("POST", "http://x"), status=200, address=address)
    with pytest.raises(StopIteration) as end:
        steps.send(Reading(msgspec.structs.replace(exchange)))
    assert end.value.value.reason == reason


def test_a_side_door_to_the_model(examine: Any) -> None:
    service = guarded()

    async def sagemaker(call: Call, channel: Channel) -> None:
        if call.path == "/invocations":
            await RIGHT(Call("POST", "/v1/chat/completions", "", call.headers, call.body), channel)
        else:
            await service(call, channel)

    with running(sagemaker) as url:
        assert ("B04", "major") in found(examine(f"{url}/v1", "auth", key=KEY))
        assert "B04" not in codes(examine(f"{url}/v1", "auth"))


def test_keys_cost_at_most_three_more_requests(examine: Any) -> None:
    with running(guarded()) as url:
        alone = examine(f"{url}/v1", key=KEY).cost.requests
        assert examine(f"{url}/v1", "auth", key=KEY).cost.requests <= alone + 3
