"""Runs an ASGI application on a socket in a thread, and ends it cleanly."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn

GRACE_S = 2
"""So long running answers may go on once the end was asked for,"""
ENDING_S = 3
"""and so long they may take to say their last words."""
KEEP_ALIVE_S = 75
"""Longer than gateways keep their idle connections, so that they never write into one that is being closed."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that holds the port but does not listen yet, so connections are refused. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    held = socket.socket(family, kind, protocol)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(address)
    except OSError:
        held.close()
        raise
    return held


class Listening(uvicorn.Server):
    """A server in a thread of its own; signals stay with the main thread."""

    def __init__(self, app: Any, held: socket.socket, *, log: bool = False) -> None:
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # a client that hangs up is nothing to warn of
        super().__init__(
            uvicorn.Config(
                app,
                log_level="info" if log else "critical",
                access_log=log,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=GRACE_S + ENDING_S,
                timeout_keep_alive=KEEP_ALIVE_S,
                ws="none",
                http="h11",
            )
        )
        self.held = held
        self.error: BaseException | None = None
        self.ended = threading.Event()
        self._changed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="answerback-http", daemon=True)

    def start_up(self) -> None:
        """Serve, and return once connections are taken. Raises OSError if the port cannot be listened on."""
        self._thread.start()
        self._changed.wait()
        if self.error is not None:
            raise self.error

    def stop(self, break_off: Callable[[], None] = lambda: None) -> None:
        """End: running answers have a little time, then `break_off` ends them; connections still open are cut."""
        self.should_exit = True
        self._thread.join(GRACE_S)
        if self._thread.is_alive():
            break_off()
            self._thread.join(ENDING_S + 1)
        self.force_exit = True
        self._thread.join()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell that connections are taken."""
        await super().startup(sockets)
        self._changed.set()

    def _work(self) -> None:
        try:
            asyncio.run(self.serve(sockets=[self.held]))
        except BaseException as error:  # uvicorn ends a failed start with SystemExit
            self.error = error if isinstance(error, OSError) else OSError(f"the server did not start: {error}")
        finally:
            self.held.close()
            self.ended.set()
            self._changed.set()
