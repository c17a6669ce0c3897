"""What this machine can do at all: the least that a reader of streams can be, epoll and recv, without any HTTP.

It opens so many streams, stamps every read, and prints the p99 of the first read and of the gaps, in ms. What a load
tool measures beyond this is the tool's own.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from itertools import pairwise


def main(port: int, streams: int, tokens: int) -> None:
    """Read so many streams at once to their ends."""
    body = json.dumps({"model": "known", "stream": True, "max_tokens": tokens}).replace(" ", "").encode()
    request = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    poll, stamps, sent, last, socks = select.epoll(), {}, {}, {}, {}
    for _ in range(streams):
        sock = socket.create_connection(("127.0.0.1", port))
        poll.register(sock.fileno(), select.EPOLLIN)
        socks[sock.fileno()], stamps[sock.fileno()], last[sock.fileno()] = sock, [], b""
        sent[sock.fileno()] = time.monotonic_ns()
        sock.sendall(request)
    left = streams
    while left:
        ready = poll.poll(5.0, 4096)
        if not ready:
            break
        now = time.monotonic_ns()
        for fd, _ in ready:
            data = socks[fd].recv(65536)
            stamps[fd].append(now)
            last[fd] = (last[fd] + data)[-16:]
            if not data or last[fd].endswith(b"0\r\n\r\n"):
                left -= 1
                poll.unregister(fd)
    # the first read is the response's head, which comes at once
    firsts = [(s[1] - sent[fd]) / 1e6 for fd, s in stamps.items() if len(s) > 2]
    gaps = [(b - a) / 1e6 for s in stamps.values() for a, b in pairwise(s[1:])]
    print(json.dumps({"ttft_p99": _p99(firsts), "itl_p99": _p99(gaps), "cpu_s": time.process_time()}))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * len(values))] if values else 0.0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
