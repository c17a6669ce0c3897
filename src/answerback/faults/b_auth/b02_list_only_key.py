"""B02: the key may list the models, and nothing else."""

from __future__ import annotations

from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.header import KeyArrives
from answerback.checks.auth.list_scope import KeyMayChat
from answerback.checks.auth.refusal import INVALID, SCOPE
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.any_client import AnyClient
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.server import Vendor
from answerback.values.asked import Asked
from answerback.values.injections import MODELS, Reply, RequireKey
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ListOnlyKey(Fault):
    """GET /models passes, the chat is refused: the key lacks a scope, or only the list is open."""

    code = "B02"
    title = Text(en="The key works for the model list, not for chat", zh="密钥能列模型，不能对话")
    cause = Text(
        en="The list of models is let through with this key, the chat is refused (HTTP {status}): the key has no "
        "right to the model or to inference.",
        zh="这个密钥可以列出模型，对话却被拒绝（HTTP {status}）：它没有该模型或推理接口的权限。",
    )
    severity = Severity.CRITICAL
    priority = 2
    seen_with = (
        RequireKey(on=MODELS, key="sk-list-only"),
        Reply(
            status=403,
            body='{"error":{"message":"You have insufficient permissions for this operation. Missing scopes: '
            'model.request.","type":"invalid_request_error","param":null,"code":null}}',
        ),
    )
    asked = Asked(key="sk-list-only")
    evidence = ("https://platform.openai.com/docs/api-reference/project-api-keys",)
    remedy = {
        None: Remedy(
            Text(
                en="Give the key the model or project scope, or use one that has it; a connection test must send a "
                "chat.",
                zh="为该密钥授予模型/项目权限，或换一个有权限的密钥；连通性测试应当真正发一次对话。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Add the model to the key's `models` (`/key/update`), or to those of its team.",
                zh="把模型加入该 key（或其所属 team）的 `models` 列表（`/key/update`）。",
            ),
            ("models",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The list passed and the chat was refused, with a key."""
        if seen.failed(AnyClient) or not seen.failed(KeyAccepted, "chat-refused"):
            return None
        status, message = seen.facts(KeyAccepted)["status"], str(seen.facts(KeyAccepted).get("message", ""))
        guarded, scope = seen.failed(KeyMayChat, "list-only"), bool(SCOPE.search(message))
        if not guarded and INVALID.search(message) and not scope:
            return None  # the list is open, and the words say that the key is wrong
        seen.failed(KeyMayChat)
        seen.broke(KeyArrives)
        seen.failed(Answers)
        if guarded:
            confidence = Confidence.POSSIBLE if lost_on_the_way(seen) else Confidence.CERTAIN
        else:
            confidence = Confidence.POSSIBLE if status == 401 and not scope else Confidence.LIKELY
        return Diagnosis(confidence, {"status": status})


def lost_on_the_way(seen: Seen) -> bool:
    """Whether a chat is refused as if no key had come, by a product that has one key for everything."""
    single = seen.server is not None and not seen.server.gateway and not issubclass(seen.server, Vendor)
    message = str(seen.facts(KeyAccepted).get("message", ""))
    return single and seen.broke(KeyArrives, "undecided", "lost") and not SCOPE.search(message)
