"""The promise that a prompt is not answered with what another one with the same beginning said."""

from __future__ import annotations

from itertools import product

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import nonce
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, brief, words
from answerback.values.asks import Chat, chat
from answerback.values.injections import Replay
from answerback.values.result import Severity
from answerback.values.target import DEEP, Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading

PREFIX = 400
"""Words that the prompts have in common: several blocks of any prefix cache."""


class PrefixesApart(Check):
    """Two prompts that differ in their last line alone, one after the other, streamed and whole."""

    promise = Text(en="Prompts with the same beginning get their own answers.", zh="开头相同的提示各自得到自己的回答。")
    why = Text(
        en="Most conversations of an application begin alike; a cache that mixes them up leaks between users.",
        zh="同一应用的对话开头大多相同，缓存一旦混淆就会在用户之间泄漏。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "stale": Reason(
            Text(
                en="asked for {own}, the answer is {found}, which only an earlier prompt with the same beginning held",
                zh="问的是 {own}，回答却是 {found}，而它只出现在之前一个开头相同的提示里",
            ),
            Replay(prefix_chars=300),
        ),
    }

    def run(self) -> Steps:
        """Ask for two made-up words in turn."""
        hello: Reading = yield HELLO
        asked = (nonce(60), nonce(77))
        earlier: list[str] = []
        for streamed, own in product((True, False), asked):
            heard: Reading = yield self._ask(self.setting, hello, own).with_(stream=streamed)
            first = heard.answer.first
            said = f"{first.thought} {first.text}".lower() if first is not None and heard.ok else ""
            stale = next((word for word in earlier if word in said and word != own), "")
            if stale and own not in said:
                return self.fail("stale", own=own, found=stale)
            earlier.append(own)
        return self.ok()

    def _ask(self, setting: Setting, hello: Reading, word: str) -> Chat:
        text = f"A text to skip:{words(PREFIX)}.\nThe password is {word}. What is the password? Reply with it only."
        return chat(text, temperature=0, alone=True).with_(**brief(setting, hello, 32))
