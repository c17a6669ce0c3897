"""The promise that the engine lives, told apart from its front: probed where a chat failed."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import gave_up, upstream_dead
from answerback.checks.connection.reached import Reached
from answerback.checks.figures import Figures, figures, grown
from answerback.checks.probes import FIRST_WORD, HELLO, HELLO_STREAM, MODELS
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.streams import Streams
from answerback.values.exchange import FailureKind
from answerback.values.injections import CHAT, Configure, Delay, Hang, Reply, When
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.meaning import meaning
from answerback.wire.openai import Reading

SILENT = (FailureKind.NO_FIRST_BYTE, FailureKind.STALLED)
DEAD = lazy(
    r"(?i)engine.{0,24}(?:dead|died|died|encountered an issue|errored|not running|crash|stopped)|enginedead|"
    r"background loop (?:has errored|is (?:already )?(?:dead|stopped))|cuda error|cuda out of memory|cublas|nccl error|"
    r"device-side assert|illegal memory access|scheduler.{0,20}(?:dead|died|exit)|worker.{0,30}(?:died|crash|exited)|"
    r"runner (?:process )?(?:has )?terminated|llama runner process|cb_worker_dead|asyncengine"
)
"""What vLLM, SGLang, Ollama, transformers serve and CUDA say when the engine is gone."""


class EngineAlive(Check):
    """A chat of two tokens, when a greater one failed: a hung engine leaves lists and health pages at 200."""

    promise = Text(en="The engine behind the front lives.", zh="前端后面的推理引擎是活的。")
    why = Text(
        en="Health pages of most servers say 200 while no chat is answered any more.",
        zh="多数服务端的健康检查在对话全部卡死时仍返回 200。",
    )
    level = SMOKE
    needs = (Reached,)
    when_failed = (Answers, Streams, Finishes)
    severity = Severity.CRITICAL
    reasons = {
        "hung": Reason(
            Text(
                en="not even the first token comes within {seconds} s, while the list of models comes at once "
                "(HTTP {status})",
                zh="{seconds} 秒内连第一个 token 都没有等到，而模型列表立即返回（HTTP {status}）",
            ),
            Hang(on=CHAT),
        ),
        "dead": Reason(
            Text(
                en="every chat fails with HTTP {status}, in the words of a dead engine: {message}",
                zh="所有对话都返回 HTTP {status}，错误信息表明引擎已死：{message}",
            ),
            Configure(name="dead", value=True),
        ),
        "crashed": Reason(
            Text(
                en="the connection broke during the chat ({first}), and now none comes about ({message}): the server "
                "is gone",
                zh="对话过程中连接中断（{first}），之后再也连不上（{message}）：服务端进程已经退出",
            ),
        ),
        "errors": Reason(
            Text(
                en="every chat fails with HTTP {status}: {message}",
                zh="所有对话都返回 HTTP {status}：{message}",
            ),
            Reply(on=CHAT, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "crowded": Reason(
            Text(
                en="a chat of one word gets no answer within {seconds} s, while the engine writes for others: "
                "{running} requests are worked on, {waiting} wait",
                zh="只要一个词的对话在 {seconds} 秒内没有响应，而引擎在为别人生成：{running} 个请求在处理，"
                "{waiting} 个在排队",
            ),
        ),
        "first-only": Reason(
            Text(
                en="the first chat took longer than {waited} s, one of a single word afterwards {seconds} s",
                zh="第一次对话超过 {waited} 秒仍未返回，之后只要一个词的对话用了 {seconds} 秒",
            ),
            Delay(on=When(nth=1), first_s=100.0),
        ),
    }

    def run(self) -> Steps:
        """Ask for a single word; it decides where the first chat fails."""
        hello, models = yield (HELLO, MODELS)
        if hello.status in (401, 402, 403, 404, 429) or (not hello.ok and meaning(hello) is not None):
            return self.not_needed()
        if upstream_dead(hello) or gave_up(hello):
            return self.not_needed()
        deadline_s = self.setting.target.deadline_s
        wait_s = round(deadline_s or self.setting.target.timeout_s, 1)
        before: Figures | None = None
        if deadline_s is None:
            before = yield from figures(self.setting, 3)
            tiny: Reading = yield FIRST_WORD
        else:  # a probe has no time for another chat; the stream that was sent beside the first one tells as much
            tiny = yield HELLO_STREAM
            if tiny.spoken_ns or hello.ok:
                return self.not_needed()
        end_s = round(tiny.exchange.phases.end_s, 2)
        facts = {"seconds": end_s, "waited": round(hello.exchange.phases.end_s, 1)}
        if tiny.failure is not None:
            if tiny.failure.kind in SILENT and models.failure is None and models.status:
                after = (yield from figures(self.setting, 4)) if before is not None else None
                if before is not None and after is not None and grown(before.made, after.made):
                    return self.fail("crowded", **{**facts, "seconds": wait_s}, **after.crowd)
                return self.fail("hung", **{**facts, "seconds": wait_s}, status=models.status)
            if tiny.failure.kind is FailureKind.REFUSED and models.status:
                first = hello.failure.message if hello.failure else f"HTTP {hello.status}"
                return self.fail("crashed", first=first, message=tiny.failure.message, **facts)
            return self.not_needed()
        if tiny.ok and tiny.error is None:
            waited = hello.failure is not None and hello.failure.kind in SILENT
            return self.fail("first-only", **facts) if waited else self.ok(**facts)
        message = tiny.error.message[:200] if tiny.error else tiny.text[:200]
        facts |= {"status": tiny.status, "message": message}
        if DEAD.search(message):
            return self.fail("dead", **facts)
        return self.fail("errors", **facts) if tiny.status >= 500 and not hello.ok else self.not_needed()
