"""The promise on which the verdict turns: a plain chat is answered."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.models.listed import ModelsListed
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import FIRST_WORD, HELLO, HELLO_STREAM, MODELS, ROOM
from answerback.values.answer import ErrorShape
from answerback.values.asks import without_system
from answerback.values.exchange import FailureKind
from answerback.values.injections import WHOLE, Configure, Delay, Hang, Reply, Say
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE, Setting
from answerback.values.text import Text
from answerback.wire.meaning import Meaning, meaning
from answerback.wire.openai import Reading

DECLINING = (400, 422, 500)
"""What is answered when a template raises: vLLM and SGLang 400, llama.cpp 500 in older versions."""
ONE_AT_A_TIME = (429, 503, 529)
"""How the second of two requests is turned away, where only one is let in."""
LATE = (FailureKind.NO_FIRST_BYTE, FailureKind.STALLED)
DUE = 24
"""The first answer is due in this many times the time of a single word (two tokens at most)."""
OF_MODEL = (Meaning.MODEL, Meaning.CHANNEL, Meaning.LOADING, Meaning.NOT_CHAT)
"""Refusals of the model, whatever is asked."""


class Answers(Check):
    """A first chat with system and user turns gets an answer with text (or reasoning) in it."""

    promise = Text(en="A chat is answered.", zh="能够回答对话。")
    why = Text(en="It is what the service is for.", zh="这正是服务存在的意义。")
    level = SMOKE
    needs = (Reached,)
    after = (ModelsListed, Recognised)
    severity = Severity.CRITICAL
    capability = "chat"
    reasons = {
        "failed": Reason(
            Text(en="no answer: {message} (curl: ({curl}))", zh="没有响应：{message}（curl: ({curl})）"),
            Hang(on=WHOLE),
        ),
        "slow": Reason(
            Text(
                en="not judged: no answer within {waited} s, but a single word takes {took} s: the service is slow, "
                "or still loading its model; try `--timeout {need}`",
                zh="无法判断：{waited} 秒内没有回答，但生成一个词就要 {took} 秒：服务很慢，或仍在加载模型；"
                "请用 `--timeout {need}` 再试",
            ),
            Delay(per_completion_token_s=16.0),
        ),
        "refused": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(
                on=WHOLE,
                status=500,
                body='{"error":{"message":"Internal Server Error","type":"InternalServerError","code":500}}',
            ),
        ),
        "error-in-200": Reason(
            Text(
                en="HTTP 200, but the body is an error: {message}",
                zh="HTTP 200，但响应体是错误信息：{message}",
            ),
            Reply(
                on=WHOLE,
                body='{"error":{"message":"upstream exhausted","type":"upstream_error","code":"rate_limit"}}',
            ),
        ),
        "not-json": Reason(
            Text(
                en="the answer is not JSON ({content_type}): {excerpt}",
                zh="响应不是 JSON（{content_type}）：{excerpt}",
            ),
            Reply(on=WHOLE, body="<html><title>Welcome</title></html>", content_type="text/html"),
        ),
        "no-choices": Reason(
            Text(en="the answer has no choices: {excerpt}", zh="响应里没有 choices：{excerpt}"),
            Reply(on=WHOLE, body='{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}'),
        ),
        "empty": Reason(
            Text(
                en="the answer is empty (finish_reason {finish!r}, {tokens} completion tokens)",
                zh="回答为空（finish_reason {finish!r}，{tokens} 个输出 token）",
            ),
            (Say(on=WHOLE, text=""), Configure(name="thinking", value=False)),
        ),
        "late": Reason(
            Text(
                en="no whole answer within {seconds} s, but {pieces} pieces of one were streamed: alive, and slow",
                zh="{seconds} 秒内没有完整的回答，但流式已输出 {pieces} 段：服务活着，只是慢",
            ),
        ),
        "no-model": Reason(
            Text(
                en="the service wants a model's name and lists none (HTTP {status}: {message}); give it with `--model`",
                zh="服务要求给出模型名，却没有模型列表可查（HTTP {status}：{message}）；请用 `--model` 指定",
            ),
        ),
    }

    def run(self) -> Steps:
        """Ask the how-to's first question."""
        if self.setting.target.deadline_s is None:
            first: Reading = yield HELLO
        else:  # no time to ask again: the stream's first word shows life where the whole answer takes too long
            stream, first = yield (HELLO_STREAM, HELLO)
            if first.status in ONE_AT_A_TIME and stream.spoken_ns:
                said = stream.answer.first
                return self.ok(text=said.text[:200] if said is not None else "", turned_away=first.status)
            if first.failure is not None and first.failure.kind in LATE and stream.spoken_ns:
                return self.warn("late", seconds=round(self.setting.target.deadline_s, 1), pieces=len(stream.spoken_ns))
        heard = (yield from self._without_system(first)) or first
        declined = {"declined": first.status, "message": _said(first)} if heard is not first else {}
        if heard.failure is not None:
            slow = yield from self._slow(heard)
            if slow is not None:
                return slow
            return self.fail(
                "failed", message=heard.failure.message, curl=heard.failure.curl, kind=str(heard.failure.kind)
            )
        answer = heard.answer
        message = _said(heard)
        if not heard.ok:
            shape = str(answer.error.shape) if answer.error else ""
            means = str(meaning(heard) or "")
            if means == Meaning.MODEL and not self.setting.model:
                listed: Reading = yield MODELS
                if not listed.ok:  # a service may do without a list: then only its user knows the name
                    return self.unknown("no-model", status=heard.status, message=message)
            return self.fail("refused", status=heard.status, message=message, shape=shape, means=means)
        if answer.error is not None and answer.error.shape is not ErrorShape.HTML:
            code = f"{answer.error.code} {answer.error.type}".strip()
            means = str(meaning(heard) or "")
            return self.fail("error-in-200", message=message, status=heard.status, code=code, means=means)
        if answer.error is not None or (answer.raw is None and not heard.is_sse):
            return self.fail("not-json", content_type=heard.content_type, excerpt=heard.text[:120])
        choice = answer.first
        if choice is None:
            return self.fail("no-choices", excerpt=heard.text[:200])
        tokens = answer.usage.completion if answer.usage else None
        if _says_nothing(heard):
            if choice.finish_reason == "length" and (answer.usage is None or answer.usage.completion != 0):
                if self.setting.target.deadline_s is not None and tokens:  # a probe pays for no second thought
                    return self.ok(text="", finish="length", thought=True, hidden=True, **declined)
                asked = HELLO if heard is first else without_system(HELLO)
                more: Reading = yield asked.with_(max_tokens=ROOM)  # a hidden thought may have eaten the budget
                if more.ok and not _says_nothing(more):
                    text = more.answer.text[:200]
                    return self.ok(text=text, finish="length", thought=True, hidden=True, **declined)
            null = isinstance(answer.raw, dict) and choice.content is None
            return self.fail("empty", finish=choice.finish_reason, tokens=tokens, null=null)
        text = choice.text[:200]
        return self.ok(text=text, finish=choice.finish_reason, thought=bool(choice.thought), **declined)

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """Send no system turns to a model that takes none."""
        if "declined" not in facts:
            return setting
        return msgspec.structs.replace(setting, no_system=(facts["declined"], facts["message"]))

    def _without_system(self, heard: Reading) -> Generator[Any, Any, Reading | None]:
        """Return the answer without a system turn, where that turn alone is refused: some templates know no such role.

        A refusal that does not speak of it must come again, or it was a passing one.
        """
        means = meaning(heard)
        if heard.status not in DECLINING or means in OF_MODEL:
            return None
        bare: Reading = yield without_system(HELLO)
        if not bare.ok or bare.error is not None or bare.answer.first is None:
            return None
        if means is not Meaning.ROLES:
            again: Reading = yield HELLO.with_(nth=1)
            if again.status != heard.status:
                return None
        return bare

    def _slow(self, heard: Reading) -> Generator[Any, Any, Result | None]:
        """Return that it could not be judged, if a single word takes so long that the answer was not yet due."""
        assert heard.failure is not None
        if heard.failure.kind not in LATE or self.setting.target.deadline_s is not None:
            return None
        tiny: Reading = yield FIRST_WORD
        waited, took = heard.exchange.phases.end_s, tiny.exchange.phases.end_s
        if not tiny.ok or tiny.error is not None or took < waited / DUE:
            return None
        need = 60 * (1 + int(took * DUE // 60))
        return self.unknown("slow", waited=round(waited), took=round(took, 1), need=need)


def _said(heard: Reading) -> str:
    """Return the message of an error, or the beginning of the body."""
    return heard.answer.error.message if heard.answer.error else heard.text[:200]


def _says_nothing(heard: Reading) -> bool:
    """Whether the first choice has no text, no reasoning and no tool call."""
    choice = heard.answer.first
    return choice is None or not (choice.text.strip() or choice.thought or choice.tool_calls)
