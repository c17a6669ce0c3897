"""The CI pages, the action and the image: whole YAML, and their commands run on the simulator."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

from answerback.cli import app
from answerback.sim.app import running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage
from answerback.values.injections import CHAT, DropEvent

ROOT = Path(__file__).parents[1]
ENDLESS = DropEvent("[DONE]", on=CHAT)
BIN = Path(sys.executable).parent


def blocks(page: str, lang: str, kind: str) -> list[str]:
    text = (ROOT / "docs" / lang / f"{page}.md").read_text("utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return found


@pytest.mark.parametrize("page", ["ci", "kubernetes"])
def test_both_languages_show_the_same(page: str) -> None:
    for kind in ("yaml", "yml", "toml", "sh"):
        assert blocks(page, "en", kind) == blocks(page, "zh", kind)


def bare(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in ("OPENAI_API_KEY", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)


def run_action(url: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step `check` of the action as the runner would."""
    (step,) = [s for s in action()["runs"]["steps"] if s.get("id") == "check"]
    given = {name: spec["default"] for name, spec in action()["inputs"].items()} | {"url": url, "level": "smoke"}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    environ = {k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], v) for k, v in step["env"].items()}
    place = folder / "answerback" / "bin"
    place.mkdir(parents=True)
    (place / "answerback").symlink_to(BIN / "answerback")
    files = {name: str(folder / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], cwd=folder, capture_output=True, text=True, timeout=60,
        env=kept | {"RUNNER_TEMP": str(folder), "GITHUB_ACTIONS": "true"} | files | environ,
    )  # fmt: skip


@pytest.mark.skipif(not (shutil.which("bash") and (BIN / "answerback").exists()), reason="needs bash")
def test_the_action_fails_with_annotations_a_summary_and_junit(tmp_path: Path) -> None:
    with running(stage(Setup(), [ENDLESS])) as url:
        done = run_action(f"{url}/v1", tmp_path)
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error title=H04 .*::", done.stderr, re.MULTILINE)
    assert "H04" in (tmp_path / "github_step_summary").read_text("utf-8")
    assert (tmp_path / "github_output").read_text("utf-8") == "exit-code=1\n"
    assert int(ET.parse(tmp_path / "answerback.xml").getroot().get("failures", "0")) > 0


@pytest.mark.skipif(not (shutil.which("bash") and (BIN / "answerback").exists()), reason="needs bash")
def test_the_action_lets_pass_what_is_mild_enough(tmp_path: Path) -> None:
    with running(stage(Setup(), [ENDLESS])) as url:
        done = run_action(f"{url}/v1", tmp_path, fail_on="critical")
    assert done.returncode == 0, done.stderr
    assert "::warning title=H04" in done.stderr and "::error" not in done.stderr


def test_the_action_hands_no_input_to_the_shell_as_code() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "inputs go through the environment"


def test_outside_of_actions_nothing_is_annotated(monkeypatch, capsys, tmp_path) -> None:
    bare(monkeypatch, tmp_path)
    with running(stage(Setup(), [ENDLESS])) as url:
        app.main(["check", f"{url}/v1", "--level", "smoke"])
    said = capsys.readouterr()
    assert "::error" not in said.out + said.err


def test_the_targets_of_the_page_hold_on_the_simulator(monkeypatch, tmp_path) -> None:
    bare(monkeypatch, tmp_path)
    monkeypatch.setenv("LLM_KEY", "sk-any")
    (text,) = blocks("ci", "en", "toml")
    assert tomllib.loads(text)
    with running(stage(Setup(api_key="sk-any"), [])) as url:
        (tmp_path / "targets.toml").write_text(text.replace("http://127.0.0.1:8008", url), "utf-8")
        assert app.main(["check", "--targets", "targets.toml", "-q"]) == 0


def test_the_gitlab_job_runs_and_writes_its_report(monkeypatch, tmp_path) -> None:
    bare(monkeypatch, tmp_path)
    monkeypatch.setenv("LLM_KEY", "sk-any")
    (job,) = [b["answerback"] for b in map(yaml.safe_load, blocks("ci", "en", "yaml")) if "answerback" in b]
    (line,) = [line for line in job["script"] if line.startswith("answerback ")]
    with running(stage(Setup(api_key="sk-any"), [])) as url:
        words = [w.strip('"').replace("$LLM_URL", f"{url}/v1") for w in line.split()[1:]]
        assert app.main([*words, "--level", "smoke"]) == 0
    ET.parse(tmp_path / job["artifacts"]["reports"]["junit"])


def test_the_jobs_of_the_cluster_run(monkeypatch, tmp_path) -> None:
    bare(monkeypatch, tmp_path)
    job, cron = map(yaml.safe_load, blocks("kubernetes", "en", "yml"))
    assert (job["kind"], cron["kind"]) == ("Job", "CronJob")
    pods = [job["spec"]["template"]["spec"], cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]]
    assert all(pod["restartPolicy"] == "Never" and pod["securityContext"]["runAsNonRoot"] for pod in pods)
    with running(stage(Setup(), [])) as url:
        (tmp_path / "targets.toml").write_text(f'[[target]]\nurl = "{url}/v1"\n', "utf-8")
        for pod in pods:
            words = [w.replace("http://qwen3:8000", url) for w in pod["containers"][0]["args"]]
            words = [w.replace("/etc/answerback", str(tmp_path)) for w in words if "level" not in w]
            assert app.main([*words, "--level=smoke", "-q"]) == 0


def test_the_image_is_small_and_has_no_root() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--only-binary :all:" in text
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE) and "ENTRYPOINT" in last
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
    assert all((ROOT / name).exists() for names in copied for name in names.split())
