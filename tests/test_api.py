"""Answerback from Python: the public names, a check in three ways, and what importing it costs."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

import answerback
from answerback.sim.app import refused


@pytest.fixture
def service():
    with answerback.misbehaving() as running:
        yield running


def test_the_public_names_are_these():
    assert answerback.PUBLIC == (
        "__version__", "check", "Checking", "Found", "Misbehaving", "Report", "Result", "Severity", "Status",
        "UsageError", "Verdict", "acheck", "misbehaving", "stream",
    )  # fmt: skip
    assert all(getattr(answerback, name) is not None for name in answerback.PUBLIC)
    assert set(answerback.PUBLIC) <= set(dir(answerback))


def test_another_name_is_none():
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        getattr(answerback, "chek"[:])


def test_a_right_service_is_healthy(service):
    report = answerback.check(service.url, level="smoke")
    assert report.verdict is answerback.Verdict.HEALTHY and report.exit_code == 0
    assert isinstance(report, answerback.Report) and report.cost.requests == 3


def test_a_fault_is_found(service):
    service.switch("H04")
    report = answerback.check(service.url, level="smoke")
    assert [fault.code for fault in report.faults] == ["H04"]


def test_results_come_one_by_one(service):
    checking = answerback.stream(service.url, level="smoke")
    first = next(iter(checking))
    assert first.status is answerback.Status.PASS
    again = answerback.stream(service.url, level="smoke")
    seen = [result.check for result in again]
    assert seen == [result.check for result in again.report().results]


def test_leaving_early_ends_it(service):
    with answerback.stream(service.url, level="smoke") as checking:
        next(iter(checking))
    assert len(service.requests) <= 3


def test_it_can_be_awaited(service):
    async def both():
        ticks = asyncio.create_task(asyncio.sleep(0))
        report = await answerback.acheck(service.url, level="smoke")
        await ticks
        return report

    assert asyncio.run(both()).verdict is answerback.Verdict.HEALTHY


def test_the_checks_may_be_chosen(service):
    report = answerback.check(service.url, select=["streaming.ends-with-done"], ignore=["chat.answers"])
    names = {result.check for result in report.results}
    assert "streaming.ends-with-done" in names and "chat.answers" not in names


def test_an_unreachable_service_is_a_report_no_exception():
    with refused() as url:
        report = answerback.check(url, level="smoke", timeout_s=5)
    assert report.verdict is answerback.Verdict.UNREACHABLE and report.exit_code == 3


@pytest.mark.parametrize("options", [{"url": "ftp://x"}, {"url": ""}, {"level": "depe"}, {"select": ["no.such"]}])
def test_what_cannot_be_is_a_usage_error(options):
    with pytest.raises(answerback.UsageError):
        answerback.check(**{"url": "http://127.0.0.1:1", **options})


def test_the_key_goes_out_and_never_comes_back(scripted_calls):
    url, calls = scripted_calls
    report = answerback.check(url, level="smoke", key="sk-of-the-test-1234", headers={"X-Team": "blue"})
    assert any("sk-of-the-test-1234" in value for call in calls for name, value in call.headers)
    assert "sk-of-the-test-1234" not in repr(report)


@pytest.fixture
def scripted_calls():
    from answerback.sim.app import running
    from answerback.sim.script import scripted
    from answerback.sim.setup import Setup

    inner, calls = scripted(Setup(), 0).handle, []

    async def heard(call, channel):
        calls.append(call)
        await inner(call, channel)

    with running(heard) as url:
        yield f"{url}/v1", calls


def test_importing_it_imports_nothing_else():
    code = (
        "import sys, answerback; print(*(m for m in sys.modules if m.startswith(('answerback', 'pycurl', 'msgspec'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["answerback"]
