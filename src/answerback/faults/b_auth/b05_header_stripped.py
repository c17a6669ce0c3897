"""B05: the Authorization header is lost on the way."""

from __future__ import annotations

from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.header import KeyArrives
from answerback.checks.auth.list_scope import KeyMayChat
from answerback.checks.auth.refusal import SCOPE
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.any_client import AnyClient
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.b_auth.b02_list_only_key import lost_on_the_way
from answerback.values.asked import Asked
from answerback.values.injections import ANY, DropRequestHeader, RequireKey
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class HeaderStripped(Fault):
    """A key was sent, and the service says that none came."""

    code = "B05"
    title = Text(en="The Authorization header is lost on the way", zh="Authorization 请求头在途中丢失")
    cause = Text(
        en="A key was sent, and the service answers as if none had come: a gateway drops the header, or a redirect "
        "to another host did.",
        zh="请求带了密钥，服务的应答却像没有收到：网关丢掉了这个请求头，或者请求被重定向到了别的主机。",
    )
    severity = Severity.CRITICAL
    priority = 2
    dialect = "litellm"
    seen_with = (RequireKey(on=ANY, key="sk-lost"), DropRequestHeader(on=ANY, name="authorization"))
    asked = Asked(key="sk-lost")
    evidence = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway pass `Authorization` on unchanged, or ask the service directly to compare.",
                zh="让网关原样转发 `Authorization`；可绕过网关直接访问服务来对比。",
            ),
            ("Authorization",),
        ),
        "nginx": Remedy(
            Text(
                en="`proxy_set_header Authorization $http_authorization;` in the location that forwards.",
                zh="在转发的 location 里加上 `proxy_set_header Authorization $http_authorization;`。",
            ),
            ("proxy_set_header Authorization $http_authorization;",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The service says so itself, or another header gets through."""
        if seen.failed(AnyClient) or not seen.failed(KeyAccepted):
            return None
        if seen.failed(KeyArrives, "lost", "lost-bearer"):
            confidence = Confidence.LIKELY
        elif seen.broke(KeyArrives, "undecided") and not SCOPE.search(str(seen.facts(KeyAccepted).get("message", ""))):
            same_key = seen.failed(KeyMayChat, "list-only") and lost_on_the_way(seen)
            confidence = Confidence.LIKELY if same_key else Confidence.POSSIBLE
        else:
            return None
        seen.failed(Answers)
        return Diagnosis(confidence)
