"""`answerback check` from the outside: exit codes, formats, selection, and that bad input is one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from answerback.sim.app import refused

SMOKE = ("--level", "smoke")


def test_a_right_service_is_healthy_after_three_requests(answerback, url, scripted):
    said = answerback("check", url, *SMOKE)
    assert said.code == 0
    assert said.out.startswith(f"✓ {url}/v1\n  healthy")
    assert len(scripted.calls) == 3
    assert said.err == ""


def test_a_bare_url_is_a_check(answerback, url):
    said = answerback(url, *SMOKE)
    assert said.code == 0
    assert said.out.startswith(f"✓ {url}/v1\n")


def test_it_speaks_chinese_by_option_and_by_locale(answerback, url, monkeypatch):
    by_option = answerback("check", url, *SMOKE, "--lang", "zh")
    assert "健康" in by_option.out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "健康" in answerback("check", url, *SMOKE).out
    assert "healthy" in answerback("check", url, *SMOKE, "--lang=en").out


def test_a_broken_service_exits_1_and_shows_how_to_see_it(answerback, url, scripted):
    scripted.done = False
    said = answerback("check", url, "--select", "streaming.ends-with-done")
    assert said.code == 1
    assert "H04" in said.out
    line = said.out.partition("show\n")[2].partition("\n\n")[0]
    shown = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=20, check=True)
    assert "text/event-stream" in shown.stdout
    assert "[DONE]" not in shown.stdout


def test_nothing_listening_exits_3(answerback):
    with refused() as address:
        said = answerback("check", address, *SMOKE)
    assert said.code == 3
    assert "curl: (7)" in said.out


def test_quiet_is_the_verdict_alone(answerback, url):
    assert answerback("check", url, *SMOKE, "-q").out.count("\n") == 2


def test_verbose_lists_every_promise(answerback, url):
    assert "chat.answers" in answerback("check", url, *SMOKE, "-v").out
    assert "chat.answers" not in answerback("check", url, *SMOKE).out


@pytest.mark.parametrize("form", ["json", "junit", "markdown", "html"])
def test_a_report_goes_to_a_file_and_the_talk_to_stderr(answerback, url, form, tmp_path):
    target = tmp_path / "report"
    said = answerback("check", url, *SMOKE, "--format", form, "-o", str(target))
    assert said.out == ""
    assert str(target) in said.err
    assert target.read_text(encoding="utf-8").strip()


def test_selection_runs_what_is_needed_and_nothing_else(answerback, url, scripted):
    said = answerback("check", url, "--select", "chat.answers", "--format", "json")
    ids = {check["id"] for check in json.loads(said.out)["checks"]}
    assert "chat.answers" in ids
    assert "connection.reached" in ids
    assert not any(name.startswith("streaming.") for name in ids)


def test_globs_and_families_select(answerback, url):
    by_glob = json.loads(answerback("check", url, "--select", "streaming.*", "--format", "json").out)
    by_family = json.loads(answerback("check", url, "--only-family", "streaming", "--format", "json").out)
    assert {c["id"] for c in by_glob["checks"]} == {c["id"] for c in by_family["checks"]}
    assert any(c["family"] == "streaming" for c in by_glob["checks"])


def test_ignored_checks_and_faults_are_not_reported(answerback, url, scripted):
    scripted.done = False
    by_check = answerback("check", url, "--select", "streaming", "--ignore", "streaming.ends-with-done")
    by_fault = answerback("check", url, "--select", "streaming.ends-with-done", "--ignore", "h04")
    assert by_check.code == by_fault.code == 0
    assert "H04" not in by_check.out + by_fault.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("chekc", "x"), "check"),
        (("check", "--modle", "m"), "--model"),
        (("check", "--level", "smok"), "smoke"),
        (("check", "--select", "streaming.ends-with-dome"), "streaming.ends-with-done"),
        (("check", "--only-family", "steaming"), "streaming"),
        (("explain", "H99x"), "explain"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mistyped_word_gets_one_line_with_the_right_one(answerback, words, hint, lang):
    said = answerback("--lang", lang, *words)
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert hint in said.err
    assert any("\u4e00" <= c <= "\u9fff" for c in said.err) == (lang == "zh")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "ftp://host"),
        ("check", "http://"),
        ("check", "http://host:99999"),
        ("check", "http://host:0"),
        ("check", "http://ho st"),
        ("check", "http://host\x1b[31m"),
        ("check", "http://[::1"),
        ("check", ""),
        ("check", "a", "b", "--evidence", "x"),
        ("check", "x", "--timeout", "0"),
        ("check", "x", "--timeout", "soon"),
        ("check", "x", "--timeout", "inf"),
        ("check", "x", "--concurrency", "0"),
        ("check", "x", "--budget-tokens", "-1"),
        ("check", "x", "--model"),
        ("check", "x", "--header", "no colon"),
        ("check", "x", "--header", "A: b\nC: d"),
        ("check", "x", "--header", "A: $NOT_SET_ANYWHERE"),
        ("check", "x", "--key-env", "NOT_SET_ANYWHERE"),
        ("check", "x", "--key-env", "sk-1234567890abcdef"),
        ("check", "x", "--key-file", "/nonexistent/key"),
        ("check", "x", "--config", "/nonexistent.toml"),
        ("check", "x", "--format", "yaml"),
        ("check", "x", "--quiet=1"),
        ("check", "x", "--evidence", "/proc/nope"),
        ("render", "/nonexistent.json"),
        ("render",),
        ("-x",),
    ],
)
def test_bad_input_is_one_line_and_exit_2(answerback, words):
    said = answerback(*words)
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("answerback: ")
    assert said.err.count("\n") == 1
    assert said.err.strip().isprintable()


def test_settings_come_from_file_and_environment_and_the_command_line_wins(answerback, url, monkeypatch):
    Path("answerback.toml").write_text('lang = "zh"\n[check]\nlevel = "smoke"\nformat = "json"\n', encoding="utf-8")
    report = json.loads(answerback("check", url).out)
    assert (report["lang"], report["target"]["level"]) == ("zh", "smoke")
    monkeypatch.setenv("ANSWERBACK_LANG", "en")
    assert json.loads(answerback("check", url).out)["lang"] == "en"
    assert "健康" in answerback("check", url, "--lang", "zh", "--format", "terminal").out


def test_settings_may_stand_in_pyproject(answerback, url):
    Path("pyproject.toml").write_text('[tool.answerback]\nlevel = "smoke"\nformat = "json"\n', encoding="utf-8")
    assert json.loads(answerback("check", url).out)["target"]["level"] == "smoke"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("levle = 1", "level"),
        ("[check]\nlevle = 'smoke'", "level"),
        ("level = 'smok'", "smoke"),
        ("level = [", "TOML"),
        ("strict = 'yes'", "strict"),
        ("key = 'sk-1234567890abcdef'", "key-env"),
    ],
)
def test_a_wrong_configuration_is_one_line_and_exit_2(answerback, url, text, word):
    Path("answerback.toml").write_text(text, encoding="utf-8")
    said = answerback("check", url)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert word in said.err
    assert "sk-1234567890abcdef" not in said.err


def test_the_plan_asks_nothing(answerback, url, scripted):
    said = answerback("check", url, "--plan", *SMOKE)
    assert said.code == 0
    assert "3 requests" in said.out
    assert scripted.calls == []


def test_evidence_is_kept_and_the_report_with_it(answerback, url, tmp_path):
    said = answerback("check", url, *SMOKE, "--evidence", str(tmp_path / "kept"))
    assert said.code == 0
    har = json.loads((tmp_path / "kept" / "exchanges.har").read_text(encoding="utf-8"))
    assert len(har["log"]["entries"]) == 3
    again = answerback("render", str(tmp_path / "kept" / "report.json"))
    assert again.out == said.out


def test_our_own_bug_is_said_in_one_line_and_exits_4(answerback, url, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("cannot happen")

    monkeypatch.setattr("answerback.run.Run.report", broken)
    said = answerback("check", url, *SMOKE)
    assert said.code == 4
    assert "RuntimeError: cannot happen" in said.err
    assert said.err.count("\n") == 1


def test_ctrl_c_ends_without_a_traceback(answerback, url, monkeypatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("answerback.run.Run.report", stopped)
    said = answerback("check", url, *SMOKE)
    assert said.code == 130
    assert "Traceback" not in said.err


def test_the_smoke_path_imports_nothing_heavy(url):
    script = (
        "import sys; from answerback.cli import app; app.main(sys.argv[1:]);"
        "print(*(m for m in ('rich', 'typer', 'click', 'jsonschema_rs', 'psutil', 'asyncio', 'pydantic', 'tomllib',"
        " 'difflib', 'statistics', 'subprocess') if m in sys.modules), file=sys.stderr)"
    )
    words = ["check", url, *SMOKE]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=60, cwd="/", check=True
    )
    assert "healthy" in done.stdout
    assert done.stderr.strip() == ""


def test_a_detector_that_raises_is_told_as_our_bug_and_the_others_are_still_heard(
    answerback, url, scripted, monkeypatch
):
    from answerback import fault

    class Broken(fault.Fault):
        code = "Z99"

        def explains(self, seen: fault.Seen) -> None:
            raise KeyError("oops")

    known = fault.load()
    monkeypatch.setattr(fault, "load", lambda: (*known, Broken))
    scripted.done = False
    said = answerback("check", url, "--select", "streaming.ends-with-done")
    assert "H04" in said.out
    assert "KeyError: 'oops'" in said.out
    assert said.code == 1
