"""Several services in one run: one table, one exit code, one report in every format."""

from __future__ import annotations

import json
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from answerback.render import fleet as joined
from answerback.sim.app import refused, running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage
from answerback.values.injections import CHAT, DropEvent

SMOKE = ("--level", "smoke")


@pytest.fixture
def two(tmp_path: Path):
    """A right service and one whose streams do not end, and a file that names them."""
    with running(stage(Setup(), [])) as good, running(stage(Setup(), [DropEvent("[DONE]", on=CHAT)])) as bad:
        path = tmp_path / "targets.toml"
        path.write_text(f'[[target]]\nname="good"\nurl="{good}/v1"\n[[target]]\nname="bad"\nurl="{bad}/v1"\n', "utf-8")
        yield str(path)


def test_one_table_and_the_worst_exit_code(answerback, two):
    said = answerback("check", "--targets", two, *SMOKE)
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0] == "✗ 1 of 2 services are healthy"
    assert any(line.split()[:2] == ["good", "healthy"] for line in lines)
    assert any(line.split()[0] == "bad" and "H04" in line for line in lines if line.split())
    assert "── bad ──" in said.out and "── good ──" not in said.out


def test_several_urls_are_several_targets(answerback, url):
    with refused() as closed:
        said = answerback("check", url, closed, *SMOKE)
    assert said.code == 3
    assert "1 of 2 services" in said.out


def test_the_joined_json_holds_each_report_and_can_be_read_again(answerback, two):
    text = answerback("check", "--targets", two, *SMOKE, "--format", "json").out
    document = json.loads(text)
    assert (document["schema"], document["exit_code"]) == ("answerback.reports/1", 1)
    assert [(e["name"], e["report"]["verdict"]) for e in document["reports"]] == [
        ("good", "healthy"),
        ("bad", "degraded"),
    ]
    again = joined.read(text.encode())
    assert again.exit_code == 1 and [m.name for m in again.members] == ["good", "bad"]


def test_the_joined_junit_names_each_service(answerback, two):
    root = ET.fromstring(answerback("check", "--targets", two, *SMOKE, "--format", "junit").out)
    assert {suite.get("name").split(" · ")[0] for suite in root} == {"good", "bad"}
    failed = {case.get("classname").split(".")[0] for case in root.iter("testcase") if case.find("failure") is not None}
    assert failed == {"bad"}


def test_the_joined_markdown_and_html(answerback, two, tmp_path):
    told = answerback("check", "--targets", two, *SMOKE, "--format", "markdown").out
    assert "| bad | degraded |" in told and "H04" in told
    page = tmp_path / "page.html"
    assert answerback("check", "--targets", two, *SMOKE, "--format", "html", "-o", str(page)).code == 1
    assert page.read_text("utf-8").count("<iframe") == 2


def test_an_expectation_is_tested_even_where_its_level_would_not(answerback, tmp_path):
    with running(stage(Setup(auto_tools=False, tool_parser=None), [])) as url:
        path = tmp_path / "t.toml"
        path.write_text(f'[[target]]\nurl="{url}/v1"\n[target.expect]\nfeatures=["tools"]\n', "utf-8")
        said = answerback("check", "--targets", str(path), *SMOKE)
    assert said.code == 1
    assert "P03" in said.out


def test_they_run_at_the_same_time(answerback, tmp_path):
    both = threading.Barrier(2, timeout=20)

    def meeting(handler):
        first = iter((True,))

        async def handle(call, channel):
            if next(first, False):
                import asyncio

                await asyncio.get_running_loop().run_in_executor(None, both.wait)
            await handler(call, channel)

        return handle

    with running(meeting(stage(Setup(), []))) as one, running(meeting(stage(Setup(), []))) as other:
        assert answerback("check", f"{one}/v1", f"{other}/v1", *SMOKE).code == 0


def test_mistakes_are_told_before_anything_is_sent(answerback, url, scripted, tmp_path):
    path = tmp_path / "t.toml"
    path.write_text(f'[[target]]\nurl="{url}"\n[[target]]\nurl="ftp://x"\n', "utf-8")
    said = answerback("check", "--targets", str(path))
    assert (said.code, scripted.calls) == (2, [])
    assert answerback("check", url, "--targets", str(path)).code == 2
    assert answerback("check", url, "http://127.0.0.1:1", "--evidence", "x").code == 2
