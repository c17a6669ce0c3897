"""A request on a connection that is used again: how it breaks is told as on a fresh one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from answerback.values.asks import Get
from answerback.values.exchange import Exchange, FailureKind
from answerback.values.target import Setting, Target
from answerback.wire.curl import CurlWire

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@pytest.fixture
def url() -> Iterator[str]:
    """Serve one connection: the first request is answered, the second only begun or not at all."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(OK)
            begun = b"/begun" in connection.recv(65536)
            if begun:
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok")
            over.wait(10)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    over.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(("path", "kind"), [("/silent", FailureKind.NO_FIRST_BYTE), ("/begun", FailureKind.STALLED)])
def test_a_silence_after_a_first_answer_is_no_failure_to_connect(url: str, path: str, kind: FailureKind) -> None:
    wire = CurlWire()
    setting = Setting(Target(url, timeout_s=0.4), url)
    try:
        wire.start(1, Get(path="/first"), setting)
        first = finished(wire)
        assert first[0].status == 200
        wire.start(2, Get(path=path), setting)
        second = finished(wire)
    finally:
        wire.close()
    assert second[0].failure is not None
    assert second[0].failure.kind is kind


def finished(wire: CurlWire) -> list[Exchange]:
    """Return what finishes next."""
    done = wire.finished()
    while not done:
        done = wire.finished()
    return done
