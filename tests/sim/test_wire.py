"""The simulated wire ends an exchange as libcurl does on a real socket, in no time."""

from __future__ import annotations

import asyncio
import re
import time
import zlib

import pytest

from answerback.sim.app import blackhole, refused, running
from answerback.sim.stage import Call, Channel, Handler
from answerback.sim.wire import SimWire
from answerback.values.asks import Ask, Get, HangUp, chat
from answerback.values.exchange import Exchange, FailureKind
from answerback.values.injections import Filtered, NoListener, NoName, SpeaksTls
from answerback.values.target import Setting, Target, spellings
from answerback.wire.curl import CurlWire, Wire

TEXT = (("content-type", "text/plain"),)
EVENTS = (("content-type", "text/event-stream"),)


async def whole(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT, length=2)
    await channel.write(b"ok")
    await channel.end()


async def hang(call: Call, channel: Channel) -> None:
    await channel.gone.wait()


async def stall(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT)
    await channel.write(b"abc")
    await channel.gone.wait()


async def stall_short(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT, length=100)
    await channel.write(b"abc")
    await channel.gone.wait()


async def empty(call: Call, channel: Channel) -> None:
    await channel.cut()


async def reset(call: Call, channel: Channel) -> None:
    await channel.cut(reset=True)


async def cut_chunked(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT)
    await channel.write(b"abc")
    await channel.cut()


async def cut_short(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT, length=100)
    await channel.write(b"abc")
    await channel.end()


async def zipped(call: Call, channel: Channel) -> None:
    packer = zlib.compressobj(wbits=31)
    body = packer.compress(b"hello " * 100) + packer.flush()
    await channel.start(200, (*TEXT, ("content-encoding", "gzip")), length=len(body))
    await channel.write(body)
    await channel.end()


async def badly_zipped(call: Call, channel: Channel) -> None:
    await channel.start(200, (*TEXT, ("content-encoding", "gzip")), length=5)
    await channel.write(b"hello")
    await channel.end()


async def endless(call: Call, channel: Channel) -> None:
    await channel.start(200, TEXT)
    while True:
        await channel.write(b"x" * 1_000_000)


async def events(call: Call, channel: Channel) -> None:
    await channel.start(200, EVENTS)
    for number in range(50):
        await channel.write(b'data: {"n":%d}\n\n' % number)
        await asyncio.sleep(0.01)
    await channel.end()


def ask_once(wire: Wire, ask: Ask, url: str, timeout_s: float = 60.0, connect_s: float = 5.0) -> Exchange:
    target = Target(url, timeout_s=timeout_s, connect_s=connect_s)
    wire.start(1, ask, Setting(target, spellings(url)[0]))  # type: ignore[arg-type]
    try:
        return wire.finished()[0]
    finally:
        wire.close()


def in_words(exchange: Exchange) -> tuple[object, ...]:
    """What must be the same; milliseconds, ports and buffer sizes are not."""
    failure = exchange.failure
    said = re.sub(r"after \d+ milliseconds|passed \d+ |:\d+ after \d+ ms", "…", failure.message) if failure else ""
    kind = failure.kind if failure else None
    return exchange.status, kind, failure.curl if failure else 0, said


GET = Get(path="/x")
HANG_UP = HangUp(chat=chat("x", stream=True), after_events=3)


@pytest.mark.parametrize(
    ("handler", "ask"),
    [
        (whole, GET), (hang, GET), (stall, GET), (stall_short, GET), (empty, GET), (reset, GET), (cut_chunked, GET),
        (cut_short, GET), (zipped, GET), (zipped, Get(path="/x", encoding="gzip")),
        (badly_zipped, Get(path="/x", encoding="gzip")), (endless, GET), (events, HANG_UP),
    ],
)  # fmt: skip
def test_an_exchange_ends_as_with_libcurl(handler: Handler, ask: Ask) -> None:
    with running(handler) as url:
        real = ask_once(CurlWire(), ask, url, timeout_s=0.3 if handler not in (endless, events) else 20)
    simulated = ask_once(SimWire(handler=handler), ask, "http://127.0.0.1:1", timeout_s=0.3)
    assert in_words(simulated) == in_words(real)
    if handler is not endless:
        assert simulated.body == real.body


def test_refused_and_filtered_are_as_with_libcurl() -> None:
    with refused() as url:
        real = ask_once(CurlWire(), GET, url)
        assert in_words(ask_once(SimWire(injections=(NoListener(),)), GET, url)) == in_words(real)
    with blackhole() as url:
        real = ask_once(CurlWire(), GET, url, connect_s=0.2)
        assert in_words(ask_once(SimWire(injections=(Filtered(),)), GET, url, connect_s=0.2)) == in_words(real)


def test_a_name_that_does_not_resolve_is_as_with_libcurl() -> None:
    url = "http://no-such-host.invalid"
    assert in_words(ask_once(SimWire(injections=(NoName(),)), GET, url)) == in_words(ask_once(CurlWire(), GET, url))


def test_https_on_a_plain_port_is_as_with_libcurl() -> None:
    with running(whole) as url:
        real = ask_once(CurlWire(), GET, url.replace("http:", "https:"))
    assert in_words(ask_once(SimWire(), GET, "https://sim:8000")) == in_words(real)


def test_a_self_signed_certificate_is_seen_unless_it_is_not_verified() -> None:
    seen = ask_once(SimWire(injections=(SpeaksTls(),)), GET, "https://sim:8000")
    assert seen.failure is not None
    assert (seen.failure.kind, seen.failure.curl) == (FailureKind.CERTIFICATE, 60)
    looked = ask_once(SimWire(injections=(SpeaksTls(),)), Get(path="/version", insecure=True), "https://sim:8000")
    assert looked.status == 200
    assert looked.phases.tls_s > looked.phases.connect_s


def test_a_minute_of_silence_costs_no_time() -> None:
    begun = time.monotonic()
    exchange = ask_once(SimWire(handler=hang), GET, "http://sim:8000", timeout_s=60)
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.NO_FIRST_BYTE
    assert exchange.phases.end_s == pytest.approx(60, abs=0.01)
    assert time.monotonic() - begun < 2


def test_pieces_arrive_when_they_are_made() -> None:
    async def ticking(call: Call, channel: Channel) -> None:
        await channel.start(200, EVENTS)
        for number in range(4):
            await asyncio.sleep(1)
            await channel.write(b"data: %d\n\n" % number)
        await channel.end()

    exchange = ask_once(SimWire(handler=ticking), GET, "http://sim:8000")
    assert [round(piece.at_ns / 1e9) for piece in exchange.pieces] == [1, 2, 3, 4]


def test_several_asks_are_under_way_at_once() -> None:
    async def slow(call: Call, channel: Channel) -> None:
        await asyncio.sleep(10)
        await whole(call, channel)

    wire = SimWire(handler=slow)
    target = Target("http://sim:8000")
    for number in (1, 2, 3):
        wire.start(number, Get(path=f"/{number}"), Setting(target, "http://sim:8000"))
    ended: list[Exchange] = []
    while found := wire.finished():
        ended += found
    assert sorted(exchange.number for exchange in ended) == [1, 2, 3]
    assert wire.now_ns() / 1e9 == pytest.approx(10, abs=0.1)
    wire.close()


def test_a_shorter_deadline_of_the_ask_holds() -> None:
    exchange = ask_once(SimWire(handler=hang), Get(path="/x", wait_s=2.5), "http://sim:8000")
    assert exchange.phases.end_s == pytest.approx(2.5, abs=0.01)


def test_a_client_that_hangs_up_is_noticed() -> None:
    noticed: list[bool] = []

    async def watching(call: Call, channel: Channel) -> None:
        await channel.start(200, EVENTS)
        try:
            while True:
                await channel.write(b"data: x\n\n")
                await asyncio.sleep(0.01)
        except ConnectionError:
            noticed.append(channel.gone.is_set())
            raise

    exchange = ask_once(SimWire(handler=watching), HANG_UP, "http://sim:8000")
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.HUNG_UP
    assert exchange.body.count(b"data:") == 3
    assert noticed == [True]


def test_a_bug_in_a_handler_is_not_swallowed() -> None:
    async def broken(call: Call, channel: Channel) -> None:
        raise ZeroDivisionError("bug")

    with pytest.raises(ZeroDivisionError):
        ask_once(SimWire(handler=broken), GET, "http://sim:8000")


def test_an_unknown_setting_is_named() -> None:
    from answerback.values.injections import Configure

    with pytest.raises(ValueError, match="no setting 'colour'"):
        SimWire(injections=(Configure(name="colour", value=1),))
    with pytest.raises(ValueError, match="context"):
        SimWire(injections=(Configure(name="context", value="long"),))
