"""Certificates for trying out TLS, made at run time: ECDSA on P-256, a few hundred bytes of DER, no dependency.

Never for keeping anything secret: nothing here runs in constant time.
Sources: RFC 5280 (X.509), RFC 5915 (EC private keys), FIPS 186-5 (ECDSA), SEC 2 (the curve's numbers).
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import secrets
import ssl
import tempfile
from pathlib import Path

import msgspec

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A = P - 3
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None
DAY = datetime.timedelta(days=1)


class Paper(msgspec.Struct, frozen=True):
    """A certificate with its key, both as PEM."""

    certificate: str
    key: str
    issuer: str = ""
    """The certificate that signed it; empty: itself."""


# --- the curve -----------------------------------------------------------------------------------


def _add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(factor: int, point: Point) -> tuple[int, int]:
    out: Point = None
    while factor:
        if factor & 1:
            out = _add(out, point)
        point = _add(point, point)
        factor >>= 1
    assert out is not None
    return out


def _sign(key: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        k = secrets.randbelow(N - 1) + 1
        r = _times(k, G)[0] % N
        s = pow(k, -1, N) * (digest + r * key) % N
        if r and s:
            return _sequence(_integer(r), _integer(s))


# --- DER -----------------------------------------------------------------------------------------


def _der(tag: int, *contents: bytes) -> bytes:
    body = b"".join(contents)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + body


def _sequence(*contents: bytes) -> bytes:
    return _der(0x30, *contents)


def _integer(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytes([first * 40 + second])
    for number in rest:
        groups = [number & 127]
        while number := number >> 7:
            groups.append(number & 127 | 128)
        out += bytes(reversed(groups))
    return _der(6, out)


def _bits(data: bytes) -> bytes:
    return _der(3, b"\0", data)


_ECDSA_SHA256 = _sequence(_oid("1.2.840.10045.4.3.2"))
_P256 = _oid("1.2.840.10045.3.1.7")


def _public(key: int) -> bytes:
    x, y = _times(key, G)
    return b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def _name(common: str) -> bytes:
    return _sequence(_der(0x31, _sequence(_oid("2.5.4.3"), _der(12, common.encode()))))


def _time(moment: datetime.datetime) -> bytes:
    return _der(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def _host(name: str) -> bytes:
    try:
        return _der(0x87, ipaddress.ip_address(name).packed)
    except ValueError:
        return _der(0x82, name.encode())


def _pem(label: str, der: bytes) -> str:
    text = base64.encodebytes(der).decode().replace("\n", "")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


# --- certificates --------------------------------------------------------------------------------


def _make(
    common: str, hosts: tuple[str, ...], *, issuer: tuple[str, int] | None, days: tuple[int, int]
) -> tuple[int, str]:
    """Return a new key, and the certificate for it; without an issuer it signs itself. `days`: from, to (from now)."""
    key = secrets.randbelow(N - 1) + 1
    now = datetime.datetime.now(datetime.UTC)
    authority = not hosts
    extensions = (
        [_sequence(_oid("2.5.29.19"), _der(1, b"\xff"), _der(4, _sequence(_der(1, b"\xff"))))] if authority else []
    )
    if hosts:
        extensions.append(_sequence(_oid("2.5.29.17"), _der(4, _sequence(*map(_host, hosts)))))
    told = _sequence(
        _der(0xA0, _integer(2)),
        _integer(secrets.randbits(63) + 1),
        _ECDSA_SHA256,
        _name(issuer[0] if issuer else common),
        _sequence(_time(now + days[0] * DAY), _time(now + days[1] * DAY)),
        _name(common),
        _sequence(_sequence(_oid("1.2.840.10045.2.1"), _P256), _bits(_public(key))),
        _der(0xA3, _sequence(*extensions)),
    )
    signed = _sequence(told, _ECDSA_SHA256, _bits(_sign(issuer[1] if issuer else key, told)))
    return key, _pem("CERTIFICATE", signed)


def make(kind: str, host: str = "localhost") -> Paper:
    """Return a certificate of a kind of `SpeaksTls`. All but `self-signed` come with the authority behind them."""
    hosts = ("wrong-name.example",) if kind == "wrong-name" else ("localhost", "127.0.0.1", "::1", host)
    days = (-400, -30) if kind == "expired" else (-1, 365)
    if kind == "self-signed":
        key, certificate = _make("localhost", hosts, issuer=None, days=days)
        return Paper(certificate, _key_pem(key))
    name = f"Answerback test authority {secrets.token_hex(4)}"  # two of one name would be taken for each other
    authority_key, authority = _make(name, (), issuer=None, days=(-500, 365))
    key, certificate = _make(hosts[0], hosts, issuer=(name, authority_key), days=days)
    return Paper(certificate, _key_pem(key), authority)


def _key_pem(key: int) -> str:
    der = _sequence(_integer(1), _der(4, key.to_bytes(32, "big")), _der(0xA0, _P256), _der(0xA1, _bits(_public(key))))
    return _pem("EC PRIVATE KEY", der)


def context(paper: Paper) -> ssl.SSLContext:
    """Return what a server needs to speak TLS with a certificate."""
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.touch(mode=0o600)
        file.write_text(paper.certificate + paper.key)
        out.load_cert_chain(file)
    return out
