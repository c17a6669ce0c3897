"""What can be said of a text without knowing which model wrote it: floods, loops, leaks, nonsense. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from answerback.values.pattern import lazy
from answerback.wire.openai import Reading

CONTROL = lazy(
    r"<\|[^|<>\s]{2,30}\|?>|</s>|^<s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>|\[/?INST\]|<</?SYS>>|"
    r"<[｜|][^｜|<>]{2,30}[｜|]>|\[(?:BOS|EOS|PAD|gMASK|sop)\]|<0x[0-9A-F]{2}>|<turn\|>"
)
"""Control tokens of the common templates: ChatML, Llama 2 and 3, Mistral, Gemma, DeepSeek, GLM, Phi, harmony."""
TURN = lazy(
    r"(?:^|\n)[ \t]*(?:#{2,3} ?|\*\*)?(?P<who>user|human|assistant|instruction|response|用户|助手)(?:\*\*)?[ \t]*"
    r"(?:[:：]|(?=\n))",
    re.IGNORECASE,
)
"""The beginning of somebody's turn, as plain text."""

_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about all also am an and any are as ask at be been but by can do for from had has have he her him his how i "
        "if in into is it its just know let like may me more my no not of on one or our out she so some than that the "
        "their them then there these they this to up us was we were what when which who will with would you your "
        # German, French, Spanish, Portuguese, Italian
        "der die das und ist nicht ein eine ich zu mit von le la les et est de des du une je que el los y es en un con "
        "para por os e em um uma eu com il di che io per del al se lo",
    )
)
_COMMON_HAN = frozenset("的一是不了在有我他这中大来上个国到说们为你对地和会能以要时也可下就自出用些多人")
_OTHERS = frozenset({"user", "human", "instruction", "用户"})


def said(heard: Reading) -> str:
    """Return what an answer says in its first choice: content, or the reasoning if there is nothing else."""
    first = heard.answer.first
    return "" if first is None else first.text.strip() or first.thought


def flood(text: str) -> str:
    """Return the one character that makes up (nearly) all of a text; empty if there is none."""
    letters = [c for c in text if not c.isspace()]
    if len(letters) < 16:
        return ""
    char, times = Counter(letters).most_common(1)[0]
    return char if times >= 0.95 * len(letters) else ""


def loop(text: str, least: int = 3, wide: int = 40, share: float = 0.5) -> tuple[str, int] | None:
    """Return what the text repeats up to its end, and how often; None unless that makes up `share` of it.

    `least`: how often it must stand there; `wide`: how much room that must take.
    """
    text = text.rstrip()
    size = len(text)
    for period in range(2, min(size // least, 160) + 1):
        same = 0
        while same + period < size and text[-1 - same] == text[-1 - same - period]:
            same += 1
        run = same + period
        times = run // period
        if times >= least and wide <= width(text[size - run :]) >= share * width(text):
            return text[size - period :].strip(), times
    return None


def width(text: str) -> int:
    """Return the length of a text; a Chinese character counts twice."""
    return len(text) + sum("\u3000" <= c <= "\uffef" for c in text)


def leaks(text: str) -> list[str]:
    """Return the control tokens that stand in a text."""
    return list(dict.fromkeys(CONTROL.findall(text)))


def turns(text: str) -> list[str]:
    """Return whose turns are written out in a text after its beginning; only if the other side speaks."""
    found = [m["who"].lower() for m in TURN.finditer(text)]
    return found if _OTHERS & set(found) else []


def words(text: str) -> list[str]:
    """Return the Latin words of a text in lower case."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def nonsense(text: str) -> bool:
    """Whether a text is long enough to tell, has next to none of the commonest words, and hardly repeats one.

    Every third word of prose in the larger European languages, and every sixth Chinese character, is among them, a
    weak model's too; and a text of 30 words in any language repeats some.
    """
    latin = words(text)
    han = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    if len(latin) >= 30:
        telling = [word for word in latin if len(word) > 2]  # any two letters are a word somewhere
        common = sum(word in _COMMON for word in telling)
        return common < 0.1 * len(telling) and len(set(latin)) > 0.88 * len(latin)
    return len(han) >= 60 and sum(c in _COMMON_HAN for c in han) < 0.02 * len(han)


def scripts(text: str) -> Counter[str]:
    """Return how many letters of each script a text has."""
    return Counter(_scripts_in_turn(text))


def _scripts_in_turn(text: str) -> list[str]:
    names = [unicodedata.name(char, "UNKNOWN").partition(" ")[0] for char in text if char.isalpha()]
    return ["CJK" if name in ("HIRAGANA", "KATAKANA", "BOPOMOFO") else name for name in names]


def salad(text: str) -> list[str]:
    """Return the scripts that are mixed in a text; empty unless there are at least four."""
    found = scripts(text)
    total = sum(found.values())
    mixed = sorted(name for name, count in found.items() if count >= max(2, 0.05 * total))
    return mixed if total >= 24 and len(mixed) >= 4 else []


def jumble(text: str) -> list[str]:
    """Return the scripts between which a text jumps like tokens drawn at random, though most are of one script.

    A list of greetings in many languages also jumps, but its labels and sentences have common words in them.
    """
    jumps, before = 0, ""
    for name in _scripts_in_turn(text):
        jumps, before = jumps + (name != before), name
    found = scripts(text)
    telling = [word for word in words(text) if len(word) > 2]
    common = sum(word in _COMMON for word in telling)
    apart = len(found) >= 4 and jumps >= 9 and sum(found.values()) >= 24
    return sorted(found) if apart and 10 * common < len(telling) else []


def language(text: str) -> str:
    """Return the script that most letters of a text belong to; empty for a text without letters."""
    found = scripts(text)
    total = sum(found.values())
    name, count = found.most_common(1)[0] if found else ("", 0)
    return name if total >= 8 and count >= 0.6 * total else ""
