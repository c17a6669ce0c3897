"""The scripted brain: answers like a small, obedient, right model, without any model."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import msgspec

from answerback.sim import tokens
from answerback.sim.brain import Params, Piece, Prompt, Token
from answerback.sim.intents import Saying, Talk, answer
from answerback.sim.setup import Setup

PER_MESSAGE = 4
"""Template tokens around each message: `<|im_start|>role\\n … <|im_end|>\\n`."""
TURN = 3
"""`<|im_start|>assistant\\n` at the end of the prompt."""
TOOLS = 110
"""What the template says about tools, beside their JSON."""
IMAGE = 256


class ScriptedBrain:
    """Plays a model for one Setup. Greedy sampling is deterministic; a seed reproduces any other."""

    def __init__(self, setup: Setup, seed: int = 0) -> None:
        self.setup = setup
        self.rng = Random(seed)
        self.name = _persona((setup.models or ("qwen",))[0])

    def count(self, prompt: Prompt) -> int:
        """Return the tokens of the prompt with its template."""
        if prompt.text is not None:
            return tokens.count(prompt.text)
        total = TURN + prompt.images * IMAGE
        asked = max((at for at, m in enumerate(prompt.messages) if m.get("role") == "user"), default=0)
        for at, message in enumerate(prompt.messages):
            thought = message.get("reasoning") or message.get("reasoning_content")
            if at > asked and isinstance(thought, str):  # the template shows thoughts since the last question
                total += tokens.count(thought)
            total += PER_MESSAGE + tokens.count(message["content"])
            if message.get("tool_calls"):
                total += tokens.count(msgspec.json.encode(message["tool_calls"]).decode())
        if prompt.tools:
            total += TOOLS + tokens.count(msgspec.json.encode(list(prompt.tools)).decode())
        if not prompt.thinking and self.setup.thinking:
            total += 4  # the empty think block that the template puts there
        return total

    def tokenize(self, text: str) -> list[int]:
        """Return the ids of a text."""
        return [tokens.id_of(piece) for piece in tokens.split(text)]

    def detokenize(self, ids: list[int]) -> str:
        """Return the text of ids."""
        return "".join(tokens.text_of(number) for number in ids)

    async def generate(self, prompt: Prompt, params: Params) -> AsyncIterator[Piece]:
        """Yield the answer token by token, in the Setup's tempo."""
        rng = self._chance(prompt, params)
        setup = self.setup
        pieces = _biased(tokens.split(self.reply(prompt, params, rng)), params)
        first = setup.ttft_s + (setup.prefill_s * self.count(prompt) if setup.prefill_s else 0.0)
        endless = params.ignore_eos or any(bias >= 50 for bias in params.logit_bias.values())
        for number in range(params.max_tokens):
            pause = setup.itl_s if number else first
            if pause:
                await asyncio.sleep(pause)
            if number < len(pieces):
                text = pieces[number]
            elif endless or number < params.min_tokens:
                text = pieces[number % len(pieces)] if pieces else " ok"
            else:
                yield Piece("", 1, "stop")
                return
            finish = "length" if number + 1 == params.max_tokens else ""
            if params.logprobs is None:
                yield Piece(text, 1, finish)
            else:
                token, top = _logprobs(text, number, params.logprobs)
                yield Piece(text, 1, finish, token, top)

    def _chance(self, prompt: Prompt, params: Params) -> Random | None:
        """Return None for greedy sampling, else chance (the same again for the same seed and prompt)."""
        if params.temperature is not None and params.temperature < 0.05:
            return None
        if params.top_k == 1 or (params.top_p is not None and params.top_p < 0.01):
            return None
        if params.seed is None:
            return Random(self.rng.getrandbits(64))
        return Random(zlib.crc32(msgspec.json.encode((prompt, params.seed, params.choice))))

    def reply(self, prompt: Prompt, params: Params, rng: Random | None) -> str:
        """Return the raw text of the whole answer, thoughts and tool calls in their tags."""
        if prompt.text is not None:
            return _continuation(prompt.text, rng)
        talk = _talk(prompt, rng, self)
        said = _said(talk, prompt, params)
        if not prompt.thinking:
            return said.text
        if "/no_think" in talk.last or "/no_think" in talk.system:
            return f"<think>\n\n</think>\n\n{said.text}"
        thought = said.thought or _thought(talk)
        if prompt.template.get("reasoning_effort") == "high":
            thought += "\n\n" + _thought(talk)
        return f"<think>\n{thought}\n</think>\n\n{said.text}"


def _said(talk: Talk, prompt: Prompt, params: Params) -> Saying:
    from answerback.sim import calls, instances, rules

    if params.schema is not None:
        return Saying(instances.write(params.schema, talk))
    wanted = calls.decide(talk, prompt.tools, params)
    if wanted:
        return Saying(calls.write(wanted))
    ordered = rules.whole_answer(talk)
    said = Saying(ordered) if ordered is not None else answer(talk)
    return Saying(rules.obey(talk, said.text), said.thought)


def _talk(prompt: Prompt, rng: Random | None, brain: ScriptedBrain) -> Talk:
    users = [m["content"] for m in prompt.messages if m.get("role") == "user"]
    system = "\n".join(m["content"] for m in prompt.messages if m.get("role") in ("system", "developer"))
    results: list[str] = []
    for message in reversed(prompt.messages):
        if message.get("role") not in ("tool", "function"):
            break
        results.insert(0, message["content"])
    return Talk(
        last=users[-1] if users else "", system=system, turns=prompt.messages, rng=rng, name=brain.name,
        weak=brain.setup.weak, images=prompt.images, results=tuple(results),
    )  # fmt: skip


_MUSING = (
    "Okay, the user has asked something.", "Let me first work out what they really want to know.",
    "I should consider what form the answer ought to take.",
    "It is not a complicated matter, so a direct reply will do.",
    "I should stay friendly and accurate, and follow any instructions that were given.",
    "There is no need to go on for too long.", "That settles it; I can write the reply now.",
    "Alright, let me think about this for a moment.", "The request is clear enough.",
    "I had better check whether anything special was demanded.",
    "Nobody asked for more than that, so I will keep to it.",
    "Is there a trap in it? I do not think so.", "A short plan: understand, decide, answer.",
    "Hmm, let me look at it again.",
    "Yes, that fits.", "The tone should be natural.",
)  # fmt: skip
_MUSING_ZH = (
    "好的，用户提出了一个问题。", "我需要先弄清楚他们真正想知道什么，然后再组织回答。",
    "这个问题并不复杂，所以直接回答就可以。",
    "要注意语气友好、内容准确，不要遗漏重点，也不要说得太长。", "想清楚之后，就可以开始写了。", "嗯，让我想一想。",
    "用户的意思很清楚。",
    "先确认要求，再检查有没有需要特别注意的地方。", "最后用自然的语言表达出来，这样就比较合适了。",
    "会不会有什么陷阱？应该没有。",
)  # fmt: skip


def _thought(talk: Talk) -> str:
    """Return a thought that gives nothing away, of about a hundred tokens."""
    pool = _MUSING_ZH if talk.chinese else _MUSING
    chosen = pool[:7] if talk.rng is None else talk.rng.sample(pool, 7)
    return "".join(chosen) if talk.chinese else " ".join(chosen)


def _continuation(text: str, rng: Random | None) -> str:
    """Continue plain text as a base model does: on and on."""
    found = re.search(r"capital of (\w+)(?: is)?\s*$", text, re.IGNORECASE)
    if found:
        from answerback.sim.intents.talk import _CAPITALS

        city = _CAPITALS.get(found[1].lower(), "Paris")
        return (" is" if not text.rstrip().endswith("is") else "") + f" {city}, and it is a city with a long history."
    numbers = re.findall(r"\d+", text[-60:])
    if len(numbers) >= 3 and int(numbers[-1]) - int(numbers[-2]) == int(numbers[-2]) - int(numbers[-3]):
        step = int(numbers[-1]) - int(numbers[-2])
        start = int(numbers[-1])
        gap = "" if text.endswith((" ", ",")) else ","
        return gap + ", ".join(f" {start + step * n}".strip() if not n else str(start + step * n) for n in range(1, 40))
    talk = Talk(last="story " + text[-40:], system="", turns=(), rng=rng)
    from answerback.sim.intents.talk import story

    return " " + str(story(talk))


def _persona(model: str) -> str:
    lowered = model.lower()
    for mark, name in (
        ("qwen", "Qwen"),
        ("deepseek", "DeepSeek"),
        ("gpt", "ChatGPT"),
        ("llama", "Llama"),
        ("glm", "GLM"),
    ):
        if mark in lowered:
            return name
    return "Qwen"


def _biased(pieces: tuple[str, ...], params: Params) -> tuple[str, ...]:
    """Apply logit_bias: a token at +50 or more drives out all others, one at -50 or less never comes."""
    if not params.logit_bias:
        return pieces
    forced = [number for number, bias in params.logit_bias.items() if bias >= 50]
    if forced:
        return (tokens.text_of(max(forced, key=lambda n: params.logit_bias[n])),)
    banned = {number for number, bias in params.logit_bias.items() if bias <= -50}
    return tuple(piece for piece in pieces if tokens.id_of(piece) not in banned)


def _logprobs(text: str, place: int, wanted: int) -> tuple[Token, tuple[Token, ...]]:
    """Return a likely logprob for a token, and alternatives below it."""
    number = tokens.id_of(text)
    rng = Random(number * 31 + place)
    first = -round(rng.random() ** 3 * 0.9 + 1e-4, 6)
    token = Token(text, number, first)
    top, value = [token], first
    for rank in range(1, wanted):
        value = min(value, -1.2) - round(rng.random() + 0.3, 6)
        other = (number + 7919 * rank) % 94
        top.append(Token(chr(other + 33) if chr(other + 33) != text else "~", other, value))
    return token, tuple(top[:wanted])


def scripted(setup: Setup, seed: int = 0) -> Any:
    """Return the right service for a setup: the honest front with a scripted brain."""
    from answerback.sim.honest import Service

    return Service(setup, ScriptedBrain(setup, seed), seed=seed)
