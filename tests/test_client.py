"""Which clients will work: from the promises that each needs."""

from __future__ import annotations

import pytest

from answerback import check, client
from answerback.check import load
from answerback.cli import _select
from answerback.run import Run
from answerback.sim.setup import Setup
from answerback.sim.wire import SimWire
from answerback.values.injections import CHAT, DropEvent, Injection
from answerback.values.readiness import Readiness, Ready
from answerback.values.target import STANDARD, Target

NAMED = {
    "openai-python", "openai-js", "langchain", "llamaindex", "litellm", "vercel-ai", "open-webui", "dify",
    "cherry-studio", "chatbox", "cline", "continue-dev", "codex", "claude-code",
}  # fmt: skip


def judged(*injections: Injection, setup: Setup | None = None) -> dict[str, Readiness]:
    checks = _select.with_features(load(STANDARD), client.wanted())
    run = Run(Target("http://sim:8000/v1"), SimWire("vllm", injections, setup=setup), STANDARD, checks)
    return {one.client: one for one in client.judge_all(run.report().results)}


def test_the_well_known_ones_are_there() -> None:
    assert {one.name for one in client.load()} == NAMED


@pytest.mark.parametrize("one", client.load(), ids=lambda one: one.name)
def test_a_client_is_whole(one: client.Client) -> None:
    assert all(check.named(need.check) for need in one.needs)
    assert any(need.weight is client.Weight.ALL for need in one.needs)
    assert all(source.startswith("https://") for source in one.sources) and one.sources
    assert one.settings.format(base="http://h/v1", root="http://h", model="m")


def test_a_right_service_without_other_apis_serves_all_that_speak_chat() -> None:
    found = judged()
    assert {name for name, one in found.items() if one.ready is not Ready.WORKS} == {"codex", "claude-code"}
    assert found["codex"].missing == ("connection.responses",)


def test_without_tools_an_agent_does_not_work_and_a_library_does_without() -> None:
    found = judged(setup=Setup(dialect="vllm", auto_tools=False, tool_parser=None))
    assert found["langchain"].ready is Ready.PARTLY and "tools.calls" in found["langchain"].missing
    assert found["open-webui"].ready is Ready.WORKS
    assert found["codex"].ready is Ready.NOT


def test_what_was_not_tested_is_not_promised() -> None:
    assert {one.ready for one in client.judge_all(())} == {Ready.UNTESTED}


def test_a_stream_without_an_end_marker_harms_no_one_who_does_not_read_it() -> None:
    assert judged(DropEvent("[DONE]", on=CHAT))["openai-python"].ready is Ready.WORKS
