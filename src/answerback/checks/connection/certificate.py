"""The promise that the certificate of an https service verifies."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.values.asks import Auth, ListModels
from answerback.values.exchange import FailureKind
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

KINDS = {
    "self-signed": lazy(r"(?i)self[- ]signed"),
    "expired": lazy(r"(?i)expired"),
    "not-yet-valid": lazy(r"(?i)not yet valid"),
    "wrong-name": lazy(r"(?i)subject name|host ?name|does not match|altname"),
    "incomplete-chain": lazy(r"(?i)local issuer|issuer certificate|unable to verify|unable to get"),
}
"""What libcurl with OpenSSL says (https://docs.openssl.org/master/man1/openssl-verification-options/)."""


class CertificateVerifies(Check):
    """Says what is wrong with the certificate; asks once without verifying, and without the key."""

    promise = Text(en="The certificate verifies.", zh="证书校验通过。")
    why = Text(en="Clients refuse the service otherwise, and should.", zh="否则客户端会拒绝连接，而且理应如此。")
    level = SMOKE
    when_failed = (Reached,)
    severity = Severity.CRITICAL
    reasons = {
        "self-signed": Reason(
            Text(en="the certificate is self-signed ({message})", zh="证书是自签名的（{message}）"),
        ),
        "expired": Reason(Text(en="the certificate has expired ({message})", zh="证书已过期（{message}）")),
        "not-yet-valid": Reason(
            Text(
                en="the certificate is not valid yet; is the clock right? ({message})",
                zh="证书尚未生效，请检查系统时间（{message}）",
            )
        ),
        "wrong-name": Reason(
            Text(
                en="the certificate is for another name than {host} ({message})",
                zh="证书的域名与 {host} 不符（{message}）",
            )
        ),
        "incomplete-chain": Reason(
            Text(
                en="the chain to a trusted issuer is incomplete ({message})",
                zh="证书链不完整，或签发者不受信任（{message}）",
            )
        ),
        "other": Reason(Text(en="{message}", zh="{message}")),
    }

    def run(self) -> Steps:
        """Read libcurl's words, and see whether the service behind it answers."""
        heard: Reading = yield ListModels()
        failure = heard.failure
        if failure is None or failure.kind is not FailureKind.CERTIFICATE:
            return self.not_needed()
        again: Reading = yield ListModels(insecure=True, auth=Auth.NONE, wait_s=10)
        kind = next((name for name, pattern in KINDS.items() if pattern.search(failure.message)), "other")
        host = self.setting.base.partition("://")[2].partition("/")[0]
        return self.fail(kind, message=failure.message, host=host, answers=again.failure is None, kind=kind)
