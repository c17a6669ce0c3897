"""A log in any wrapping, cut anywhere, with several starts: the last is judged, and what it shows is the same."""

from __future__ import annotations

import json
import random

import pytest

from answerback.host import logfile
from answerback.logs.reader import Reader
from answerback.logs.shape import Stage
from answerback.logs.verdict import Outcome
from answerback.values.result import Confidence
from tests.logs import recorded

LOGS = {log.name: log for log in recorded.logs()}
FAULTY = LOGS["vllm/kv-cache-v1"].path.read_text()
HEALTHY = LOGS["vllm/healthy"].path.read_text()
SGLANG = LOGS["sglang/graph-capture-oom"].path.read_text()

WRAPPINGS = {
    "docker compose": lambda line: f"vllm-1  | {line}",
    "docker with times": lambda line: f"2025-09-28T15:47:24.123456789Z {line}",
    "docker's own file": lambda line: json.dumps({"log": line + "\n", "stream": "stderr", "time": "2025-09-28T15:47Z"}),
    "containerd": lambda line: f"2025-09-28T15:47:24.123456789+08:00 stderr F {line}",
    "kubectl with prefix": lambda line: f"[pod/vllm-7d9c/vllm] {line}",
    "kubectl with both": lambda line: f"[pod/vllm-7d9c/vllm] 2025-09-28T15:47:24.123456789Z {line}",
    "journald": lambda line: f"Sep 28 15:47:24 gpu-box vllm[4242]: {line}",
    "journald, ISO times": lambda line: f"2025-09-28T15:47:24+0800 gpu-box python3[4242]: {line}",
    "syslog": lambda line: f"<30>Sep  8 15:47:24 gpu-box vllm[4242]: {line}",
    "Google Cloud": lambda line: f"INFO 2025-09-28T15:47:24.096Z [resource.labels.containerName: vllm] {line}",
    "a day's time before it": lambda line: f"[2025-09-28 15:47:24] {line}",
    "colours": lambda line: f"\x1b[1;36m{line[:10]}\x1b[0;0m{line[10:]}\x1b[0m",
    "visible colours": lambda line: f"^[[31m{line}^[[0m",
    "Windows' line ends": lambda line: f"{line}\r",
    "torchrun": lambda line: f"[rank0]: {line}",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("text", [FAULTY, SGLANG], ids=["vllm", "sglang"])
def test_what_a_shipper_puts_around_a_line_changes_nothing(wrapping, text):
    plain = recorded.heard(text)
    wrapped = recorded.heard("\n".join(WRAPPINGS[wrapping](line) for line in text.splitlines()))
    assert (wrapped.code, wrapped.server, wrapped.instead) == (plain.code, plain.server, plain.instead)
    assert wrapped.remedy == plain.remedy


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_healthy_log_stays_healthy_in_any_wrapping(wrapping):
    said = recorded.heard("\n".join(WRAPPINGS[wrapping](line) for line in HEALTHY.splitlines()))
    assert (said.outcome, said.server) == (Outcome.STARTED, "vllm")


@pytest.mark.parametrize("log", [log for log in LOGS.values() if "code" in log.wanted], ids=lambda log: log.name)
def test_a_log_that_begins_in_the_middle_still_tells(log):
    reader = recorded.read(log.path)
    first = reader.verdict().lines[0][0] if reader.verdict().lines else 0
    if first < 3:
        pytest.skip("the cause stands at the beginning")
    with log.path.open("rb") as file:
        rest = list(logfile.lines(file))[first - 1 :]
    cut = Reader(log.wanted["server"])
    for line in rest:
        cut.feed(line)
    said = cut.verdict()
    if said.code != log.wanted["code"]:  # memory: without the stages before it the time of a bare exception is unknown
        assert {said.code, log.wanted["code"]} <= {"N02", "N14"} or said.outcome is not Outcome.FAULT


def test_a_log_without_its_end_names_the_cause_that_is_in_it():
    lines = FAULTY.splitlines()
    upto = next(i for i, line in enumerate(lines) if "estimated maximum model length" in line)
    said = recorded.heard("\n".join(lines[: upto + 1]))
    assert said.code == "N01"
    assert recorded.heard("\n".join(lines[:upto])).outcome is Outcome.UNKNOWN


def test_of_several_starts_the_last_is_judged():
    assert recorded.heard(FAULTY + HEALTHY).outcome is Outcome.STARTED
    assert recorded.heard(HEALTHY + FAULTY).code == "N01"
    other = LOGS["vllm/gpu-held-by-others"].path.read_text()
    assert recorded.heard(FAULTY + other).code == "N13"
    assert recorded.heard(other + FAULTY).code == "N01"


def test_a_start_that_is_under_way_after_a_failed_one_most_likely_fails_again():
    under_way = "\n".join(HEALTHY.splitlines()[:4])
    said = recorded.heard(FAULTY + under_way)
    assert (said.code, said.confidence) == ("N01", Confidence.POSSIBLE)
    assert recorded.heard(under_way).outcome is Outcome.UNKNOWN


def test_several_processes_that_begin_are_one_start():
    begin = "(ApiServer_{n} pid={n}) INFO 09-28 15:46:40 [api_server.py:1839] vLLM API server version 0.11.0"
    text = "\n".join([begin.format(n=0), "ValueError: No available memory for the cache blocks.", begin.format(n=1)])
    assert recorded.heard(text).code == "N01" or recorded.heard(text).outcome is Outcome.UNKNOWN


def test_what_clients_send_and_what_the_server_survives_is_no_fault():
    said = recorded.heard(HEALTHY + "\nERROR 09-28 16:00:00 [serving.py:1] torch.OutOfMemoryError: CUDA out of memory.")
    assert said.outcome is Outcome.STARTED
    died = "\n(APIServer pid=1) vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue."
    said = recorded.heard(
        HEALTHY + "\nERROR 09-28 16:00:00 [core.py:1] torch.OutOfMemoryError: CUDA out of memory." + died
    )
    assert said.code == "N14"
    assert said.ready


def test_the_code_that_a_traceback_shows_is_no_message():
    said = recorded.heard('    raise ValueError("No available memory for the cache blocks. "', "vllm")
    assert said.outcome is Outcome.UNKNOWN


def test_a_wrapper_is_never_the_cause_nor_among_the_likeliest_lines_before_others():
    text = "\n".join(
        [
            "(EngineCore_DP0 pid=9) ERROR 09-28 15:47:24 [core.py:718] EngineCore failed to start.",
            "(EngineCore_DP0 pid=9) ZeroDivisionError: division by zero",
            "(APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above.",
        ]
    )
    said = recorded.heard(text)
    assert said.outcome is Outcome.UNKNOWN
    assert "ZeroDivisionError" in said.lines[0][1]
    assert not any("initialization failed" in line for _, line in said.lines)


def test_the_stages_are_told_as_they_come():
    reader = Reader("vllm")
    stages = [stage for line in HEALTHY.splitlines() if (stage := reader.feed(line)) is not None]
    assert list(dict.fromkeys(stages)) == [Stage.BEGIN, Stage.LOAD, Stage.WARM_UP, Stage.READY]
    reader = Reader()
    assert reader.feed("Loading safetensors checkpoint shards:  25% Completed | 1/4 [00:01<00:04]") is Stage.LOAD
    assert reader.percent == 25
    tgi = Reader("tgi")
    tgi.feed("2024-05-20T10:00:31Z  INFO text_generation_launcher: Download: [1/8] -- ETA: 0:01:02")
    assert (tgi.stage, tgi.percent) == (Stage.DOWNLOAD, 12.5)


def test_sglang_is_ready_when_it_says_so_and_not_when_it_listens():
    reader = Reader("sglang")
    assert reader.feed("[2025-08-27 10:02:00] INFO:     Uvicorn running on http://0.0.0.0:30000") is Stage.WARM_UP
    assert reader.feed("[2025-08-27 10:02:05] The server is fired up and ready to roll!") is Stage.READY


def test_a_server_around_another_is_the_one():
    text = "llama_model_load: error loading model: unknown model architecture: 'x'"
    assert recorded.heard(text).server == "llamacpp"
    listening = (
        'time=2025-02-01T10:00:00.002Z level=INFO source=routes.go:1238 msg="Listening on [::]:11434 (version 0.5.7)"'
    )
    assert recorded.heard(f"{text}\n{listening}\n{text}").server == "ollama"


def test_a_named_server_overrides_recognition():
    said = recorded.heard("RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.", "vllm")
    assert said.outcome is Outcome.UNKNOWN
    assert recorded.heard("torch.OutOfMemoryError: CUDA out of memory.", "tgi").remedy.flags[0] == "--num-shard 2"


@pytest.mark.parametrize(("code", "fault"), [(137, "N21"), (-9, "N21"), (-4, "N27"), (132, "N27"), (1, "")])
def test_an_exit_code_tells_where_the_log_does_not(code, fault):
    reader = Reader("vllm")
    reader.feed("INFO 09-28 15:46:58 [gpu_model_runner.py:2602] Starting to load model Qwen/Qwen3-8B...")
    assert reader.verdict(code).code == fault
    reader.feed("ValueError: No available memory for the cache blocks.")
    assert reader.verdict(code).code == "N01"


def test_a_killed_server_that_was_told_to_end_is_no_fault():
    text = LOGS["llamacpp/healthy-and-stopped"].path.read_text()
    assert recorded.heard(text).outcome is Outcome.STOPPED


@pytest.mark.parametrize("log", LOGS.values(), ids=lambda log: log.name)
def test_all_at_once_and_line_by_line_are_the_same(log):
    with log.path.open("rb") as file:
        lines = list(logfile.lines(file))
    one_by_one, at_once = Reader(), Reader()
    for line in lines:
        one_by_one.feed(line)
    at_once.read(lines)
    assert at_once.verdict() == one_by_one.verdict()
    assert at_once.lines == one_by_one.lines == len(lines)


def test_noise_of_any_kind_neither_breaks_nor_names():
    chance = random.Random(7)
    alphabet = "abc {}[]()<>|\\\"'%$\t\x00\x1b0129äöü汉字🙂"
    reader = Reader()
    for _ in range(3000):
        reader.feed("".join(chance.choice(alphabet) for _ in range(chance.randrange(120))))
    reader.feed('{"log": ' * 5000)
    reader.feed("x" * 1_000_000)
    assert reader.verdict().outcome is Outcome.UNKNOWN


def test_memory_does_not_grow_with_the_log():
    reader = Reader("vllm")
    for n in range(60_000):
        reader.feed(f"line of a kind {n} " + "abcdefghij"[n % 10] * (n % 50))
        reader.feed(f"ERROR something {n}: ValueError: odd")
    assert len(reader._dull) <= 20_000
    assert len(reader.start.candidates) == 0
