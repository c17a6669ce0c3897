"""D11: a field that many clients send is refused."""

from __future__ import annotations

from answerback.check import Check
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.system_prompt import SystemPromptHeard
from answerback.checks.sampling.logprobs import LogprobsGiven
from answerback.checks.sampling.max_completion_tokens import MaxCompletionTokens
from answerback.checks.sampling.max_tokens import MaxTokens
from answerback.checks.sampling.seed import SeedHeeded
from answerback.checks.sampling.several import SeveralAnswers
from answerback.checks.sampling.stop import StopString
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.checks.schema.bare_request import BareRequest
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

_FIELDS: tuple[tuple[type[Check], str], ...] = (
    (MaxCompletionTokens, "max_completion_tokens"),
    (MaxTokens, "max_tokens"),
    (StopString, "stop"),
    (SeedHeeded, "seed"),
    (SeveralAnswers, "n"),
    (LogprobsGiven, "logprobs"),
    (TemperatureHeeded, "temperature 1.2"),
    (SystemPromptHeard, "role: system"),
)
_BUSY = (408, 429, 500, 502, 503, 504, 529)
"""Not the field's fault. (A system turn was refused twice, and templates that raise end in a 500.)"""


class FieldRefused(Fault):
    """Declining clearly is a service's right: a gap to know of. It is more than that only when plain chats fail."""

    code = "D11"
    title = Text(en="The service refuses {fields}", zh="服务拒绝 {fields}")
    cause = Text(
        en="It validates strictly and does not know (or not allow) this: HTTP {status} {message}",
        zh="它校验严格，不认识（或不允许）该字段：HTTP {status} {message}",
    )
    severity = Severity.INFO
    priority = 2
    seen_with = Reply(
        on=When(has="max_completion_tokens"),
        status=422,
        body='{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra '
        "inputs are not "
        'permitted","input":8}]}',
    )
    evidence = ("voideditor/void#128", "vybestack/llxprt-code#114", "logancyang/obsidian-copilot#2148")
    remedy = {
        None: Remedy(
            Text(
                en="Leave the field out for this service (a gateway can do that), or use the other name of the limit.",
                zh="对这个服务不要发送该字段（可以由网关去掉），或者换用另一个长度字段。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Set `litellm_settings.drop_params: true`.",
                zh="设置 `litellm_settings.drop_params: true`。",
            ),
            ("litellm_settings.drop_params: true",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first chat works without the field, or single probes were declined."""
        if seen.broke(BareRequest, "field"):
            seen.failed(Answers)
            facts = seen.facts(BareRequest)
            said = {"fields": facts["field"], "status": facts["status"], "message": facts["message"]}
            return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR)
        refused = [
            (check, name)
            for check, name in _FIELDS
            if (check is SystemPromptHeard or seen.facts(check).get("status") not in _BUSY)
            and seen.unsupported(check, "refused")
        ]
        if not refused:
            return None
        facts = seen.facts(refused[0][0])
        fields = ", ".join(name for _, name in refused)
        return Diagnosis(Confidence.CERTAIN, {"fields": fields, "status": facts["status"], "message": facts["message"]})
