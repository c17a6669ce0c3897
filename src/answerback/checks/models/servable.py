"""The promise that every model in the list can be used."""

from __future__ import annotations

import re

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import HELLO, MODELS
from answerback.patience import broken, patiently
from answerback.values.asks import Chat, chat
from answerback.values.injections import Configure, Hang, Reply, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.meaning import Meaning, meaning
from answerback.wire.openai import Reading

_OTHER_USE = re.compile(
    r"embed|rerank|whisper|tts|speech|audio|asr|ocr|dall|image|flux|diffusion|bge|gte-|clip|moderation|vae|video|wan2",
    re.IGNORECASE,
)


class ListedAreServed(Check):
    """Asks some of the other listed models for one token; products that would load them first are left in peace."""

    promise = Text(en="Every model in the list answers.", zh="列表中的每个模型都能应答。")
    why = Text(
        en="Clients pick names from the list; a stale entry fails only when a user chooses it.",
        zh="客户端从列表里挑模型名；失效的条目要等用户选中时才会报错。",
    )
    needs = (Answers,)
    after = (ModelsListed,)
    reasons = {
        "refused": Reason(
            Text(
                en="{names} stand in the list, but a chat is refused: HTTP {status} {message}",
                zh="{names} 在列表里，但对话被拒绝：HTTP {status} {message}",
            ),
            (
                Configure(name="models", value=["Qwen/Qwen3-0.6B", "Qwen/Qwen3-4B"]),
                Reply(
                    on=When(has="model", equals="Qwen/Qwen3-4B"),
                    status=503,
                    body='{"error":{"message":"no available channel for model {model} in group default","code":"x"}}',
                ),
            ),
        ),
        "silent": Reason(
            Text(
                en="{names} stand in the list, but a chat gets no answer: {message}",
                zh="{names} 在列表里，但对话得不到响应：{message}",
            ),
            (
                Configure(name="models", value=["Qwen/Qwen3-0.6B", "Qwen/Qwen3-4B"]),
                Hang(on=When(has="model", equals="Qwen/Qwen3-4B")),
            ),
        ),
        "adapter-refused": Reason(
            Text(
                en="the adapters {names} stand in the list, but a chat is refused: HTTP {status} {message}",
                zh="适配器 {names} 在列表里，但对话被拒绝：HTTP {status} {message}",
            ),
            (
                Configure(name="adapters", value=["my-lora"]),
                Reply(
                    on=When(has="model", equals="my-lora"),
                    status=404,
                    body='{"error":{"message":"The model `my-lora` does not exist.","code":404}}',
                ),
            ),
        ),
        "would-load": Reason(
            Text(
                en="{count} other models are listed; asking for them would load them",
                zh="列表里还有 {count} 个模型；请求它们会触发加载",
            ),
        ),
    }

    def run(self) -> Steps:
        """One token from each, at most two models (deep: eight)."""
        hello: Reading = yield HELLO
        others = [m for m in self.setting.models if m != self.setting.model and not _OTHER_USE.search(m)]
        kind = server.named(self.setting.server) if self.setting.server else None
        if not others:
            return self.ok(tried=1, listed=len(self.setting.models))
        if kind is not None and (kind.loads_on_demand or kind.probing_loads_models):
            return self.unknown("would-load", count=len(others))
        chosen = others[: 8 if self.setting.level >= DEEP else 2]
        heard: list[Reading] = yield tuple(map(_one_token, chosen))
        bad = [
            (name, one)
            for name, one in zip(chosen, heard, strict=True)
            if meaning(one) in (Meaning.MODEL, Meaning.CHANNEL) or one.status in (404, 500, 503)
        ]
        if not bad:
            for name, one in zip(chosen, heard, strict=True):
                again = (yield from patiently(_one_token(name))) if broken(one) else one
                if broken(again):
                    said = again.failure.message if again.failure is not None else ""
                    return self.fail("silent", names=[name], status=0, message=said, tried=chosen, hello=hello.status)
            return self.ok(tried=1 + len(chosen), listed=len(self.setting.models))
        listed: Reading = yield MODELS
        adapters = _adapters(listed)
        name, worst = bad[0]
        facts = {
            "names": [name for name, _ in bad], "status": worst.status, "tried": chosen, "hello": hello.status,
            "message": worst.error.message if worst.error else "",
        }  # fmt: skip
        return self.fail("adapter-refused" if name in adapters else "refused", **facts)


def _one_token(name: str) -> Chat:
    return chat("hi", model=name, max_tokens=1, temperature=0)


def _adapters(listed: Reading) -> set[str]:
    raw = listed.json
    cards = raw.get("data") if isinstance(raw, dict) else None
    return {c["id"] for c in cards or () if isinstance(c, dict) and c.get("parent") and isinstance(c.get("id"), str)}
