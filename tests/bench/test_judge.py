"""Right under load: each flaw is named by its fault, and a right service raises nothing."""

from __future__ import annotations

from random import Random

import pytest

from answerback import fault
from answerback.bench.findings import CODES, SEEN, told
from answerback.bench.judge import Judge
from answerback.bench.nonces import Nonces
from answerback.bench.plan import Stage
from answerback.bench.record import Record
from answerback.values.answer import Usage
from answerback.values.exchange import FailureKind
from answerback.values.result import Confidence, Severity
from answerback.values.target import Setting, Target
from answerback.values.text import Lang

MS = 1_000_000
PROSE = "said that the river is wide and the boats on it are old, so people walk to the other side of the town."


class Load:
    """Requests of stages as a service would have left them behind."""

    def __init__(self, *loads, server="vllm"):
        self.nonces = Nonces()
        self.judge = Judge(Setting(Target("http://x"), "http://x/v1", server=server),
                           [Stage(concurrency=load) for load in loads], self.nonces)  # fmt: skip
        self.number = 0
        self.words = []

    def ask(self, stage, at_ms=0.0, first_ms=100.0, speaks_ms=900.0, text=None, say=None, **rest):
        nonce = self.nonces.next()
        self.words.append(nonce)
        text = text if text is not None else f"{say or nonce} {PROSE}"
        first = at_ms + first_ms
        arrivals = tuple(int((first + speaks_ms * n / 9) * MS) for n in range(10))
        given = {
            "number": self.number, "planned_ns": None, "sent_ns": int(at_ms * MS), "status": 200, "done": True,
            "end_ns": int((first + speaks_ms) * MS), "arrivals_ns": arrivals, "finish": "stop", "events": 12,
            "text": text, "usage": Usage(50, 40, 90), "nonce": nonce, "max_tokens": 128, "label": "prompt",
        }  # fmt: skip
        self.number += 1
        self.judge.read(stage, Record(**given | rest))

    def crowd(self, stage, count, **rest):
        for n in range(count):
            self.ask(stage, at_ms=n * 50.0, **rest)

    def codes(self):
        return [one.code for one in self.judge.findings()]

    def only(self):
        (one,) = self.judge.findings()
        return one


def test_a_right_service_raises_nothing():
    load = Load(1, 4, 16)
    for stage in range(3):
        load.crowd(stage, 60)
    assert load.codes() == []


def test_words_of_a_request_under_way_are_cross_talk():
    load = Load(4)
    load.crowd(0, 20)
    load.ask(0, at_ms=1000.0, say=f"the {load.words[-1]} and")
    load.ask(0, at_ms=1000.0, say=f"the {load.words[-1]} and")
    one = load.only()
    assert (one.code, one.severity, one.confidence) == ("L05", Severity.CRITICAL, Confidence.CERTAIN)
    assert one.number == 20
    assert load.words[19] in told(one, Lang.EN).seen


def test_words_of_a_request_that_had_ended_are_a_cache():
    load = Load(4)
    load.crowd(0, 20)
    load.ask(0, at_ms=60_000.0, say=f"{load.words[3]} then")
    assert load.only().code == "L06"


def test_answers_that_get_worse_with_the_load_collapse():
    load = Load(1, 16)
    load.crowd(0, 40)
    load.crowd(1, 30)
    load.crowd(1, 10, text="the the the the the the the the the the the the the the the the the the the the the the")
    one = load.only()
    assert one.code == "L07" and one.facts["bad"] == 25.0 and one.facts["bad_first"] == 0.0
    assert float(one.facts["p"]) < 0.005


def test_a_weak_model_that_always_loops_is_not_blamed():
    rng = Random(2)
    load = Load(1, 8, 64)
    for stage in range(3):
        for _ in range(100):
            weak = rng.random() < 0.3
            load.crowd(stage, 1, text="so and so and " * 12 if weak else None)
    assert load.codes() == []


def test_a_model_that_forgets_the_code_word_only_under_load():
    load = Load(1, 16)
    load.crowd(0, 40)
    load.crowd(1, 20)
    load.crowd(1, 20, say="Well:")
    assert load.only().facts["what"] == "astray"
    other = Load(1, 16)
    other.crowd(0, 40, say="Well:")
    other.crowd(1, 40, say="Well:")
    assert other.codes() == [], "a model that never says it shows nothing"


@pytest.mark.parametrize(("server", "severity"), [("vllm", Severity.MINOR), ("ollama", Severity.INFO)])
def test_one_at_a_time_is_serialised(server, severity):
    load = Load(4, server=server)
    for n in range(40):
        load.ask(0, at_ms=max(0, n - 4) * 1000.0, first_ms=100.0 + 1000.0 * min(n, 4))
    assert (load.only().code, load.only().severity) == ("L03", severity)


def test_long_prompts_that_are_read_in_turn_are_not():
    load = Load(4)
    for n in range(40):
        load.ask(0, at_ms=max(0, n - 4) * 1000.0, first_ms=950.0 + 1000.0 * min(n, 4), speaks_ms=50.0)
    assert load.codes() == []


def test_one_after_the_other_because_so_asked_is_not():
    load = Load(1)
    for n in range(40):
        load.ask(0, at_ms=n * 1001.0)
    assert load.codes() == []


def refused(load, stage, count, status, error):
    load.crowd(stage, count, status=status, error=error, arrivals_ns=(), text="", finish="", done=True, usage=None)


@pytest.mark.parametrize(
    ("concurrency", "status", "error", "code", "severity"),
    [
        (8, 503, "server busy", "L04", Severity.MINOR),
        (256, 429, "too many concurrent requests", "L04", Severity.INFO),
        (8, 429, "Rate limit reached: 60 requests per minute", "L12", Severity.MINOR),
        (8, 500, "EngineCore encountered an issue", "L02", Severity.CRITICAL),
    ],
)
def test_refusals_are_told_apart(concurrency, status, error, code, severity):
    load = Load(1, concurrency)
    load.crowd(0, 20)
    load.crowd(1, 20)
    refused(load, 1, 5, status, error)
    one = load.only()
    assert (one.code, one.severity) == (code, severity)
    assert error in told(one, Lang.EN).seen


def test_streams_that_stand_still_only_under_load():
    load = Load(1, 32)
    load.crowd(0, 20)
    load.crowd(1, 20)
    for _ in range(3):
        arrivals = (100 * MS, 200 * MS, 6200 * MS, 6300 * MS)
        load.ask(1, arrivals_ns=arrivals, end_ns=6400 * MS)
    assert (load.only().code, load.only().facts["longest"]) == ("L10", 6.0)
    slow = Load(1, 32)
    for stage in range(2):
        for _ in range(20):
            slow.ask(stage, arrivals_ns=(100 * MS, 6200 * MS, 12_000 * MS), end_ns=13_000 * MS)
    assert slow.codes() == [], "a service that is as slow alone"


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        ({"done": False}, "H04"),
        ({"finish": ""}, "H05"),
        ({"finish": "", "done": False, "usage": None}, "H06"),
        ({"failure": FailureKind.CUT}, "H06"),
        ({"broken_events": 2}, "H11"),
        ({"usage": None}, "F07"),
        ({"usage": Usage(50, 3, 53)}, "F09"),
        ({"error": "boom", "arrivals_ns": ()}, "H08"),
    ],
)
def test_framing_and_counts_are_judged_in_each_answer(flaw, code):
    load = Load(4)
    load.crowd(0, 20)
    load.ask(0, **flaw)
    assert load.codes() == [code]
    assert load.only().number == 20


def test_a_product_that_never_says_done_is_not_blamed():
    load = Load(4, server="transformers")
    load.crowd(0, 20, done=False)
    assert load.codes() == []


def test_a_server_that_goes_on_after_us_may_leak_places():
    load = Load(4)
    load.crowd(0, 20)
    load.judge.idle(3.0, 6.0)
    assert (load.only().code, load.only().confidence) == ("L11", Confidence.POSSIBLE)
    load.judge.idle(0.0, 6.0)
    assert load.codes() == []


def test_every_finding_has_a_fault_and_words_in_both_languages():
    assert SEEN.keys() == CODES.keys()
    assert all(fault.named(code) is not None for code in CODES.values())
    load = Load(1, 4)
    load.crowd(0, 20)
    load.crowd(1, 20)
    refused(load, 1, 5, 503, "busy")
    english, chinese = (told(load.only(), lang, "vllm") for lang in (Lang.EN, Lang.ZH))
    assert "4 at a time" in english.seen and "并发 4" in chinese.seen
    assert english.remedy and english.remedy != chinese.remedy and english.flags == chinese.flags
