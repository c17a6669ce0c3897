"""A16: the certificate does not verify."""

from __future__ import annotations

from answerback.checks.connection.certificate import CertificateVerifies
from answerback.checks.connection.reached import Reached
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import SpeaksTls
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class BadCertificate(Fault):
    """Self-signed, expired, for another name, or with an incomplete chain."""

    code = "A16"
    title = Text(en="The certificate does not verify", zh="证书校验不通过")
    cause = Text(
        en="{host} presents a certificate that clients must refuse ({kind}): {message}",
        zh="{host} 的证书无法通过校验（{kind}）：{message}",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = SpeaksTls(certificate="self-signed")
    asked = Asked(url="https://{host}:{port}{path}")
    evidence = ("https://curl.se/docs/sslcerts.html",)
    remedy = {
        None: Remedy(
            Text(
                en="Serve the full chain with the right name in the certificate, and renew it; for a private issuer "
                "point "
                "clients at it: `SSL_CERT_FILE=/path/ca.pem` (curl: `--cacert`). Do not switch verification off.",
                zh="部署完整证书链、域名匹配且在有效期内的证书；私有 CA 则让客户端信任它：`SSL_CERT_FILE=/path/ca.pem`"
                "（curl 用 `--cacert`）。不要关闭校验。",
            ),
            ("SSL_CERT_FILE=/path/ca.pem", "--cacert"),
        ),
        "nginx": Remedy(
            Text(
                en="`ssl_certificate` must name the file with the whole chain: `ssl_certificate fullchain.pem;`",
                zh="`ssl_certificate` 要指向包含完整证书链的文件：`ssl_certificate fullchain.pem;`",
            ),
            ("ssl_certificate fullchain.pem;",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """libcurl says why."""
        if not seen.failed(CertificateVerifies):
            return None
        seen.failed(Reached)
        facts = seen.facts(CertificateVerifies)
        return Diagnosis(
            Confidence.CERTAIN,
            {name: facts[name] for name in ("host", "kind", "message")},
            exchange=seen.first(Reached),
        )
