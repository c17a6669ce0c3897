"""The line to paste: a POSIX shell must understand it as the very request that was made."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerback.render.curl import LONG, command
from answerback.values.exchange import Failure, FailureKind, Phases
from answerback.values.report import Trace

BASE = Trace(
    1, "chat", "POST", "http://127.0.0.1:1/v1/chat/completions", (("Content-Type", "application/json"),), "{}", 200,
    None, Phases(end_s=3.2), "application/json", "", 2,
)  # fmt: skip


def as_the_shell_sees_it(trace: Trace, folder: Path, **environment: str) -> tuple[list[str], bytes]:
    """Run the line with a stand-in for curl that writes down its arguments and its stdin."""
    stand_in = folder / "curl"
    stand_in.write_text(
        f'#!/bin/sh\nfor a in "$@"; do printf "%s\\0" "$a"; done > {folder}/args\ncat > {folder}/stdin\n'
    )
    stand_in.chmod(0o755)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", **environment}
    subprocess.run(["sh", "-c", command(trace)], env=env, stdin=subprocess.DEVNULL, check=True, timeout=20)
    words = (folder / "args").read_bytes().decode("utf-8", "surrogateescape").split("\0")[:-1]
    return words, (folder / "stdin").read_bytes()


def with_(**changes: object) -> Trace:
    return msgspec.structs.replace(BASE, **changes)


@pytest.mark.parametrize(
    "body",
    [
        '{"a":"it\'s"}', '{"a":"\\"quoted\\" $HOME `id` \\\\ !!"}', '{"a":"你好，世界"}', "@file", "a\nb", "%s %d",
        "\x1b[31m\x00'\\\x7f", "-d", '{"a":"' + "word 100% \\\\n 你 " * 200 + '"}', "x" * (LONG * 2),
    ],
)  # fmt: skip
def test_the_body_arrives_as_it_was(body, tmp_path):
    words, stdin = as_the_shell_sees_it(with_(body=body), tmp_path)
    sent = stdin.decode() if "--data-binary" in words else words[-1]
    assert sent == body


@settings(max_examples=25, deadline=None)
@given(body=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60))
def test_any_body_arrives_as_it_was(body, tmp_path_factory):
    words, stdin = as_the_shell_sees_it(with_(body=body), tmp_path_factory.mktemp("curl"))
    assert (stdin.decode() if "--data-binary" in words else words[-1]) == body


def test_a_long_body_that_repeats_is_short(tmp_path):
    assert len(command(with_(body='{"a":"' + "the same again " * 2000 + '"}'))) < 600


def test_the_key_is_filled_in_by_the_shell(tmp_path):
    trace = with_(headers=(("Authorization", "Bearer $MY_KEY"), ("X-Odd", '50"$ `id`')))
    words, _ = as_the_shell_sees_it(trace, tmp_path, MY_KEY="s3cret \"'$x")
    assert "Authorization: Bearer s3cret \"'$x" in words
    assert 'X-Odd: 50"$ `id`' in words


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"insecure": True}, "-k"),
        ({"direct": True}, "--noproxy '*'"),
        ({"ip": 4}, "-4"),
        ({"encoding": "gzip"}, "'Accept-Encoding: gzip'"),
        ({"method": "PUT"}, "-X PUT"),
        ({"failure": Failure(FailureKind.STALLED, 28, "")}, "-m 3"),
        ({"failure": Failure(FailureKind.CONNECT_TIMEOUT, 28, "")}, "--connect-timeout 3"),
        ({"headers": (("Accept", "text/event-stream"),)}, "-sSN"),
        ({"hang_up": 2, "kind": "hangup"}, "| head -n 4"),
        ({"cut": True, "number": 7}, "@exchange-007.request.body"),
    ],
)
def test_what_was_special_about_the_request_is_in_the_line(changes, wanted):
    assert wanted in command(with_(**changes))


def test_a_get_has_no_method_and_no_body():
    line = command(with_(method="GET", body="", headers=(), url="http://h/v1/models"))
    assert shlex.split(line) == ["curl", "-sSi", "http://h/v1/models"]


def test_a_look_at_the_machine_has_no_line():
    assert command(with_(method="LOOK", url="")) == ""
