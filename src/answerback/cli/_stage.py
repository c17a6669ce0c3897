"""What `sim` and `proxy` share: faults on the command line, the list of them, serving until Ctrl-C, the log."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answerback.command import Given, Kind, Option, UsageError
from answerback.values.text import Lang, Text

if TYPE_CHECKING:
    import ssl

    from answerback.sim.control import Shown, Switchboard
    from answerback.sim.spec import Spec
    from answerback.values.injections import Injection

FAULT = Option(
    "fault",
    Text(
        en="a fault by its code (H04), or an injection with parameters (Delay:first_s=2,on.nth=3)",
        zh="故障代码（H04），或带参数的注入（Delay:first_s=2,on.nth=3）",
    ),
    metavar="SPEC",
    many=True,
    commas=False,
)
LIST = Option("list", Text(en="list all faults and injections", zh="列出全部故障和注入"), Kind.FLAG, configurable=False)
HOST = Option("host", Text(en="address to listen on", zh="监听地址"), default="127.0.0.1")
SEED = Option("seed", Text(en="seed of everything random", zh="随机数种子"), Kind.WHOLE, default=0)

SYNTAX = Text(
    en="A fault is written NAME, NAME:parameter=value,… or NAME(parameter=value, …). Every one takes on.… to choose"
    " its requests: on.nth=3 (only the third), on.after=2, on.every=5, on.chance=0.1, on.stream=true, on.has=tools,"
    " on.route=models, on.above=4 (so many in flight), on.until_s=30 (only at first) and more.",
    zh="故障可写成 NAME、NAME:参数=值,… 或 NAME(参数=值, …)。都可以用 on.… 选择作用于哪些请求：on.nth=3（仅第三个）、"
    "on.after=2、on.every=5、on.chance=0.1、on.stream=true、on.has=tools、on.route=models、on.above=4（并发超过此数）、"
    "on.until_s=30（仅最初一段时间）等。",
)
SWITCHING = Text(
    en='Faults can be switched while it runs: GET, PUT (["H04", "Delay:first_s=2"]) or DELETE /_answerback/faults;'
    " GET /_answerback/requests tells what was done to which request.",
    zh='运行中可切换故障：对 /_answerback/faults 用 GET、PUT（["H04", "Delay:first_s=2"]）或 DELETE；'
    "GET /_answerback/requests 可查看对每个请求做了什么。",
)

TAKEN = Text(
    en="port {port} on {host} is in use; choose another with --port (0: any free one)",
    zh="{host} 的端口 {port} 已被占用；请用 --port 另选（0 表示任意空闲端口）",
)
NO_LISTEN = Text(en="cannot listen on {host}, port {port}: {why}", zh="无法在 {host} 的端口 {port} 上监听：{why}")
BAD_PORT = Text(en="--port must be between 0 and 65535, not {port}", zh="--port 应在 0 到 65535 之间，而不是 {port}")
PLAYING = Text(en="Faults: {faults}", zh="故障：{faults}")
RIGHT = Text(en="No faults: requests are answered right.", zh="没有注入故障：请求会得到正确的应答。")
CHECK = Text(en="Check it:  {command}", zh="检查：    {command}")
SWITCH = Text(
    en="""Switch:    curl -X PUT {root}/_answerback/faults -d '["H04"]'""",
    zh="""切换故障：curl -X PUT {root}/_answerback/faults -d '["H04"]'""",
)
TRUST = Text(
    en="Trust it:  curl --cacert {path} … (certificate: {kind})", zh="信任证书：curl --cacert {path} …（证书：{kind}）"
)
ENDS = Text(en="Ctrl-C ends it.", zh="按 Ctrl-C 结束。")
ENDED = Text(en="Ended after {count} requests.", zh="已结束，共处理 {count} 个请求。")
FAILED = Text(
    en="this is a bug in Answerback: a request failed with {error}",
    zh="这是 Answerback 自身的缺陷：处理请求时出现 {error}",
)
STREAM = Text(en=" (stream)", zh="（流式）")
UNTOUCHED = Text(en="untouched", zh="未改动")
NOTHING = Text(en="{fault}: nothing to change", zh="{fault}：没有可改之处")
NAMED = Text(en="{written} ({title})", zh="{written}（{title}）")
NO_ANSWER = Text(en="no answer", zh="无应答")
FAULTS = Text(en="Faults (--fault CODE)", zh="故障（--fault 代码）")
INJECTIONS = Text(en="Injections (--fault NAME:parameter=value)", zh="注入（--fault 名称:参数=值）")


# --- the list ------------------------------------------------------------------------------------


def show_list(given: Given, *, configurable: bool) -> int:
    """Print all faults and injections, one line each."""
    from answerback import fault
    from answerback.render.explanation import template
    from answerback.sim.unplayed import shown
    from answerback.values.injections import KINDS

    print(FAULTS.fill(given.lang))
    for kind in fault.load():
        if kind.seen_with is not None and shown(kind) and (configurable or not _configures(kind.seen_with)):
            print(f"  {kind.code:5} {template(kind.title, given.lang)}")
    print(f"\n{INJECTIONS.fill(given.lang)}")
    for injection in sorted(KINDS, key=lambda k: k.__name__):
        fields = [name for name in injection.__struct_fields__ if name != "on"]
        if configurable or injection.__name__ != "Configure":
            words = f"{injection.__name__}:{','.join(fields)}" if fields else injection.__name__
            print(f"  {words}\n        {injection.gist.fill(given.lang)}")
    return 0


def _configures(seen_with: Injection | tuple[Injection, ...]) -> bool:
    from answerback.values.injections import Configure, several

    return any(isinstance(one, Configure) for one in several(seen_with))


# --- serving -------------------------------------------------------------------------------------


class Front:
    """A service to be served until Ctrl-C: where, and with which faults of the socket itself."""

    def __init__(self, given: Given, specs: Sequence[Spec], board: Switchboard, path: str, host: str) -> None:
        from answerback.sim.control import SOCKETS

        self.given, self.board, self.path, self.host = given, board, path, host
        self.port = given.whole("port") or 0
        if self.port > 65535:
            raise UsageError(BAD_PORT, port=self.port)
        self.sockets = [i for one in specs for i in one.injections if isinstance(i, SOCKETS)]
        self.specs = specs

    def run(self, start: Callable[[str], None]) -> int:
        """Serve until Ctrl-C; `start` says what is served, before the URL is told."""
        from answerback.sim.app import blackhole, refused
        from answerback.values.injections import Filtered, NoListener, NoName

        kinds = {type(one) for one in self.sockets}
        with contextlib.ExitStack() as stack, self._bound():
            url = None
            if NoListener in kinds or NoName in kinds:
                url = stack.enter_context(refused(self.host, self.port))
            elif Filtered in kinds:
                url = stack.enter_context(blackhole(self.host, self.port))
            if url is not None and NoName in kinds:
                url = f"http://no-such-host.invalid:{url.rpartition(':')[2]}"
            asyncio.run(self._serve(url, start))
        self.given.say(ENDED, count=self.board.number)
        return 0

    @contextlib.contextmanager
    def _bound(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            text = TAKEN if error.errno == errno.EADDRINUSE else NO_LISTEN
            why = error.strerror or str(error)
            raise UsageError(text, host=self.host, port=self.port, why=why) from None

    async def _serve(self, url: str | None, start: Callable[[str], None]) -> None:
        from answerback.sim.app import serve

        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(self._failed)
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop.set)
        tls, trust = self._tls()
        served = await serve(self.board.handle, self.host, self.port, tls=tls) if url is None else None
        root = url or (served.url if served else "")
        start(root)
        self._greet(root, trust, reachable=served is not None)
        try:
            await stop.wait()
        finally:
            if trust is not None:
                Path(trust[0]).unlink(missing_ok=True)
        if served is not None:
            await served.close(0.2)

    def _tls(self) -> tuple[ssl.SSLContext | None, tuple[str, str] | None]:
        """Return what TLS needs, and where the certificate to trust was put."""
        from answerback.values.injections import SpeaksTls

        wanted = next((one for one in self.sockets if isinstance(one, SpeaksTls)), None)
        if wanted is None:
            return None, None
        import tempfile

        from answerback.sim import certificate

        paper = certificate.make(wanted.certificate, self.host)
        with tempfile.NamedTemporaryFile("w", suffix=".pem", prefix="answerback-ca-", delete=False) as file:
            file.write(paper.issuer or paper.certificate)
        return certificate.context(paper), (file.name, wanted.certificate)

    def _greet(self, root: str, trust: tuple[str, str] | None, *, reachable: bool) -> None:
        from answerback.values.asked import Asked

        given, base = self.given, root + self.path
        print(base, flush=True)
        if self.specs:
            given.say(PLAYING, faults=", ".join(title(one, given.lang) for one in self.specs))
        else:
            given.say(RIGHT)
        if trust is not None:
            given.say(TRUST, path=trust[0], kind=trust[1])
        asked = next((one.asked for one in self.specs if one.asked is not None), Asked())
        deep = " --level deep" if any(one.deep for one in self.specs) else ""
        given.say(CHECK, command=asked.command(base) + deep)
        if reachable:
            given.say(SWITCH, root=root)
        given.say(ENDS)

    def _failed(self, _loop: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError | UsageError) or error is None:  # a failed handshake is the client's affair
            return
        self.given.say(FAILED, error=f"{type(error).__name__}: {error}")


def title(one: Spec, lang: Lang) -> str:
    """Return what a fault is called, as it was written and in words."""
    from answerback.render.explanation import template
    from answerback.sim.spec import fault_named

    kind = fault_named(one.code) if one.code else None
    return one.text if kind is None else NAMED.fill(lang, {"written": one.text, "title": template(kind.title, lang)})


def log(given: Given) -> Callable[[Shown], None]:
    """Return what tells on stderr what was done to a request."""

    def tell(deed: Shown) -> None:
        if given.quiet:
            return
        done = [f"{label} ×{n}" if n else NOTHING.fill(given.lang, {"fault": label}) for label, n in deed.done.items()]
        status = str(deed.status) if deed.status else NO_ANSWER.fill(given.lang)
        stream = STREAM.fill(given.lang) if deed.stream else ""
        words = ", ".join(done) or UNTOUCHED.fill(given.lang)
        path = "".join(char if char.isprintable() else "?" for char in deed.path)
        print(
            f"{time.strftime('%H:%M:%S')} #{deed.number} {deed.method} {path}{stream} → {status} · {words}",
            file=sys.stderr,
            flush=True,
        )

    return tell


def read(given: Given) -> list[Spec]:
    """Return the faults of the command line."""
    from answerback.sim import spec

    return [spec.read(written) for written in given.many("fault")]


def switchable(specs: Sequence[Spec]) -> list[Spec]:
    """Return the faults without those of the socket itself."""
    import msgspec

    from answerback.sim.control import SOCKETS

    kept = [
        msgspec.structs.replace(one, injections=tuple(i for i in one.injections if not isinstance(i, SOCKETS)))
        for one in specs
    ]
    return [one for one in kept if one.injections]
