"""E13: characters of several bytes are cut between chunks."""

from __future__ import annotations

from answerback.checks.chat.glyphs import GlyphsWhole
from answerback.checks.streaming.same_text import SameText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Garble
from answerback.values.result import Confidence, Mode, Severity
from answerback.values.text import Text


class BrokenCharacters(Fault):
    """U+FFFD in the stream where the whole answer has none: text is decoded piece by piece."""

    code = "E13"
    title = Text(en="Chinese characters and emoji are broken (U+FFFD)", zh="汉字和表情符号损坏（U+FFFD）")
    cause = Text(
        en="The server releases tokens that end inside a character, or a proxy decodes each piece by "
        "itself: {excerpt!r}",
        zh="服务端放出了停在字符中间的 token，或代理对每一段单独解码：{excerpt!r}",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Garble(on=STREAMED, how="fffd")
    yields_to = ("E02",)
    evidence = (
        "oobabooga/textgen#1603",
        "diegosouzapw/OmniRoute#11921",
        "turboderp-org/exllamav3#171",
    )
    remedy = {
        None: Remedy(
            Text(
                en="In the server hold back incomplete bytes until the character is whole; in a proxy "
                "decode with state (`new TextDecoder().decode(chunk, {{stream: true}})`), or forward bytes "
                "untouched.",
                zh="服务端要等字符的字节齐了再输出；代理解码时要保留状态（`new TextDecoder().decode(chunk, "
                "{{stream: true}})`），或直接转发字节。",
            ),
            ("TextDecoder({stream:true})",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Upgrade llama-server: current versions hold incomplete characters back; look at what "
                "stands in front of it.",
                zh="升级 llama-server：新版本会等字符完整再输出；同时检查它前面的代理。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM holds incomplete characters back: look at the proxy in front, or upgrade the tokenizer.",
                zh="vLLM 会等字符完整再输出：请检查前面的代理，或升级分词器。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """In the stream alone it is certain; everywhere it may be the decoder, or the model."""
        facts = seen.facts(GlyphsWhole)
        if seen.failed(GlyphsWhole, "whole-only"):
            return Diagnosis(Confidence.LIKELY, {"excerpt": facts["excerpt"], "mode": facts["mode"]})
        if seen.failed(GlyphsWhole, "stream-only"):
            seen.failed(SameText)
            return Diagnosis(Confidence.CERTAIN, {"excerpt": facts["excerpt"], "mode": Mode.STREAMS})
        if seen.failed(GlyphsWhole, "everywhere"):
            return Diagnosis(Confidence.POSSIBLE, {"excerpt": facts["excerpt"]}, Severity.MINOR)
        return None
