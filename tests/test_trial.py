"""Running clients: each in its own process, its own error shown, ended when its time is over."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from answerback import trial
from answerback.sim.app import running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage
from answerback.values.injections import CHAT, Hang
from answerback.values.readiness import Outcome
from answerback.values.target import Secret, Target

BARE = Target("http://sim/v1")


def test_one_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "find_spec", lambda name: None)
    assert [(t.version, t.steps, t.failed) for t in trial.run_all(BARE, "http://x/v1", "m")] == [("", (), False)] * 3


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Puts a module in the place of a client's trial."""

    def put(source: str) -> None:
        package = tmp_path / "answerback_trial_stub.py"
        package.write_text(source, "utf-8")
        real = trial.subprocess.run
        monkeypatch.setattr(trial, "find_spec", lambda name: object())
        monkeypatch.setattr(
            trial.subprocess, "run", lambda words, **more: real([sys.executable, str(package), *words[3:]], **more)
        )

    return put


def test_the_clients_own_error_is_shown_without_the_key(pretender) -> None:
    pretender(
        'import os\nprint(\'{"version":"1"}\')\nprint("noise")\nkey=os.environ["ANSWERBACK_TRIAL_KEY"]\n'
        'print(\'{"name":"chat","outcome":"failed","said":"APIError: \'+key+\'"}\')\n'
    )
    found = trial.run("openai_python", Target("http://sim/v1", key=Secret("sk-very-secret-key")), "http://x/v1", "m")
    assert found.version == "1" and found.failed
    assert found.steps[0].outcome is Outcome.FAILED
    assert found.steps[0].said.startswith("APIError: ") and "secret" not in found.steps[0].said


def test_what_was_said_before_the_deadline_counts(pretender) -> None:
    pretender(
        'import time\nprint(\'{"version":"1"}\')\nprint(\'{"name":"chat","outcome":"done"}\',flush=True)\n'
        "time.sleep(99)\n"
    )
    found = trial.run("litellm", BARE, "http://x/v1", "m", deadline_s=3)
    assert not found.ended and found.failed
    assert [step.name for step in found.steps] == ["chat"]


def test_one_that_cannot_be_imported_says_why(pretender) -> None:
    pretender("raise ImportError('broken installation')\n")
    found = trial.run("langchain", BARE, "http://x/v1", "m")
    assert found.failed and found.steps[0].said == "ImportError: broken installation"


@pytest.mark.parametrize("module", trial.PACKAGES)
def test_a_client_that_is_installed_does_everything_on_a_right_service(module: str) -> None:
    if find_spec(trial.PACKAGES[module]) is None:
        pytest.skip("not installed")
    with running(stage(Setup(), [])) as url:
        found = trial.run(module, BARE, f"{url}/v1", "Qwen/Qwen3-0.6B")
    assert not found.failed, found
    done = {step.name for step in found.steps if step.outcome is Outcome.DONE}
    assert {"chat", "stream", "tools", "structured"} <= done


def test_a_service_that_hangs_fails_the_client() -> None:
    if find_spec("openai") is None:
        pytest.skip("not installed")
    with running(stage(Setup(), [Hang(on=CHAT)])) as url:
        assert trial.run("openai_python", BARE, f"{url}/v1", "m", deadline_s=5).failed
