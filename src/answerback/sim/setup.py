"""How a simulated (or embedded) service is set up: what its operator would have said on the command line."""

from __future__ import annotations

from typing import Any

import msgspec


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one service. `Configure(name, value)` sets any of them."""

    dialect: str = "vllm"
    version: str = ""
    """Empty: the dialect's usual one."""
    models: tuple[str, ...] | None = None
    """Served ids; None: the dialect's usual one; empty: no model is loaded."""
    adapters: tuple[str, ...] = ()
    """LoRA adapters that are served beside the first model."""
    context: int = 40960
    api_key: str | None = None
    thinking: bool = True
    """The model thinks unless it is told not to. False: it cannot think."""
    reasoning_parser: str | None = "qwen3"
    """None: `<think>` stays in the content. `qwen3` begins with the tag; `deepseek_r1` takes everything up to the
    closing tag for reasoning, whether or not it was opened."""
    tool_parser: str | None = "hermes"
    auto_tools: bool = True
    """`--enable-auto-tool-choice`, where the dialect has it."""
    template: bool = True
    """Whether the model has a chat template."""
    vision: bool = False
    weak: bool = False
    """A small model that reckons wrongly and forgets; no fault."""
    loading: bool = False
    """The model is still being loaded."""
    dead: bool = False
    """The engine is dead behind a living front."""
    prefix: str | None = None
    """Path under which the API lies; None: the dialect's (`/v1`)."""
    default_max_tokens: int | None = None
    slots: int | None = None
    """Generations at the same time; more wait. None: no limit."""
    ttft_s: float = 0.0
    itl_s: float = 0.0
    prefill_s: float = 0.0
    """Seconds per prompt token before the first token."""
    family: int = 0
    """Address family on which it listens: 4, 6, or 0 for both."""
    metrics: bool | None = None
    """Whether there is a metrics page; None: as the product starts by default."""

    def with_(self, name: str, value: Any) -> Setup:
        """Return a copy with one field set from plain data. Raises ValueError for what does not fit."""
        if name not in self.__struct_fields__:
            raise ValueError(f"a service has no setting {name!r}; known: {', '.join(self.__struct_fields__)}")
        fields = {field: getattr(self, field) for field in self.__struct_fields__}
        try:
            return msgspec.convert({**fields, name: value}, Setup)
        except msgspec.ValidationError as error:
            raise ValueError(f"setting {name!r}: {error}") from None
