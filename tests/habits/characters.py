"""Right services whose models have a character of their own: verbose, terse, Chinese only, at a loss for words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from random import Random

import msgspec

from answerback.run import Run
from answerback.sim import act, calls
from answerback.sim.brain import Params, Prompt
from answerback.sim.flight import SOCKET
from answerback.sim.honest import Service
from answerback.sim.script import ScriptedBrain
from answerback.sim.setup import Setup
from answerback.sim.wire import SimWire, arrange
from answerback.values.injections import Injection
from answerback.values.report import Report
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import STANDARD, Level, Target

SURE = "Certainly! You asked me this: {asked} I do hope that you are going to like what I have to say about it:\n\n"


class Plain(ScriptedBrain):
    """The simulator's usual model."""

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Return what this character makes of an answer that is neither bound to a schema nor a call."""
        return said

    def reply(self, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Change the answer; thoughts, calls and what a grammar binds stay as they are."""
        whole = super().reply(prompt, params, rng)
        thought, end, said = whole.rpartition("</think>\n\n")
        if prompt.text is not None or params.schema is not None or "<tool_call>" in said:
            return whole
        return thought + end + self.say(said, prompt, params, rng)


class Verbose(Plain):
    """Every answer begins with the same long phrase."""

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Put the phrase first."""
        return SURE.format(asked="".join(m["content"] for m in prompt.messages[-1:])[:150]) + said


class Terse(Plain):
    """Three words at most."""

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Keep the last words of a sentence, where its point stands; a list of numbers stays whole."""
        if said[:1].isdigit():
            return said
        return " ".join(said.strip().split()[-3:])[-24:].strip()


class ChineseOnly(Plain):
    """Knows no other language."""

    WHO, WHERE = (
        ["渔夫", "画家", "邮差", "僧人", "将军", "木匠", "医生", "老猫", "琴师", "船长"],
        ["山里", "海底", "雪原", "古城", "月亮上", "井底", "雾中", "沙漠"],
    )
    WHAT = [
        "听见了歌声。",
        "忘记了归路。",
        "等着一封信。",
        "点亮了灯。",
        "看见了自己。",
        "种下一棵树。",
        "打开了那扇门。",
    ]

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Answer in Chinese; numbers stay."""
        if any("\u4e00" <= char <= "\u9fff" for char in said) or said.strip(" ,0123456789.").strip() == "":
            return said
        chance = rng or Random(zlib.crc32(str(prompt.messages[-1:]).encode()))
        parts = [f"{chance.choice(self.WHERE)}的{chance.choice(self.WHO)}{chance.choice(self.WHAT)}" for _ in range(5)]
        return "".join(parts) + "这就是我想告诉你的全部内容。"


class AtALoss(Plain):
    """Says nothing at times, as weak models do when the end of the turn is the likeliest first token."""

    share = 0.15

    def __init__(self, setup: Setup, seed: int = 0) -> None:
        super().__init__(setup, seed)
        self.salt = seed

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Drop some answers, always the same ones where sampling is greedy."""
        greedy = Random(zlib.crc32(f"{self.salt} {prompt.messages[-1:]}".encode()))
        return "" if (rng or greedy).random() < self.share else said


class LostForLong(Plain):
    """Has nothing to say to long prompts: the end is the likeliest first token there, though not the only one."""

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Say nothing where much was asked, unless words are drawn."""
        return "" if rng is None and self.count(prompt) > 2000 else said


class Rambling(Plain):
    """A tiny model: fluent words without much sense, whatever is asked."""

    WORDS = tuple(
        re.findall(
            r"\w+",
            "the of and to in is you that it he was for on are as with his they at be this have from or one had by not "
            "but what all were we when your can said there lamp river stone walked quiet morning letter people small",
        )
    )

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Write sentences of common words."""
        chance = rng or Random(zlib.crc32(str(prompt.messages[-1:]).encode()))
        lines = [" ".join(chance.choices(self.WORDS, k=chance.randint(4, 12))).capitalize() for _ in range(9)]
        return ". ".join(lines) + "."


class Shy(Plain):
    """Never calls a tool unless it must."""

    def reply(self, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Answer as if there were no tools."""
        if not params.call:
            prompt = msgspec.structs.replace(prompt, tools=())
        return super().reply(prompt, params, rng)


class Eager(Plain):
    """Calls the first tool, whatever is asked, if there is one."""

    def say(self, said: str, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Call."""
        if not prompt.tools or any(m.get("role") == "tool" for m in prompt.messages):
            return said
        return calls.write([("get_weather", {"city": "Paris"})]) if prompt.tools else said


class Thinker(Plain):
    """Thinks whether or not it may."""

    def reply(self, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Think first, and take `/no_think` for any other word."""
        asked = tuple({**m, "content": m["content"].replace("/no_think", "")} for m in prompt.messages)
        return super().reply(msgspec.structs.replace(prompt, messages=asked, thinking=True), params, rng)


CHARACTERS: tuple[type[Plain], ...] = (
    Plain, Verbose, Terse, ChineseOnly, AtALoss, LostForLong, Rambling, Shy, Eager, Thinker,
)  # fmt: skip


def examine(
    dialect: str,
    character: Callable[[Setup, int], ScriptedBrain] = Plain,
    acts: Sequence[Injection] = (),
    level: Level = STANDARD,
    seed: int = 0,
) -> Report:
    """Check a right service with this model behind it."""
    setup, rest = arrange(dialect, acts)
    handler = Service(setup, character(setup, seed), seed=seed).handle
    around = [one for one in rest if not isinstance(one, SOCKET)]
    if around:
        handler = act.wrap(handler, tuple(around), seed=seed, setup=setup)
    wire = SimWire(dialect, [one for one in rest if isinstance(one, SOCKET)], setup=setup, handler=handler)
    try:
        return Run(Target(wire.url), wire, level).report()
    finally:
        wire.close()


def harm(report: Report) -> list[str]:
    """Return what is called at minor or above, what crashed, or a verdict that is not healthy; all well: nothing."""
    out = [f"{f.code} {f.severity} {f.confidence} {f.facts}" for f in report.faults if f.severity is not Severity.INFO]
    out += [f"{r.check} {r.facts}" for r in report.results if r.status is Status.CRASH]
    return out if out or report.verdict is Verdict.HEALTHY else [str(report.verdict)]
