"""The embedded engine behind `answerback up`: a real model served within this process."""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
from typing import TYPE_CHECKING, Any

from answerback.cli import _greeting
from answerback.command import Given, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    import socket

    from answerback.serve.convert import Ready
    from answerback.serve.listen import Listening
    from answerback.serve.models import Model

NO_EXTRA = Text(
    en="serving a model needs more packages (no compiler): pip install 'answerback[serve]'",
    zh="启动模型服务还需要额外的依赖（无需编译）：pip install 'answerback[serve]'",
)
TAKEN = Text(
    en="port {port} on {host} is in use; choose another with --port (0: any free one)",
    zh="{host} 的端口 {port} 已被占用；请用 --port 另选（0 表示任意空闲端口）",
)
NO_LISTEN = Text(en="cannot listen on {host}, port {port}: {why}", zh="无法在 {host} 的端口 {port} 上监听：{why}")
BAD_PORT = Text(en="--port must be between 0 and 65535, not {port}", zh="--port 应在 0 到 65535 之间，而不是 {port}")
NO_KEY = Text(
    en="the environment variable {name}, which should hold the key, is not set or empty",
    zh="应存放密钥的环境变量 {name} 未设置或为空",
)
BAD_KEY = Text(
    en="the key in {name} holds a blank or a letter that no header can carry",
    zh="{name} 中的密钥含有空白或请求头不能携带的字符",
)
TOO_LONG = Text(
    en="--context {wanted} is more than the cache holds ({most} tokens in {cache} GB); give --cache-gb {better}",
    zh="--context {wanted} 超出缓存容量（{cache} GB 可容纳 {most} 个 token）；请设 --cache-gb {better}",
)
DISK = Text(en="the model cannot be kept in {folder}: {why}", zh="无法把模型保存到 {folder}：{why}")
CONVERTING = Text(en="Converting {path}, once …", zh="正在转换 {path}（仅此一次）…")
LOADING = Text(en="Loading {model} …", zh="正在加载 {model} …")
SERVING = Text(
    en="Serving {model} at {base} (context {context}, up to {slots} requests at once, {device})",
    zh="正在提供 {model}：{base}（上下文 {context}，最多同时 {slots} 个请求，{device}）",
)
ENDS = Text(en="Ctrl-C ends it.", zh="按 Ctrl-C 结束。")
ENDED = Text(en="Ended.", zh="已结束。")
DIED = Text(en="the server has stopped by itself: {why}", zh="服务器意外停止：{why}")
LONGEST = 8192
"""Context that is offered unless more is asked for: a prompt of this length takes a small model several seconds."""
MOST_CACHE_GB = 4
USUAL_PORT = 8000


def serve(given: Given, word: str) -> int:
    """Serve until Ctrl-C."""
    if any(importlib.util.find_spec(name) is None for name in ("openvino_genai", "uvicorn")):
        raise UsageError(NO_EXTRA)
    from answerback.serve import models

    key = read_key(given)
    end_like_ctrl_c()
    held = bind(given)
    try:
        try:
            model = models.find(word, _greeting.Teller(given), source=given.text("source") or "auto")
            ready = _prepare(given, model)
        except OSError as error:
            raise UsageError(DISK, folder=models.folder(), why=error.strerror or error) from None
        return _serve(given, model, ready, held, key)
    finally:
        held.close()


def _serve(given: Given, model: Model, ready: Ready, held: socket.socket, key: str | None) -> int:
    from answerback.serve import asgi, convert, service
    from answerback.serve.brain import EngineBrain
    from answerback.serve.engine import Engine
    from answerback.serve.listen import Listening
    from answerback.sim.honest import Service

    cache, context = room(given, ready)
    slots, device = given.whole("slots") or 16, (given.text("device") or "CPU").upper()
    name = given.text("name") or model.id
    given.say(LOADING, model=name)
    try:
        engine = Engine(ready.folder, cache_gb=cache, slots=slots, device=device)
    except RuntimeError as error:
        raise UsageError(convert.REFUSED, path=model.path, why=convert.last_line(str(error))) from None
    try:
        brain = EngineBrain(engine)
        setup = service.setup(brain, name, context, key)
        front = Service(setup, brain, seed=int.from_bytes(os.urandom(8), "big"))
        listening = Listening(asgi.App(service.Embedded(brain, front).handle), held, log=given.verbose)
        try:
            try:
                listening.start_up()
            except OSError as error:
                raise _not_listening(given, error) from None
            base = base_of(held)
            given.say(SERVING, model=name, base=base, context=context, slots=slots, device=device)
            _greeting.greet(given, base, name, given.text("level") or "smoke")
            given.say(ENDS)
            return _wait(given, listening)
        except KeyboardInterrupt:
            return 0
        finally:
            listening.stop(engine.close)
    finally:
        engine.close()
        given.say(ENDED)


def _wait(given: Given, listening: Listening) -> int:
    """Wait for Ctrl-C, which ends it well; a server that ends by itself does not."""
    listening.ended.wait()
    given.say(DIED, why=listening.error or "?")
    return 1


# --- before it serves ----------------------------------------------------------------------------


def read_key(given: Given) -> str | None:
    name = given.text("key-env")
    if name is None:
        return None
    key = os.environ.get(name, "").strip()
    if not key:
        raise UsageError(NO_KEY, name=name)
    if not key.isascii() or any(c.isspace() or not c.isprintable() for c in key):
        raise UsageError(BAD_KEY, name=name)
    return key


def end_like_ctrl_c() -> None:
    """Let a polite request to end (SIGTERM), and a terminal that is closed, do what Ctrl-C does."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)  # a background job of a shell ignores it otherwise
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup` has its way
        signal.signal(signal.SIGHUP, interrupt)


def bind(given: Given) -> socket.socket:
    """Take the port that was asked for; without a wish the usual one, or any if that is taken. Raises UsageError."""
    from answerback.serve import listen

    wanted, host = given.whole("port"), given.text("host") or "127.0.0.1"
    if wanted is not None and wanted > 65535:
        raise UsageError(BAD_PORT, port=wanted)
    try:
        return listen.bind(host, USUAL_PORT if wanted is None else wanted)
    except OSError as error:
        if wanted is None and error.errno == errno.EADDRINUSE:
            return listen.bind(host, 0)
        raise _not_listening(given, error) from None


def _not_listening(given: Given, error: OSError) -> UsageError:
    text = TAKEN if error.errno == errno.EADDRINUSE else NO_LISTEN
    port = USUAL_PORT if given.whole("port") is None else given.whole("port")
    return UsageError(text, host=given.text("host"), port=port, why=error.strerror or error)


def _prepare(given: Given, model: Model) -> Ready:
    from answerback.serve import convert, models

    path = convert.source(model.path)
    if path.is_file():
        convert.examine(path)
        if not (convert.place(path, models.folder()) / convert.FACTS).is_file():
            given.say(CONVERTING, path=path.name)
    return convert.prepare(path, models.folder())


def room(given: Given, ready: Ready) -> tuple[int, int]:
    """Return gigabytes of cache and the context to offer."""
    import psutil

    wanted = given.whole("context")
    context = min(wanted or LONGEST, ready.context)
    per_token = ready.bytes_per_token
    need = -(-context * per_token * 2 // 2**30) or 1
    free = psutil.virtual_memory().available // 2**31  # half of it
    cache = given.whole("cache-gb") or max(1, min(need, MOST_CACHE_GB, free))
    most = cache * 2**30 // per_token if per_token else context
    if wanted and context > most:
        raise UsageError(TOO_LONG, wanted=wanted, most=most, cache=cache, better=-(-context * per_token // 2**30))
    return cache, min(context, most)


def base_of(held: socket.socket) -> str:
    """Return the base URL for this machine: an address that means all of them cannot be connected to everywhere."""
    host, port = held.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"
