"""Misbehaviour of the model or of what reads its text: content, reasoning and tool calls. Usage is kept true to it."""

from __future__ import annotations

from typing import Literal

from answerback.values.injections.when import Injection
from answerback.values.text import Text


class Say(Injection, frozen=True):
    """The answer's text is replaced; `finish` sets the finish_reason. `{nonce}` is a random word."""

    gist = Text(en="the answer's text is replaced", zh="替换回答的文本")

    text: str
    finish: str = ""


class Flood(Injection, frozen=True):
    """The answer is one text over and over up to the token limit, ended by `length`. `keep`: so many
    first words stay as they are. `tokens`: the limit where the request names none."""

    gist = Text(en="one text over and over up to the token limit", zh="同一段文本重复到长度上限")

    text: str = "!"
    keep: int = 0
    tokens: int = 1024


class Affix(Injection, frozen=True):
    """Text is put around the answer's content (leaked control tokens, fences, think blocks)."""

    gist = Text(en="text is put around the answer's content", zh="在回答内容前后添加文本")

    before: str = ""
    after: str = ""
    finish: str = ""


class Shorten(Injection, frozen=True):
    """The answer's text ends after this share of it (or after so many `chars`), and says `finish`."""

    gist = Text(en="the answer's text ends early", zh="回答文本提前结束")

    share: float = 0.5
    chars: int = 0
    finish: str = ""


class Garble(Injection, frozen=True):
    """The answer becomes nonsense: `words` makes letters random, `script` mixes scripts, `fffd` breaks
    non-ASCII characters, `digits` and `case` alter details only. `share`: so many of the words."""

    gist = Text(en="the answer becomes nonsense", zh="回答变成乱码")

    how: Literal["words", "script", "fffd", "digits", "case"] = "words"
    share: float = 1.0


class NeverStop(Injection, frozen=True):
    """The end-of-turn token is not honoured: fake turns follow up to the limit (`tokens` where the request names
    none)."""

    gist = Text(en="the model never stops and talks to itself", zh="模型停不下来，自问自答")

    text: str = "\nuser\nAnd then?\nassistant\nThen it goes on."
    tokens: int = 1024


class MoveReasoning(Injection, frozen=True):
    """Reasoning and content land elsewhere: `inline` (`<think>…</think>` in content), `orphan` (only the closing
    tag), `swallow` (content into reasoning), `rename` (to the other field name), `drop`, `unclosed`
    (a thought takes the answer with it; finish `stop`), `tail` (the last words of the reasoning are lost).
    `field`: the name of the reasoning field where the answer does not tell it."""

    gist = Text(en="reasoning and content land in the wrong place", zh="推理内容与回答放错位置")

    how: Literal["inline", "orphan", "swallow", "rename", "drop", "unclosed", "tail"] = "inline"
    field: str = ""


class MoveToolCall(Injection, frozen=True):
    """A tool call comes as text in content: `hermes`, `llama3_json`, `pythonic`, `mistral`, `fence`, `deepseek`,
    `qwen3_xml`, `functionary`, `bare`."""

    gist = Text(en="a tool call comes as raw text in content", zh="工具调用以原始文本出现在内容里")

    how: Literal[
        "hermes", "llama3_json", "pythonic", "mistral", "fence", "deepseek", "qwen3_xml", "functionary", "bare"
    ] = "hermes"


class BreakToolCall(Injection, frozen=True):
    """A tool call is damaged: `truncate` (last character of the arguments lost), `types` (values of wrong types),
    `missing`, `extra` (arguments), `rename` (the function, to `name`), `merge` (parallel calls under one index),
    `no_index`, `no_id`, `object` (arguments as an object), `double` (arguments encoded twice), `empty`."""

    gist = Text(en="a tool call is damaged", zh="工具调用被破坏")

    how: Literal[
        "truncate", "types", "missing", "extra", "rename", "merge", "no_index", "no_id", "object", "double", "empty"
    ] = "truncate"
    name: str = "{name}_v2"


class CallTool(Injection, frozen=True):
    """A tool is called that nobody wanted: `name`, or the first of the request's tools."""

    gist = Text(en="a tool is called that nobody wanted", zh="多余的工具调用")

    name: str = ""
    arguments: str = "{}"


class BreakJson(Injection, frozen=True):
    """Content that is a JSON object is damaged: `types` (values of wrong types), `missing`, `extra` (fields),
    `truncate` (its end is lost), `values` (texts changed: enum and pattern no longer hold)."""

    gist = Text(en="JSON in the content is damaged", zh="内容中的 JSON 被破坏")

    how: Literal["types", "missing", "extra", "truncate", "values"] = "types"
