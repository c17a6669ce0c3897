"""Completion scripts: bash runs ours and offers what fits; the others at least parse where they are installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from answerback.cli import app

ASK = """
{script}
COMP_WORDS=({words}) COMP_CWORD={at}
_answerback
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def offered(script: str, *words: str) -> set[str]:
    line = ASK.format(script=script, words=" ".join(f"'{w}'" for w in words), at=len(words) - 1)
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, timeout=20)
    return set(done.stdout.split())


def test_bash_offers_commands_options_and_choices(answerback):
    script = answerback("completion", "bash").out
    assert offered(script, "answerback", "") == set(app.names())
    assert {"--level", "--lang"} <= offered(script, "answerback", "check", "--l")
    assert offered(script, "answerback", "check", "--level", "s") == {"smoke", "standard"}


@pytest.mark.parametrize(("shell", "test"), [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scripts_name_every_option_and_parse(answerback, tmp_path, shell, test, lang):
    script = answerback("completion", shell, "--lang", lang).out
    for name in app.names():
        assert all(option.name in script for option in app.load(name).options)
    if shutil.which(shell):
        (tmp_path / "script").write_text(script, encoding="utf-8")
        subprocess.run([shell, test, str(tmp_path / "script")], check=True, timeout=20)


def test_another_shell_is_one_line(answerback):
    said = answerback("completion", "bsh")
    assert said.code == 2
    assert "bash" in said.err
