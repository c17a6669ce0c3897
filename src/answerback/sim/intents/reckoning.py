"""Simple sums, the apples, and chance."""

from __future__ import annotations

import re
from random import Random

from answerback.sim.intents import Saying, Talk, intent

_SIGNS = {
    "+": "+", "-": "-", "−": "-", "*": "×", "x": "×", "×": "×", "/": "÷", "÷": "÷", "plus": "+", "minus": "-",
    "times": "×", "multiplied by": "×", "divided by": "÷", "加": "+", "减": "-", "乘": "×", "乘以": "×", "除以": "÷",
}  # fmt: skip
_SUM = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*(\+|-|−|\*|×|x|/|÷|plus|minus|times|multiplied by|divided by|加上?|减去?|乘以?"
    r"|除以)\s*(-?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)


def reckon(expression: str) -> str | None:
    """Return the value of the first sum in a text."""
    found = _SUM.search(expression)
    if found is None:
        return None
    a, b = float(found[1]), float(found[3])
    sign = _SIGNS.get(found[2].lower().rstrip("上去"), "+")
    if sign == "÷" and b == 0:
        return None
    value = a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "×" else a / b
    return str(int(value)) if value == int(value) else f"{value:.4g}"


@intent(32)
def sums(talk: Talk) -> Saying | None:
    """`What is 17 + 25?`"""
    found = _SUM.search(talk.last)
    value = reckon(talk.last)
    if (
        found is None
        or value is None
        or not re.search(r"[?？=]|what|how much|calculate|compute|sum|多少|几|计算|等于|only", talk.last, re.I)
    ):
        return None
    if talk.weak:
        value = str(int(float(value)) + 1)
    sum_ = f"{found[1]} {_SIGNS.get(found[2].lower().rstrip('上去'), '+')} {found[3]}"
    thought = f"I need to work out {sum_}. Doing it step by step gives {value}. I will answer with that."
    return Saying(value if talk.terse else f"{sum_} = {value}", thought)


@intent(30)
def apples(talk: Talk) -> Saying | None:
    """小明有5个苹果,吃了2个,又买了3个: what is had, less what goes, plus what comes."""
    steps = re.findall(
        r"(有|买了?|得到了?|捡了?|吃了?|送给?了?|丢了?|卖了?|\bhas\b|\bhad\b|\bbuys?\b|\bbought\b|\bgets?\b|\beats?\b|\bate\b|\bgives?\b|\bloses?\b)"
        r"[^\d，,。.]{0,24}?(\d+)", talk.last, re.IGNORECASE,
    )  # fmt: skip
    if len(steps) < 2 or not re.search(r"苹果|剩|还有几|how many|left|apples?", talk.last, re.IGNORECASE):
        return None
    total = 0
    lines: list[str] = []
    for verb, digits in steps:
        number = int(digits)
        less = re.match(r"吃|送|丢|卖|eat|ate|give|lose", verb, re.IGNORECASE) is not None
        before, total = total, total - number if less else total + number
        lines.append(f"{before} {'-' if less else '+'} {number} = {total}" if lines else str(total))
    if talk.weak:
        total += 1
    if talk.chinese:
        body = "\n".join(
            f"{at}. {'开始有' if at == 1 else '接着：'}{line}" + (" 个" if at == 1 else "")
            for at, line in enumerate(lines, 1)
        )
        thought = (
            "题目要求一步步思考。先看一开始有多少，再减去吃掉的，最后加上新买的。"
            + "，然后 ".join(lines)
            + f"。所以还剩 {total} 个。"
        )
        return Saying(f"一步步来算：\n\n{body}\n\n所以，还剩 **{total}** 个。", thought)
    body = "\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1))
    thought = "Let me go step by step: " + ", then ".join(lines) + f". So {total} are left."
    return Saying(str(total) if talk.terse else f"Step by step:\n\n{body}\n\nSo {total} are left.", thought)


@intent(20)
def chance(talk: Talk) -> str | None:
    """Random digits, numbers, words, coins: fixed when greedy."""
    if not re.search(
        r"\brandom\b|随机|flip a coin|roll a di|pick a (?:number|word|letter|city|colou?r)", talk.last, re.IGNORECASE
    ):
        return None
    rng = talk.rng or Random(len(talk.last))
    lowered = talk.last.lower()
    between = re.search(r"(?:between|from)\s+(\d+)\s+(?:and|to)\s+(\d+)|(\d+)\s*到\s*(\d+)", lowered)
    amount = re.search(
        r"(\d{1,3})[\s-]*(?:random\s+)?(?:decimal\s+)?(?:digits?|numbers?|letters?|words?|characters?|位|个)", lowered
    )
    if between:
        low, high = sorted(int(n) for n in between.groups() if n is not None)
        return ", ".join(str(rng.randint(low, high)) for _ in range(min(int(amount[1]) if amount else 1, 200)))
    size = min(int(amount[1]), 400) if amount else 0
    if "digit" in lowered or "位" in lowered or "数字" in lowered:
        return "".join(str(rng.randrange(10)) for _ in range(size or 12))
    if "letter" in lowered or "character" in lowered or "string" in lowered:
        return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(size or 12))
    if "number" in lowered:
        return ", ".join(str(rng.randint(1, 1000)) for _ in range(size or 1))
    words = [
        "amber",
        "bridge",
        "canyon",
        "dolphin",
        "ember",
        "falcon",
        "garden",
        "harbor",
        "island",
        "jungle",
        "kernel",
        "lantern",
        "meadow",
        "nectar",
        "orchid",
        "pepper",
        "quartz",
        "river",
        "saddle",
        "timber",
        "umbrella",
        "velvet",
        "walnut",
        "yonder",
        "zephyr",
        "copper",
        "dagger",
        "engine",
        "feather",
        "glacier",
    ]
    return " ".join(rng.choice(words) for _ in range(size or 1))
