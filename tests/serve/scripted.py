"""An engine that writes what a test tells it, token by token, with Qwen3's tags: the brain and the front are real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from answerback.serve import service
from answerback.serve.brain import EngineBrain
from answerback.serve.engine import Engine, Figures, Made, Order
from answerback.sim.honest import Service
from answerback.sim.stage import Call

TAGS = ("<think>", "</think>", "<tool_call>", "</tool_call>", "<|im_start|>", "<|im_end|>")
NUMBERS = {tag: 256 + place for place, tag in enumerate(TAGS)}
END = NUMBERS["<|im_end|>"]
TEMPLATE = "{% if tools %}{{ tools }}{% endif %}{% if not enable_thinking %}<think></think>{% endif %}"
"""Says what the brain looks for in a template; `_apply` renders it."""


class Tokenizer:
    """A byte is a token, and so is each tag."""

    chat_template = TEMPLATE

    def __init__(self, opens: bool) -> None:
        self.opens = opens
        """The template begins the reasoning itself, as QwQ's and DeepSeek-R1's do."""

    def apply_chat_template(self, messages: Any, generation: bool, *, tools: Any, extra_context: Any) -> str:
        said = "".join(f"<|im_start|>{one['role']}\n{one['content']}<|im_end|>\n" for one in messages)
        thinks = extra_context["enable_thinking"]
        opening = "<think>\n" if self.opens and thinks else "" if thinks else "<think>\n\n</think>\n\n"
        return f"{json.dumps(tools) if tools else ''}{said}<|im_start|>assistant\n{opening}"

    def get_vocab(self) -> Mapping[bytes, int]:
        return {bytes([number]): number for number in range(256)} | {tag.encode(): n for tag, n in NUMBERS.items()}

    def get_eos_token_id(self) -> int:
        return END

    def encode(self, text: str, *, add_special_tokens: bool) -> Any:
        return SimpleNamespace(input_ids=SimpleNamespace(data=[ids(text)]))


def ids(text: str, *, split: bool = False) -> list[int]:
    """Return the tokens of a text; `split`: tags come in bytes, too."""
    out: list[int] = []
    while text:
        tag = next((tag for tag in TAGS if text.startswith(tag)), "")
        if tag and not split:
            out.append(NUMBERS[tag])
            text = text[len(tag) :]
        else:
            out += text[0].encode()
            text = text[1:]
    return out


class Scripted(Engine):
    """Writes `script` and the end of turn to whoever asks; keeps the orders."""

    def __init__(self, script: str, *, split: bool = False, opens: bool = False, whole: bool = False) -> None:
        self.tokenizer = Tokenizer(opens)
        config = SimpleNamespace(stop_token_ids=set(), eos_token_id=END, temperature=0.6)
        self.pipeline = SimpleNamespace(get_config=lambda: config)
        self.figures, self.dead = Figures(), ""
        self._live = {}
        self.made = [*ids(script, split=split), END]
        self.whole = whole
        """All tokens come at once, as after a long wait."""
        self.orders: list[Order] = []
        self.breaks_after: int | None = None

    def submit(self, order: Order) -> None:
        self.orders.append(order)
        tokens = self.made[: order.options["max_new_tokens"]]
        finish = "stop" if len(tokens) == len(self.made) else "length"
        if self.breaks_after is not None:
            order.deliver(Made(tokens[: self.breaks_after], [-0.5] * self.breaks_after))
            order.deliver(Made([], [], error="out of memory"))
        elif self.whole:
            order.deliver(Made(tokens, [-0.5] * len(tokens), finish))
        else:
            for place, token in enumerate(tokens, 1):
                order.deliver(Made([token], [-0.5], finish if place == len(tokens) else ""))


class Caught:
    """A channel that keeps what was written."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.status, self.body, self.ended = 0, b"", False

    async def start(self, status: int, headers: Any, *, length: int | None = None) -> None:
        assert not self.status, "a response begins once"
        self.status = status

    async def write(self, data: bytes) -> None:
        self.body += data

    async def end(self) -> None:
        self.ended = True

    async def cut(self, *, reset: bool = False) -> None:
        raise ConnectionAbortedError


Ask = Callable[..., "Caught"]


def ask(engine: Engine, *, path: str = "/v1/chat/completions", context: int = 4096, **body: Any) -> Caught:
    """Post a request to the embedded service before this engine, and return what came."""
    if path.endswith("chat/completions"):
        body = {"messages": [{"role": "user", "content": "Hi"}], **body}

    async def run() -> Caught:
        brain, caught = EngineBrain(engine), Caught()
        front = Service(service.setup(brain, "qwen3", context), brain)
        call = Call("POST", path, headers=(("content-type", "application/json"),), body=json.dumps(body).encode())
        await service.Embedded(brain, front).handle(call, caught)
        return caught

    return asyncio.run(run())


def events(caught: Caught) -> list[dict[str, Any]]:
    """Return the events of a stream, which must end with [DONE]."""
    lines = [line.removeprefix("data: ") for line in caught.body.decode().splitlines() if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def joined(caught: Caught) -> dict[str, Any]:
    """Return a stream's message as a client puts it together, with `finish_reason` and `usage`."""
    out: dict[str, Any] = {"content": "", "reasoning": "", "reasoning_content": "", "calls": [], "usage": None}
    for event in events(caught):
        out["usage"] = event.get("usage") or out["usage"]
        for choice in event["choices"]:
            delta = choice["delta"]
            for name in ("content", "reasoning", "reasoning_content"):
                out[name] += delta.get(name) or ""
            for call in delta.get("tool_calls") or ():
                if call["index"] == len(out["calls"]):
                    out["calls"].append([call["function"]["name"], "", 0])
                out["calls"][call["index"]][1] += call["function"]["arguments"]
                out["calls"][call["index"]][2] += 1
            out["finish_reason"] = choice["finish_reason"]
    return out


def message(caught: Caught) -> dict[str, Any]:
    """Return a whole answer's first message, with `finish_reason` and `usage`."""
    assert caught.status == 200, caught.body
    said = json.loads(caught.body)
    return {**said["choices"][0]["message"], "finish_reason": said["choices"][0]["finish_reason"],
            "usage": said["usage"]}  # fmt: skip
