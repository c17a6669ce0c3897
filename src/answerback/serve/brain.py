"""The real brain: a chat becomes token ids, the engine continues them, and text comes out as it is made."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from answerback.serve import grammar
from answerback.serve.detokenize import Detokenizer, Vocabulary
from answerback.serve.encode import Encoder
from answerback.serve.engine import Engine, Made, Order
from answerback.serve.prompt import OPENED, Template
from answerback.sim.brain import Overloaded, Params, Piece, Prompt, Token, Unrenderable

REMEMBERED = 64
"""Prompts whose tokens are kept: each request is counted first and generated after."""
NOTHING = {
    "full": "The cache of the engine is full; try again later.",
    "abort": "The service is being stopped.",
}
"""What is said when a generation ends so before its first token."""
_HIDDEN = re.compile(rb"<\|[^<>]*\|>|<(?:s|/s|pad|unk|bos|eos)>")
"""Control tokens, which are not part of any answer; `<think>` and `<tool_call>` are."""


class Encoded(msgspec.Struct, frozen=True):
    """A prompt as the engine takes it."""

    ids: list[int]
    opened: bool
    """The template has begun the reasoning already."""


class EngineBrain:
    """A `Brain` on an `Engine`."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.tokenizer = engine, engine.tokenizer
        self.template = Template(self.tokenizer.chat_template, self.tokenizer.apply_chat_template)
        self.encode = Encoder(self.tokenizer)
        self.defaults = engine.pipeline.get_config()
        self._known: OrderedDict[bytes, Encoded] = OrderedDict()
        self.vocabulary = Vocabulary(self.tokenizer.get_vocab())
        self.hidden = {number for number, word in self.vocabulary.words.items() if _HIDDEN.fullmatch(word)}
        self.ends = {*self.defaults.stop_token_ids, self.defaults.eos_token_id, self.tokenizer.get_eos_token_id()}
        self.hidden |= self.ends

    # --- what the front asks ---------------------------------------------------------------------

    def count(self, prompt: Prompt) -> int:
        """Return the number of prompt tokens. Raises Unrenderable."""
        return len(self._encoded(prompt).ids)

    def tokenize(self, text: str) -> list[int]:
        """Return the token ids of a text."""
        return self.encode(text)

    def detokenize(self, ids: list[int]) -> str:
        """Return the text of token ids; unknown ids have none."""
        return b"".join(map(self.vocabulary.bytes_of, ids)).decode("utf-8", "replace")

    async def generate(self, prompt: Prompt, params: Params) -> AsyncIterator[Piece]:
        """Yield raw text piece by piece. Raises Unrenderable, Overloaded."""
        encoded = self._encoded(prompt)
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Made] = asyncio.Queue()
        order = Order(
            ids=encoded.ids, options=self._options(params), grammar=self._grammar(prompt, params, encoded),
            deliver=lambda made: _hand_over(loop, arrived, made),
        )  # fmt: skip
        text = Detokenizer(self.vocabulary)
        started = False
        self.engine.submit(order)
        try:
            while True:
                made = await arrived.get()
                if made.refused:
                    raise Unrenderable(f"The request cannot be carried out: {_first_line(made.error)}")
                if made.error or (made.finish in NOTHING and not started):
                    raise Overloaded(_first_line(made.error) or NOTHING[made.finish])
                if not started and encoded.opened:
                    yield Piece("<think>", tokens=0)
                started = True
                for piece in self._pieces(made, text, params):
                    yield piece
                if made.finish:
                    return
        finally:
            self.engine.cancel(order)

    # --- tokens ----------------------------------------------------------------------------------

    def _encoded(self, prompt: Prompt) -> Encoded:
        key = msgspec.json.encode(prompt)
        known = self._known.get(key)
        if known is None:
            rendered = self.template.render(prompt)
            ids = self.encode(rendered, special=prompt.text is not None)
            known = Encoded(ids, prompt.text is None and OPENED.search(rendered) is not None)
            self._known[key] = known
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return known

    def _pieces(self, made: Made, text: Detokenizer, params: Params) -> list[Piece]:
        """Return one piece a token; the last one of all carries the finish."""
        out: list[Piece] = []
        for place, number in enumerate(made.ids):
            shown = "" if number in self.hidden else text.feed(number)
            token = None
            if params.logprobs is not None and number not in self.ends and place < len(made.logprobs):
                raw = self.vocabulary.bytes_of(number)
                token = Token(self.vocabulary.name(number), number, made.logprobs[place], raw)
            top = (token,) if token is not None and params.logprobs else ()
            out.append(Piece(shown, token=token, top=top))
        if made.finish:
            finish = "length" if made.finish == "full" else made.finish
            last = out.pop() if out else Piece("", tokens=0)
            out.append(msgspec.structs.replace(last, finish=finish))
        return out

    # --- the request -----------------------------------------------------------------------------

    def _grammar(self, prompt: Prompt, params: Params, encoded: Encoded) -> grammar.Grammar | None:
        try:
            return grammar.of(prompt, params, thinks=self.template.thinks, opened=encoded.opened)
        except grammar.BadSchema as error:
            raise Unrenderable(f"Invalid JSON schema in response_format: {error}") from None

    def _options(self, params: Params) -> dict[str, Any]:
        """Return the fields of the engine's `GenerationConfig` that the request sets."""
        out: dict[str, Any] = {
            "max_new_tokens": params.max_tokens,
            "min_new_tokens": min(params.min_tokens, params.max_tokens),
            "ignore_eos": params.ignore_eos,
            "logprobs": 0 if params.logprobs is None else 1,
        }
        penalties = {
            "presence_penalty": params.presence_penalty, "frequency_penalty": params.frequency_penalty,
            "repetition_penalty": params.repetition_penalty,
        }  # fmt: skip
        out.update({name: value for name, value in penalties.items() if value is not None})
        temperature = params.temperature if params.temperature is not None else self.defaults.temperature
        greedy = temperature < 1e-5 if params.temperature is not None else False
        out["do_sample"] = not greedy
        if greedy:
            return out
        out["temperature"] = temperature
        seed = random.getrandbits(31) if params.seed is None else params.seed
        out["rng_seed"] = (seed + params.choice) % 2**32
        if params.top_p is not None:
            out["top_p"] = params.top_p
        if params.top_k is not None and params.top_k > 0:
            out["top_k"] = params.top_k
        if params.min_p is not None:
            out["min_p"] = params.min_p
        return out


def _hand_over(loop: asyncio.AbstractEventLoop, arrived: asyncio.Queue[Made], made: Made) -> None:
    """Bring what was made to the event loop; one that is closed has nobody left to hear it."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(arrived.put_nowait, made)


def _first_line(words: str) -> str:
    """Return the words of an engine's error that say what is wrong, without paths of its build."""
    lines = [re.sub(r"^\[[^\]]*\]\s*\S*?[^\s:]+\.(?:cc|cpp|hpp|h):\d+:\s*", "", line) for line in words.splitlines()]
    kept = [line.strip() for line in lines if line.strip() and not line.startswith(("Exception from", "Check '"))]
    return kept[0][:300] if kept else words[:300]
