"""What was said before: secrets, names, needles in long texts, tool results, system prompts."""

from __future__ import annotations

import re

from answerback.sim.intents import Talk, intent

_IS = re.compile(r"\s+(?:is|was|are|equals)\s*:?\s+|\s*[:=：]\s*|是|为|叫做?|等于", re.IGNORECASE)
_VALUE = re.compile(
    r"\s*(?:[\"'“‘`「](?P<quoted>[^\"'”’`」\n]{1,80})[\"'”’`」]"
    r"|(?P<bare>[^\s,;!?，。；！？\"'“”]+(?:[ -][^\s,;!?，。；！？\"'“”]+){0,3}?)(?=[.!?;,，。；！？]*(?:\s|$)"
    r"|[，。；！？]))"
)
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "your",
        "our",
        "its",
        "his",
        "her",
        "this",
        "that",
        "of",
        "is",
        "was",
        "are",
        "what",
        "which",
        "please",
        "tell",
        "me",
        "and",
        "or",
        "in",
        "to",
        "i",
        "you",
        "it",
        "say",
        "just",
        "only",
        "reply",
        "answer",
        "with",
        "word",
        "words",
        "exactly",
        "nothing",
        "else",
        "did",
        "do",
        "does",
        "repeat",
        "above",
        "given",
        "mentioned",
        "earlier",
        "now",
        "remember",
        "here",
    ]
)
_ASKS = re.compile(
    r"[?？]|\b(?:what|which|who|where|tell me|recall|repeat|remind|find|reply with|answer with|say|give me|state"
    r"|return|quote)\b"
    r"|什么|哪|多少|几|告诉我|请说|回答|复述",
    re.IGNORECASE,
)


@intent(5)
def tool_results(talk: Talk) -> str | None:
    """After tools were called their results are the answer."""
    if not talk.results:
        return None
    found = "; ".join(" ".join(result.split()) for result in talk.results)
    return f"根据查询结果：{found}" if talk.chinese else f"Here is what I found: {found}"


@intent(8)
def recall(talk: Talk) -> str | None:
    """`The secret word is X. … What is the secret word?`, anywhere in the conversation."""
    question = _question(talk.last)
    if not question or not _ASKS.search(question):
        return None
    before = "\n".join(str(turn.get("content") or "") for turn in talk.turns)
    before = before[: before.rfind(question)] if question in before else before
    wanted = _words(question)
    best, found = 0.0, None
    for at in _IS.finditer(before):
        value = _value(before, at.end())
        if value is None:
            continue
        near = re.split(r"[.!?\n。！？，,;；]", before[max(0, at.start() - 48) : at.start()])[-1]
        words = _words(near)
        if at[0].strip() in ("是", "为", "叫", "叫做", "等于"):
            near = near[-6:]
            score = 2.0 if len(near) >= 2 and near[-2:] in question else 0.0
            if near.endswith(("我", "名字")) and re.search(r"我叫|我的名字|名字", question) and at[0].startswith("叫"):
                score = 2.0
        else:
            tail = words[-3:]
            score = float(sum(1 for word in tail if word in wanted))
            if tail and tail[-1] not in wanted:
                score -= 1.0
        if score > 0 and score >= best:
            best, found = score, value
    if found is None:
        found = _remembered(before, question)
    if found is None:
        return None
    if talk.weak and len(before) > 4000:
        return "I am not sure; I do not remember that."
    if talk.terse or talk.chinese:
        return found
    return talk.pick(f"It is {found}.", f"{found}", f"You told me: {found}.") if len(wanted) > 1 else found


def _question(last: str) -> str:
    """Return the part of the turn that asks: its last sentence or line."""
    parts = [part for part in re.split(r"(?<=[.!?。！？])\s+|\n+|(?<=[。！？])", last.strip()) if part.strip()]
    for part in reversed(parts):
        if re.search(r"[?？]|\b(?:what|which|tell me|recall|repeat|find)\b|什么|多少|哪", part, re.IGNORECASE):
            return part
    return parts[-1] if parts else ""


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z][a-z-]*", text.lower()) if w not in _SMALL]


def _value(text: str, start: int) -> str | None:
    found = _VALUE.match(text, start)
    if found is None:
        return None
    value = (found["quoted"] or found["bare"] or "").strip().rstrip(".")
    return (
        value if value and value.lower() not in _SMALL and not value.startswith(("什么", "谁", "多少", "哪")) else None
    )


def _remembered(before: str, question: str) -> str | None:
    """`Remember this number: 4711` … `Which number did I ask you to remember?`"""
    if not re.search(r"remember|told you|记住|secret|code|number|word|暗号|密码|口令|数字", question, re.IGNORECASE):
        return None
    found = None
    for at in re.finditer(
        r"(?:remember|memori[sz]e|keep in mind|note|记住)[^:：\n]{0,40}?(?:[:：]|\b(?:word|number|code|name)\b|数字"
        r"|暗号|密码|词)",
        before,
        re.I,
    ):
        found = _value(before, at.end()) or found
    return found


@intent(9)
def history(talk: Talk) -> str | None:
    """`What did I say first?`, `repeat your last answer`."""
    asked = talk.last.lower()
    users = [str(t.get("content") or "") for t in talk.turns if t.get("role") == "user"]
    said = [str(t.get("content") or "") for t in talk.turns if t.get("role") == "assistant"]
    if said and re.search(
        r"(?:your|you) (?:last|previous|earlier) (?:answer|reply|message)|what did you (?:just )?say", asked
    ):
        return said[-1]
    if len(users) > 1 and re.search(
        r"(?:my|i) (?:first|previous|last) (?:message|question)|what did i (?:just )?(?:say|ask)", asked
    ):
        return users[0] if "first" in asked else users[-2]
    return None
