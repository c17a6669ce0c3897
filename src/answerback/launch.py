"""How a product is started, as data: its program, its words for a model, and which forms of model it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec


class Form(StrEnum):
    """What a model is given as."""

    GGUF = "GGUF"
    """A GGUF file."""
    FOLDER = "Hugging Face"
    """A folder with config.json and weights, as Hugging Face and ModelScope lay it out."""
    OPENVINO = "OpenVINO"
    """A folder with OpenVINO's model files."""
    HUB = "hub id"
    """A hub's id: `Qwen/Qwen3-0.6B`."""
    GGUF_HUB = "GGUF hub id"
    """A hub's id whose repository holds GGUF files: `Qwen/Qwen3-0.6B-GGUF`."""
    TAG = "Ollama tag"
    """A name in Ollama's library: `qwen3:0.6b`."""
    OURS = "packaged"
    """A word that only Answerback knows: `smollm2`."""


class Rank(msgspec.Struct, frozen=True):
    """How well a product suits a form of model, 1 the best; 0: not at all."""

    gpu: int = 0
    cpu: int = 0


class Wish(msgspec.Struct, frozen=True):
    """What the user wants of a start. None and empty: as the product does by itself."""

    model: str
    form: Form
    port: int
    host: str = "127.0.0.1"
    name: str = ""
    context: int | None = None
    slots: int | None = None
    key: str = ""
    """The name of the environment variable that holds the key."""
    tools: str = ""
    """Parser of tool calls."""
    reasoning: str = ""
    """Parser of thoughts."""
    more: tuple[str, ...] = ()
    """Words of the user's own, last."""

    def fill(self, words: Sequence[str]) -> list[str]:
        """Return words with their gaps filled."""
        gaps = {
            "model": self.model, "host": self.host, "port": self.port, "name": self.name, "context": self.context,
            "slots": self.slots, "tools": self.tools, "reasoning": self.reasoning,
        }  # fmt: skip
        return [word.format(**gaps) for word in words]


class Launch(msgspec.Struct, frozen=True):
    """How to start a product.

    Words may hold `{model}`, `{host}`, `{port}`, `{name}`, `{context}`, `{slots}`, `{tools}`, `{reasoning}`; a group
    of words is left out where its value is not given.
    """

    program: str
    """The program: on PATH, or beside a Python that has the package."""
    words: tuple[str, ...]
    """What stands behind it, the model included."""
    suits: Mapping[Form, Rank]
    install: str
    """The command that installs it."""
    source: str
    """Where the options were read."""
    package: str = ""
    """The Python distribution that brings the program; empty: none does."""
    cpu_mark: str = ""
    """What the version of a build that runs without a GPU holds (`+cpu`); empty: any build does."""
    forms: Mapping[Form, tuple[str, ...]] = {}
    """Other words for some forms of model, in place of `words`."""
    name: tuple[str, ...] = ()
    """Serves the model under `{name}`; empty: it is called as it was given."""
    context: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    """Turns tool calls on."""
    reasoning: tuple[str, ...] = ()
    """Tells thoughts and answer apart."""
    key_variable: str = ""
    """Environment variable in which it looks for the key that clients must send: command lines are seen by everybody.
    Empty: it has none."""
    environment: Mapping[str, str] = {}
    """Variables that take the place of options."""
    context_variable: str = ""
    slots_variable: str = ""
    then: Mapping[Form, tuple[str, ...]] = {}
    """What is run once it listens, so that the model can be asked: `ollama pull {model}`."""
    image: str = ""
    """Container image, without its tag."""
    image_words: tuple[str, ...] = ()
    """What stands behind the image's name, in place of program and words."""
    image_run: tuple[str, ...] = ()
    """What `docker run` needs for it."""

    def line(self, wish: Wish) -> list[str]:
        """Return the words behind the program."""
        return wish.fill(self.forms.get(wish.form, self.words)) + self._options(wish)

    def image_line(self, wish: Wish) -> list[str]:
        """Return the words behind the image's name."""
        return wish.fill(self.image_words) + self._options(wish)

    def _options(self, wish: Wish) -> list[str]:
        groups = (
            (self.name, wish.name), (self.context, wish.context), (self.slots, wish.slots),
            (self.tools, wish.tools), (self.reasoning, wish.reasoning),
        )  # fmt: skip
        return [word for group, value in groups if value for word in wish.fill(group)] + list(wish.more)

    def variables(self, wish: Wish) -> dict[str, str]:
        """Return the environment that a start needs; a key is never among them."""
        out = {name: wish.fill([value])[0] for name, value in self.environment.items()}
        if wish.context and self.context_variable:
            out[self.context_variable] = str(wish.context)
        if wish.slots and self.slots_variable:
            out[self.slots_variable] = str(wish.slots)
        return out

    def cannot(self, wish: Wish) -> list[str]:
        """Return which of the wishes the product has no option for."""
        out = []
        if wish.context and not (self.context or self.context_variable):
            out.append("--context")
        if wish.slots and not (self.slots or self.slots_variable):
            out.append("--slots")
        if wish.key and not self.key_variable:
            out.append("--key-env")
        if wish.name and not self.name:
            out.append("--name")
        return out
