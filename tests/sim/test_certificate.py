"""Certificates made at run time, judged by libcurl and OpenSSL."""

from __future__ import annotations

import ssl
from pathlib import Path

import pycurl
import pytest

from answerback.sim import certificate
from answerback.sim.app import running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage


def fetch(url: str, trusted: str, tmp_path: Path) -> tuple[int, str]:
    """libcurl's error number and words, trusting one certificate; (0, "") if all is well."""
    file = tmp_path / "trusted.pem"
    file.write_text(trusted)
    handle = pycurl.Curl()
    try:
        handle.setopt(pycurl.URL, url + "/v1/models")
        handle.setopt(pycurl.CAINFO, str(file))
        handle.setopt(pycurl.WRITEFUNCTION, lambda data: None)
        handle.setopt(pycurl.NOPROXY, "*")
        handle.perform()
    except pycurl.error as error:
        return error.args
    finally:
        handle.close()
    return 0, ""


@pytest.mark.parametrize(
    ("kind", "number", "says"),
    [("good", 0, ""), ("expired", 60, "expired"), ("wrong-name", 60, "name"), ("self-signed", 0, "")],
)
def test_what_a_client_says_that_trusts_its_authority(kind, number, says, tmp_path):
    paper = certificate.make(kind)
    with running(stage(Setup(), ()), tls=certificate.context(paper)) as url:
        code, words = fetch(url, paper.issuer or paper.certificate, tmp_path)
    assert code == number
    assert says in words


def test_what_a_client_says_that_does_not(tmp_path):
    stranger = certificate.make("good").issuer
    for kind, says in (("self-signed", "self-signed"), ("good", "local issuer")):
        paper = certificate.make(kind)
        with running(stage(Setup(), ()), tls=certificate.context(paper)) as url:
            code, words = fetch(url, stranger, tmp_path)
        assert code == 60
        assert says in words


def test_the_host_is_named():
    paper = certificate.make("good", "10.1.2.3")
    context = ssl.create_default_context(cadata=paper.issuer)
    assert "Answerback test authority" in context.get_ca_certs()[0]["subject"][0][0][1]
    der = ssl.PEM_cert_to_DER_cert(paper.certificate)
    assert bytes([10, 1, 2, 3]) in der
    assert b"localhost" in der


def test_numbers_are_the_curves():
    x, y = certificate._times(2, certificate.G)
    # NIST's test vector for 2G on P-256
    assert x == 0x7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC47669978
    assert y == 0x07775510DB8ED040293D9AC69F7430DBBA7DADE63CE982299E04B79D227873D1
