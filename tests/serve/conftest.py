"""A stand-in of the hubs' HTTP APIs, a brain that needs no engine, and the adapter on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from answerback.serve import asgi, listen
from answerback.sim.brain import Params, Piece, Prompt
from answerback.sim.honest import Service
from answerback.sim.setup import Setup
from answerback.values.text import Text


class FakeBrain:
    """Says the same words to everyone; `held` lets a test decide when each next word may come."""

    def __init__(self) -> None:
        self.words = ["Hello", ", ", "I ", "am ", "a ", "fake", "."]
        self.held = False
        self.more = threading.Semaphore(0)
        self.begun = threading.Event()
        self.freed = threading.Event()
        """Set when a generation was closed before its end."""

    def count(self, prompt: Prompt) -> int:
        return sum(len(str(message["content"]).split()) for message in prompt.messages) + 3

    def tokenize(self, text: str) -> list[int]:
        return list(text.encode())

    def detokenize(self, ids: list[int]) -> str:
        return bytes(ids).decode()

    async def generate(self, prompt: Prompt, params: Params) -> AsyncIterator[Piece]:
        try:
            for number, word in enumerate(self.words[: params.max_tokens]):
                self.begun.set()
                if self.held:
                    while not self.more.acquire(blocking=False):
                        await asyncio.sleep(0.002)
                last = number == min(len(self.words), params.max_tokens) - 1
                finish = ("stop" if len(self.words) <= params.max_tokens else "length") if last else ""
                yield Piece(word, finish=finish)
        except (GeneratorExit, asyncio.CancelledError):
            self.freed.set()
            raise


@pytest.fixture
def brain() -> FakeBrain:
    return FakeBrain()


@pytest.fixture
def port(brain: FakeBrain) -> Iterator[int]:
    """The adapter under uvicorn, before the fake brain."""
    setup = Setup(dialect="openvino", models=("fake",), context=200, thinking=False, reasoning_parser=None)
    held = listen.bind("127.0.0.1", 0)
    server = listen.Listening(asgi.App(Service(setup, brain).handle), held)
    server.start_up()
    try:
        yield held.getsockname()[1]
    finally:
        brain.held = False
        server.stop()


class Hub:
    """Both hubs' APIs on one port, with ways to misbehave."""

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.asked: list[tuple[str, str, str]] = []
        """Path, Range and Authorization of each request."""
        self.cut_after: int | None = None
        """Bytes after which the next file's connection ends, once."""
        self.ranges = True
        self.status = 200
        self.lie: Callable[[bytes], bytes] = lambda data: data
        """What becomes of a file's bytes on the way."""
        self.elsewhere = ""
        """Where files are redirected to."""
        self.url = ""

    def listing(self, path: str, query: dict[str, list[str]]) -> Any:
        if path.startswith("/api/v1/models/") and path.endswith("/repo/files"):
            files = self.repositories.get(path.removeprefix("/api/v1/models/").removesuffix("/repo/files"))
            return None if files is None else {"Code": 200, "Data": {"Files": [
                {"Path": "docs", "Type": "tree", "Size": 0},
                *({"Path": n, "Type": "blob", "Size": len(d), "Sha256": hashlib.sha256(d).hexdigest()}
                  for n, d in files.items())]}}  # fmt: skip
        if path.startswith("/api/models/") and path.endswith("/tree/main"):
            files = self.repositories.get(path.removeprefix("/api/models/").removesuffix("/tree/main"))
            return None if files is None else [_hf(name, data) for name, data in files.items()]
        return None

    def file(self, path: str, query: dict[str, list[str]]) -> bytes | None:
        if path.startswith("/api/v1/models/") and path.endswith("/repo"):
            repository = path.removeprefix("/api/v1/models/").removesuffix("/repo")
            return self.repositories.get(repository, {}).get(query["FilePath"][0])
        repository, found, name = path.lstrip("/").partition("/resolve/main/")
        return self.repositories.get(repository, {}).get(name) if found else None


def _hf(name: str, data: bytes) -> dict[str, Any]:
    git = hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()
    entry: dict[str, Any] = {"type": "file", "oid": git, "size": len(data), "path": name}
    if len(data) > 1000:
        entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return entry


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_GET(self) -> None:
        hub, parts = self.hub, urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        hub.asked.append((self.path, self.headers.get("Range", ""), self.headers.get("Authorization", "")))
        said = hub.listing(path, query)
        if hub.status != 200:
            self.answer(hub.status, b"busy")
        elif said is not None:
            self.answer(200, json.dumps(said).encode())
        elif (data := hub.file(path, query)) is not None:
            if hub.elsewhere:
                self.send_response(302)
                self.send_header("Location", hub.elsewhere + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.give(hub.lie(data))
        else:
            self.answer(404, b"{}")

    def give(self, data: bytes) -> None:
        wanted = self.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.hub.ranges else 0
        self.answer(206 if start else 200, data[start:], cut=self.hub.cut_after)

    def answer(self, status: int, body: bytes, cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.hub.cut_after = None
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def serving(hub: Hub) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Hub]:
    """One stand-in for both hubs, and a cache of its own."""
    one = Hub()
    with serving(one) as url:
        one.url = url
        for name in ("http_proxy", "all_proxy", "ALL_PROXY", "HF_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", url)
        monkeypatch.setenv("HF_ENDPOINT", url)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield one


@pytest.fixture
def another_host() -> Iterator[Hub]:
    """A store on another port, which files may be redirected to."""
    one = Hub()
    with serving(one) as url:
        one.url = url
        yield one


class Listener:
    """Hears what the user is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.measured: list[tuple[int, int]] = []

    def say(self, text: Text, **facts: object) -> None:
        self.said.append(text.en.format(**facts))

    def meter(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self.measured.append((done, total))


@pytest.fixture
def listener() -> Listener:
    return Listener()
