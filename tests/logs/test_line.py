"""What a line says without its wrapping."""

from __future__ import annotations

import pytest

from answerback.logs.line import LONGEST, bare

SAID = 'INFO 09-28 15:46:40 [api_server.py:1839] vLLM API server version 0.11.0 | "x"'


@pytest.mark.parametrize(
    "raw",
    [
        SAID,
        f"vllm_server    | {SAID}\n",
        f"2025-09-28T15:46:40.1Z stdout F {SAID}",
        f"2025-09-28T15:46:40.123456789Z stderr P {SAID}",
        f"[pod/a-b/c] {SAID}",
        f"Sep 28 15:46:40 box vllm[1]: {SAID}",
        f"\x1b[32m{SAID}\x1b[0m\r\n",
        f"\x1b]0;title\x07{SAID}",
        f"\ufeff{SAID}",
    ],
)
def test_the_wrapping_goes(raw):
    assert bare(raw) == SAID


@pytest.mark.parametrize(
    "own",
    [
        '2024-05-20T10:00:00.000001Z  INFO text_generation_launcher: Args { model_id: "a" }',
        "[2025-08-27 10:00:44 TP0] Load weight end.",
        "0.00.007.606 I srv  llama_server: initializing ...",
        "2025-07-23 14:00:00,119 xinference.core.supervisor 5292 INFO     started",
        "  indented | with a bar",
        "",
    ],
)
def test_what_the_server_itself_wrote_stays(own):
    assert bare(own) == own


def test_json_becomes_its_message():
    assert bare('{"level":"ERROR","fields":{"message":"a\\nb"},"target":"t"}') == "ERROR a\nb"
    assert bare('{"log":"hello\\n","stream":"stderr","time":"t"}') == "hello"
    assert bare('{"no": "message"}') == '{"no": "message"}'
    assert bare("{not json") == "{not json"
    assert bare('{"log": 7}') == '{"log": 7}'


def test_a_line_without_end_is_cut():
    assert len(bare("x" * 10 * LONGEST)) == LONGEST
