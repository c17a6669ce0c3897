"""The promise that a request is worked on when it comes, by the server's own count."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.figures import figures
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO
from answerback.values.injections import CHAT, Delay, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

FULL = 0.95
"""A KV cache in use to this share takes nothing more in."""


class NobodyWaits(Check):
    """Reads the metrics page while nothing of ours is in flight; then the first chat tells what the wait costs."""

    promise = Text(en="Nobody waits in the server's queue.", zh="服务端没有排队的请求。")
    why = Text(
        en="Who waits in a queue takes the server for slow; a faster model would change nothing.",
        zh="排队等待看起来像服务慢，换更快的模型也没有用。",
    )
    needs = (Reached,)
    after = (Recognised, Answers)
    severity = Severity.INFO
    reasons = {
        "queue": Reason(
            Text(
                en="{waiting} requests of others wait while {running} are worked on; ours took {seconds} s",
                zh="别人的请求有 {waiting} 个在排队、{running} 个在处理；我们的请求用了 {seconds} 秒",
            ),
            (
                Reply(
                    on=When(route="/metrics"),
                    content_type="text/plain",
                    body="vllm:num_requests_running 4\nvllm:num_requests_waiting 7\nvllm:kv_cache_usage_perc 0.4\n",
                ),
                Delay(on=CHAT, first_s=9.0),
            ),
        ),
        "full": Reason(
            Text(
                en="the KV cache is {percent} % full: {waiting} requests wait while {running} are worked on; ours took "
                "{seconds} s",
                zh="KV 缓存已用 {percent}%：{waiting} 个请求在排队、{running} 个在处理；我们的请求用了 {seconds} 秒",
            ),
            (
                Reply(
                    on=When(route="/metrics"),
                    content_type="text/plain",
                    body="vllm:num_requests_running 4\nvllm:num_requests_waiting 7\nvllm:kv_cache_usage_perc 0.99\n",
                ),
                Delay(on=CHAT, first_s=9.0),
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare who waits with how long we waited."""
        hello: Reading = yield HELLO
        now = yield from figures(self.setting, 1)
        if now is None or now.waiting is None:
            return self.not_needed()
        facts = {**now.crowd, "seconds": round(hello.exchange.phases.end_s, 1)}
        if now.cache is not None:
            facts["percent"] = round(100 * now.cache)
        if now.waiting < 1:
            return self.ok(**facts)
        return self.warn("full" if (now.cache or 0.0) >= FULL else "queue", **facts)
