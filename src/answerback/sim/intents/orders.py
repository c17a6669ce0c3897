"""Orders that leave nothing to think about: repeat this, say that, count."""

from __future__ import annotations

import re

from answerback.sim.intents import Talk, intent

_VERB = (
    r"(?:repeat|echo|say|reply|respond|answer|output|print|write|return|type|copy|"
    r"重复|复述|输出|回复|回答|说出|说|写出|打印|照抄)"
)
_FILLER = (
    r"(?:\s*(?:exactly|only|just|back|verbatim|with|to me|me|please|once|this|these|that|the|a|an|following|single|one|"
    r"word|words|text|string|token|code|phrase|sentence|line|character for character|word for word|and nothing else|"
    r"以下|下面|这个|这段|这句|内容|文字|文本|原样|一字不差地|单词|词|一个|只|仅|请))*"
)
_COLON = re.compile(_VERB + _FILLER + r"[^:：\n.。!?]{0,40}?[:：]\s*(?P<what>.+)", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(_VERB + _FILLER + r"\s*[\"'“‘`「](?P<what>[^\"'”’`」]+)[\"'”’`」]", re.IGNORECASE)
_PLAIN = re.compile(r"^\s*(?:please |请)?" + _VERB + _FILLER + r"\s+(?P<what>[^\n]+?)\s*[.。!！]?\s*$", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:\s*(?:and (?:say |write |add )?nothing (?:else|more)|and stop|only|please|即可|就行))+[.。]?$", re.I
)


@intent(10)
def repeat(talk: Talk) -> str | None:
    """`Repeat exactly: X`, `Say "X"`, `Say OK`."""
    found = _QUOTED.search(talk.last) or _COLON.search(talk.last) or _PLAIN.match(talk.last)
    if found is None:
        return None
    what = found["what"].strip()
    if found.re is _PLAIN:
        what = _TAIL.sub("", what).strip().rstrip(".。")
        if (
            len(what.split()) > 6
            or "?" in what
            or "？" in what
            or re.match(r"(?:in|about|how|why|what|who)\b", what, re.I)
        ):
            return None
        return what
    if found.re is _COLON:
        if re.search(r"[?？]\s*$", what) or re.match(r"\s*(?:what|who|how|is|are|why|when|where|which)\b", what, re.I):
            return None
        if what[:1] in "\"'“‘`「" and what.rstrip(".。 ")[-1:] in "\"'”’`」":
            what = what.rstrip(".。 ")[1:-1]
    return what


@intent(9)
def times(talk: Talk) -> str | None:
    """`Write the word "apple" 50 times.`"""
    found = re.search(
        r"(?:repeat|write|say|print)[^\n]{0,30}?[\"'“`]?([\w-]+)[\"'”`]?\s+(\d{1,4})\s+times", talk.last, re.IGNORECASE
    )
    if found is None:
        return None
    return " ".join([found[1]] * min(int(found[2]), 2000))


@intent(11)
def count(talk: Talk) -> str | None:
    """`Count from 1 to 20`, `从1数到20`."""
    found = re.search(
        r"(?:count|numbers?|integers?)\D{0,40}?(-?\d+)\s*(?:to|through|until|-|–)\s*(-?\d+)", talk.last, re.I
    )
    found = found or re.search(r"从\s*(\d+)\s*(?:数|写|列)?\s*到\s*(\d+)", talk.last)
    if found is None:
        return None
    low, high = int(found[1]), int(found[2])
    step = 1 if high >= low else -1
    numbers = [str(n) for n in range(low, high + step, step)][:3000]
    if re.search(r"per line|each on|new ?line|separate lines|每行|换行", talk.last, re.IGNORECASE):
        return "\n".join(numbers)
    if re.search(r"separated by (?:a |single )?spaces?|空格", talk.last, re.IGNORECASE):
        return " ".join(numbers)
    return ", ".join(numbers)
