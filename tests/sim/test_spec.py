"""Faults as people write them."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback import fault
from answerback.command import UsageError
from answerback.faults.h_streaming.h04_stream_without_done import StreamWithoutDone
from answerback.sim import spec
from answerback.sim.unplayed import shown
from answerback.values.injections import (
    Delay,
    DropEvent,
    Hang,
    Injection,
    InsertEvent,
    Replicas,
    Reply,
    RequireKey,
    Say,
    Set,
    SetHeader,
    When,
)
from answerback.values.text import Lang


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Hang", Hang()),
        ("hang", Hang()),
        ("Hang()", Hang()),
        ("Delay:2", Delay(first_s=2)),
        ("Delay:first_s=2,on.stream=true", Delay(first_s=2, on=When(stream=True))),
        (" Delay ( first_s = 2 , on.nth = 3 ) ", Delay(first_s=2, on=When(nth=3))),
        ('DropEvent(text="[DONE]")', DropEvent(text="[DONE]")),
        ("drop-event:text=[DONE]", DropEvent(text="[DONE]")),
        ("drop_event:index=-1", DropEvent(index=-1)),
        ("SetHeader:x-a,b c", SetHeader(name="x-a", value="b c")),
        ('InsertEvent:text=": ping\\n\\n",index=2', InsertEvent(text=": ping\n\n", index=2)),
        ("Say:text='one, two'", Say(text="one, two")),
        ("Say:text=a=b", Say(text="a=b")),
        ("Say:text=(see below)", Say(text="(see below)")),
        ("Say:text=123", Say(text="123")),
        ("RequireKey:key=123", RequireKey(key="123")),
        ("Set:path=usage,value=null", Set(path="usage", value=None)),
        ("Set(path='a', value=None)", Set(path="a", value=None)),
        (
            'Set:path=choices[*].said.content,value={"a":[1,2]}',
            Set(path="choices[*].said.content", value={"a": [1, 2]}),
        ),
        ('Reply:status=503,headers=[["retry-after","3"]]', Reply(status=503, headers=(("retry-after", "3"),))),
        ('Replicas:other=["Say:x"],share=1', Replicas(other=(Say(text="x"),), share=1)),
        ('Replicas:other=[{"type":"Say","text":"x"}]', Replicas(other=(Say(text="x"),))),
    ],
)
def test_what_is_meant(written: str, meant: Injection):
    read = spec.read(written)
    assert read.injections == (meant,)
    assert read.text == written
    assert spec.read(spec.write(meant)).injections == (meant,)


@pytest.mark.parametrize("written", ["H04", "h04", "stream-without-done", "H04-stream-without-done"])
def test_a_fault_by_its_code_or_name(written: str):
    read = spec.read(written)
    assert read.injections == (StreamWithoutDone.seen_with,)
    assert (read.code, read.dialect) == ("H04", StreamWithoutDone.dialect)


def test_a_faults_parameters_may_be_changed():
    (injection,) = spec.read("H04:on.nth=3").injections
    assert injection.on.nth == 3
    assert injection.on.stream is True
    assert injection.text == "[DONE]"


@pytest.mark.parametrize("kind", [k for k in fault.load() if not shown(k)], ids=lambda kind: kind.code)
def test_a_fault_that_cannot_be_played_says_why_and_what_to_do_instead(kind):
    with pytest.raises(UsageError) as error:
        spec.read(kind.code)
    for lang, word in ((Lang.EN, "cannot be played"), (Lang.ZH, "无法模拟")):
        said = error.value.told(lang)
        assert said.startswith(kind.code)
        assert word in said
        assert "answerback" in said
        assert "{" not in said
    if kind.asked is not None and kind.asked.by_hand is None:
        assert kind.asked.command("http://127.0.0.1:8008/v1") in str(error.value)


def test_every_fault_that_can_be_played_can_be_asked_for():
    for kind in fault.load():
        if shown(kind):
            wanted = kind.seen_with if isinstance(kind.seen_with, tuple) else (kind.seen_with,)
            assert spec.read(kind.code).injections == wanted
            for injection in wanted:
                (again,) = spec.read(spec.write(injection)).injections
                assert msgspec.to_builtins(again) == msgspec.to_builtins(injection)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Dleay", "Delay"),
        ("H99", "'H99'"),
        ("stream-without-dnoe", "stream-without-done"),
        ("Delay:frist_s=2", "first_s"),
        ("Delay:on.nht=2", "on.nth"),
        ("Delay:first_s=soon", "a number"),
        ("Delay:on.nth=x", "a whole number"),
        ("Garble:how=loud", "words | script"),
        ("Rechunk:size=0", ">= 1"),
        ("Set:value=1", "needs path"),
        ("Set:path=a..b", "'a..b' is no path"),
        ("Hang:on.says='('", "regular expression"),
        ("Delay:(", "cannot read"),
        ("Delay(2", "cannot read"),
        ("", "cannot read"),
        ("= 3", "cannot read"),
        ("Delay:1,2,3,4,5", "no parameter '5'"),
        ("H04:size=3", "no parameter 'size'"),
        ("H04:3", "cannot read"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(written: str, says: str):
    with pytest.raises(UsageError) as caught:
        spec.read(written)
    for lang in Lang:
        line = caught.value.text.fill(lang, caught.value.facts)
        assert "\n" not in line
        assert "{" not in line.replace("{'", "")
    assert says in str(caught.value)


@given(st.text(max_size=60))
def test_nothing_that_is_written_breaks_it(written: str):
    with contextlib.suppress(UsageError):
        spec.read(written)


def test_plain_data_stands_for_the_same():
    assert spec.from_data("Delay:2").injections == (Delay(first_s=2),)
    read = spec.from_data({"type": "Delay", "first_s": 2, "on": {"nth": 3}})
    assert read.injections == (Delay(first_s=2, on=When(nth=3)),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Dleay"},
        {"first_s": 2},
        3,
        None,
        {"type": "Delay", "first_s": "x"},
        {"type": "Delay", "x": 1},
        {"type": "Delay", "on": {"nht": 1}},
        {"type": "Delay", "on": 3},
        {"type": "Replicas", "other": [{"type": "Dleay"}]},
        {"type": "Replicas", "other": [3]},
    ],
)
def test_plain_data_that_cannot_be(wrong):
    with pytest.raises(UsageError):
        spec.from_data(wrong)
