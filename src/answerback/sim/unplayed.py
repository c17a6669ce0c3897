"""Faults that no simulated service brings about by itself: why not, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerback.command import UsageError
from answerback.values.text import Lang, Text

if TYPE_CHECKING:
    from answerback.fault import Fault

NOT_SHOWN = Text(en="{code} ({title}) cannot be played: {why}", zh="{code}（{title}）无法模拟：{why}")
IN_THE_ASKING = Text(
    en="it lies in how a service is asked, not in what it answers. Run `answerback sim`, then `{command}`",
    zh="问题出在访问方式，而不在服务的应答。请先运行 `answerback sim`，再运行 `{command}`",
)
ON_THE_MACHINE = Text(
    en="it lies in the machine or the network, not in what a service answers. To see it, {by_hand}",
    zh="问题出在机器或网络，而不在服务的应答。如需重现，{by_hand}",
)
IN_THE_LOG = Text(
    en="only the server's log tells of it. `answerback explain {code}` describes it",
    zh="它只体现在服务端日志里。说明见 `answerback explain {code}`",
)
SERVED = "http://127.0.0.1:8008/v1"
"""Where `answerback sim` serves unless it is told otherwise."""


def shown(fault: type[Fault]) -> bool:
    """Whether a service alone can bring the fault about, even if it must also be asked in a certain way."""
    return fault.seen_with is not None and (fault.asked is None or fault.asked.by_hand is None)


def check(fault: type[Fault]) -> None:
    """Raise UsageError for a fault that cannot be played."""
    if not shown(fault):
        from answerback.render.explanation import template

        title = Text(en=template(fault.title, Lang.EN), zh=template(fault.title, Lang.ZH))
        raise UsageError(NOT_SHOWN, code=fault.code, title=title, why=_why(fault))


def _why(fault: type[Fault]) -> Text:
    asked = fault.asked
    if asked is None:
        return _with(IN_THE_LOG, "{code}", Text(en=fault.code, zh=fault.code))
    if asked.by_hand is not None:
        return _with(ON_THE_MACHINE, "{by_hand}", asked.by_hand)
    command = asked.command(SERVED)
    return _with(IN_THE_ASKING, "{command}", Text(en=command, zh=command))


def _with(text: Text, place: str, words: Text) -> Text:
    return Text(en=text.en.replace(place, words.en), zh=text.zh.replace(place, words.zh))
