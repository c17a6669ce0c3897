"""J07: a schema hangs the request, or the whole engine."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.checks.json.thinking import ThinkingAndSchema
from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.checks.tools.calls import CallsTools
from answerback.checks.tools.none import NoneIsHeeded
from answerback.checks.tools.required import RequiredIsCalled
from answerback.checks.tools.result import ResultIsUsed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Hang, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class GrammarHangs(Fault):
    """Plain chats were answered before; with a schema nothing comes, and perhaps never again."""

    code = "J07"
    title = Text(en="Structured output hangs the engine", zh="结构化输出导致引擎挂起")
    cause = Text(
        en="Plain chats are answered at once, a request with response_format never is ({message}); plain chats "
        "afterwards: {after}. The grammar compiler blocks the engine's loop.",
        zh="普通对话立即有回答，带 response_format 的请求却一直没有响应（{message}）；之后的普通对话：{after}。"
        "语法编译阻塞了引擎主循环。",
    )
    priority = 3
    evidence = ("azrtydxb/Fastllm-proxy#19",)
    yields_to = ("L11", "L01", "L02", "H06")
    seen_with = Hang(on=When(has="response_format"))
    remedy = {
        None: Remedy(
            Text(
                en="Restart the engine, upgrade its grammar library (xgrammar, llguidance), and let the liveness "
                "probe generate a token: /health stays green through this.",
                zh="重启引擎，升级语法库（xgrammar、llguidance），并让存活探针真正生成一个 token：出现该故障时 "
                "/health 仍是正常的。",
            ),
            ("xgrammar",),
        ),
        "vllm": Remedy(
            Text(
                en="Restart vLLM, `pip install -U vllm xgrammar`, or change the backend: "
                '`--structured-outputs-config \'{{"backend":"guidance"}}\'`. Let the liveness probe send a chat '
                "with max_tokens 1.",
                zh="重启 vLLM，执行 `pip install -U vllm xgrammar`，或更换后端：`--structured-outputs-config "
                '\'{{"backend":"guidance"}}\'`。存活探针请发送 max_tokens 为 1 的对话。',
            ),
            ("--structured-outputs-config", "pip install -U vllm xgrammar"),
        ),
        "sglang": Remedy(
            Text(
                en="Restart SGLang, upgrade it, or change the backend: `--grammar-backend llguidance`.",
                zh="重启并升级 SGLang，或更换后端：`--grammar-backend llguidance`。",
            ),
            ("--grammar-backend llguidance",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Certain where the service is dead afterwards."""
        checks = (FollowsSchema, AnswersInJson, SchemaInStreams, ThinkingAndSchema)
        shown = [c for c in checks if seen.failed(c, "no-answer")]
        dead = seen.failed(HealthyAfterwards, "silent", "error")
        if not shown:
            return None
        facts = {"message": seen.facts(shown[0])["message"], "after": "-" if dead else "OK"}
        if dead:
            for check in (CallsTools, RequiredIsCalled, NoneIsHeeded, ResultIsUsed, RefusesTooLong):
                seen.failed(check, "no-answer")
            return Diagnosis(Confidence.CERTAIN, facts, Severity.CRITICAL)
        return Diagnosis(Confidence.LIKELY, facts)
