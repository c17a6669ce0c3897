"""The pytest plugin, run by pytest in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from answerback.sim.misbehaving import misbehaving

pytest_plugins = ("pytester",)
LOADED = ("-p", "no:answerback", "-p", "answerback.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:warnings")
"""The plugin of this source tree, whether or not it is installed with its entry point."""
CLIENT = """
import urllib.request, json, pytest

def models(url):
    with urllib.request.urlopen(f"{url}/models", timeout=5) as answer:
        return json.load(answer)
"""


@pytest.fixture
def run(pytester: pytest.Pytester):
    def call(*words: str, source: str = "def test_own(): pass") -> pytest.RunResult:
        pytester.makepyfile(CLIENT + source)
        return pytester.runpytest_inprocess(*LOADED, *words)

    return call


def test_every_promise_becomes_a_test(run):
    with misbehaving() as service:
        result = run("--answerback-url", service.url, "--answerback-level", "smoke", "-v")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > 10 and "failed" not in outcomes
    result.stdout.fnmatch_lines(["*answerback::streaming.ends-with-done PASSED*"])


def test_a_broken_promise_fails_with_reason_fault_and_remedy(run):
    with misbehaving("H04") as service:
        result = run("--answerback-url", service.url, "--answerback-level", "smoke")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        ["A stream ends with [[]DONE[]].", "*the last is*", "H04 The stream never says [[]DONE[]]*", "*curl -sSNi*"]
    )
    assert "pytest_plugin.py" not in result.stdout.str()


def test_it_speaks_chinese(run):
    with misbehaving("H04") as service:
        result = run("--answerback-url", service.url, "--answerback-level", "smoke", "--answerback-lang", "zh")
    result.stdout.fnmatch_lines(["流以 [[]DONE[]] 结尾。"])


def test_what_cannot_be_judged_is_skipped_with_the_reason(run):
    result = run("--answerback-url", "http://127.0.0.1:1", "--answerback-level", "smoke", "-rs")
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] >= 1 and outcomes["skipped"] > 5
    result.stdout.fnmatch_lines(["*SKIPPED*The service can be reached*"])


def test_without_the_option_nothing_is_added(run):
    assert run().parseoutcomes() == {"passed": 1}


def test_the_service_is_a_fixture(run):
    source = "def test_own(llm_service): assert llm_service.model and models(llm_service.url)['data']"
    with misbehaving() as service:
        result = run("--answerback-url", service.url, "--answerback-level", "smoke", "-k", "test_own", source=source)
    assert result.parseoutcomes()["passed"] == 1
    assert run(source=source).parseoutcomes() == {"skipped": 1}


SIM = """
def test_right(answerback_sim):
    assert models(answerback_sim.url)["data"]

@pytest.mark.answerback_faults("Reply:status=503")
def test_wrong(answerback_sim):
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    asked = urllib.request.Request(f"{answerback_sim.url}/chat/completions", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked, timeout=5)
    assert answerback_sim.requests[0].status == 503

@pytest.mark.answerback_faults("H04", dialect="llamacpp")
def test_product(answerback_sim):
    assert models(answerback_sim.url)
"""


def test_a_misbehaving_service_is_a_fixture(run):
    result = run("--strict-markers", source=SIM)
    assert result.parseoutcomes() == {"passed": 3}, result.stdout.str()


def test_unused_it_imports_nothing(tmp_path: Path):
    (tmp_path / "test_own.py").write_text(
        "import sys\ndef test_own():\n"
        "    ours = [m for m in sys.modules if m.startswith(('answerback.', 'pycurl'))]\n"
        "    assert ours == ['answerback.pytest_plugin']\n"
    )
    words = [sys.executable, "-m", "pytest", "-q", *LOADED, "test_own.py"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
