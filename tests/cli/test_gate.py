"""What fails a gate: severity, and what got worse since a baseline."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from answerback.sim.app import running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage
from answerback.values.injections import CHAT, DropEvent

SMOKE = ("--level", "smoke")


def served(*injections):
    return running(stage(Setup(), list(injections)))


ENDLESS = DropEvent("[DONE]", on=CHAT)


@pytest.mark.parametrize(("least", "code"), [("critical", 0), ("major", 0), ("minor", 1), ("info", 1)])
def test_the_least_severity_decides(answerback, least, code):
    with served(ENDLESS) as url:
        said = answerback("check", f"{url}/v1", *SMOKE, "--fail-on", least, "--format", "json")
    document = json.loads(said.out)
    assert (said.code, document["exit_code"]) == (code, code)
    assert document["verdict"] == "degraded", "it is shown all the same"


def test_what_was_there_before_does_not_fail_it(answerback, tmp_path):
    path = str(tmp_path / "before.json")
    with served(ENDLESS) as url:
        assert answerback("check", f"{url}/v1", *SMOKE, "--format", "json", "-o", path).code == 1
        said = answerback("check", f"{url}/v1", *SMOKE, "--baseline", path)
        assert said.code == 0
        assert "nothing got worse" in said.out and "not counted: H04" in said.out and "Latency:" in said.out
        junit = ET.fromstring(answerback("check", f"{url}/v1", *SMOKE, "--baseline", path, "--format", "junit").out)
        assert junit.get("failures") == "0"


def test_what_is_new_fails_it_and_what_went_is_told(answerback, tmp_path):
    good, bad = str(tmp_path / "good.json"), str(tmp_path / "bad.json")
    with served() as url:
        assert answerback("check", f"{url}/v1", *SMOKE, "--format", "json", "-o", good).code == 0
    with served(ENDLESS) as url:
        answerback("check", f"{url}/v1", *SMOKE, "--format", "json", "-o", bad)
        worse = answerback("check", f"{url}/v1", *SMOKE, "--baseline", good)
        junit = answerback("check", f"{url}/v1", *SMOKE, "--baseline", good, "--format", "junit")
        marked = answerback("check", f"{url}/v1", *SMOKE, "--baseline", good, "--format", "markdown")
    assert worse.code == junit.code == 1
    assert "New since" in worse.out and "H04" in worse.out
    assert "streaming.ends-with-done (holds → broken)" in worse.out
    assert ET.fromstring(junit.out).get("failures") == "1"
    assert "New since" in marked.out
    with served() as url:
        better = answerback("check", f"{url}/v1", *SMOKE, "--baseline", bad, "--lang", "zh")
    assert better.code == 0
    assert "消失：H04" in better.out


def test_a_service_that_cannot_be_reached_fails_whatever_was_before(answerback, tmp_path):
    from answerback.sim.app import refused

    path = str(tmp_path / "before.json")
    with refused() as url:
        assert answerback("check", url, *SMOKE, "--format", "json", "-o", path).code == 3
        assert answerback("check", url, *SMOKE, "--baseline", path).code == 3


def test_the_joined_report_of_many_is_their_baseline(answerback, tmp_path):
    path = str(tmp_path / "before.json")
    with served() as one, served(ENDLESS) as other:
        urls = (f"{one}/v1", f"{other}/v1")
        assert answerback("check", *urls, *SMOKE, "--format", "json", "-o", path).code == 1
        assert answerback("check", *urls, *SMOKE, "--baseline", path).code == 0


def test_a_baseline_that_is_none_is_told(answerback, url, scripted, tmp_path):
    (tmp_path / "x.json").write_text("{}", "utf-8")
    said = answerback("check", url, "--baseline", str(tmp_path / "x.json"))
    assert (said.code, scripted.calls) == (2, [])
    assert answerback("check", url, "--baseline", str(tmp_path / "none.json")).code == 2


def test_clients_are_told_in_every_format_that_is_read(answerback):
    with served() as url:
        said = answerback("check", f"{url}/v1", "--clients", "--format", "json")
        marked = answerback("check", f"{url}/v1", "--clients", "--select", "chat.answers", "--format", "markdown")
        shown = answerback("check", f"{url}/v1", "--clients", "--select", "chat.answers", "--lang", "zh")
    by_name = {one["client"]: one["ready"] for one in json.loads(said.out)["clients"]}
    assert (by_name["langchain"], by_name["codex"]) == ("works", "not")
    assert "LangChain" in marked.out and "客户端" in shown.out
