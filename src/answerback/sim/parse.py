"""Takes HTTP/1.1 requests out of a stream of bytes."""

from __future__ import annotations

from answerback.sim.stage import Call

MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024


class BadRequest(Exception):
    """What came is no HTTP request that can be served; status and words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Parser:
    """Takes bytes and gives calls, one after the other."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.head: tuple[str, str, str, tuple[tuple[str, str], ...], bool] | None = None
        self.wants_continue = False

    def next(self) -> tuple[Call, bool] | None:
        """Return a call and whether the connection stays open after it; None until it is complete."""
        if self.head is None and not self._read_head():
            return None
        assert self.head is not None
        method, path, query, headers, keep = self.head
        body = self._read_body(dict(headers))
        if body is None:
            return None
        self.head = None
        return Call(method, path, query, headers, body), keep

    def _read_head(self) -> bool:
        while self.buffer.startswith(b"\r\n"):
            del self.buffer[:2]
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > MAX_HEAD:
                raise BadRequest(431, "Request header fields too large")
            if self.buffer[:1] and not (self.buffer[:1].isalpha()):
                raise BadRequest(400, "Invalid HTTP request received.")
            return False
        lines = bytes(self.buffer[:end]).decode("latin-1").split("\r\n")
        del self.buffer[: end + 4]
        words = lines[0].split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise BadRequest(400, "Invalid HTTP request received.")
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise BadRequest(400, "Invalid HTTP request received.")
            headers.append((name.lower(), value.strip()))
        target = words[1]
        if target.startswith(("http://", "https://")):  # as clients write it to a proxy
            target = "/" + target.split("/", 3)[3] if target.count("/") >= 3 else "/"
        path, _, query = target.partition("?")
        known = dict(headers)
        wish = known.get("connection", "").lower()
        keep = "close" not in wish if words[2] == "HTTP/1.1" else "keep-alive" in wish
        self.wants_continue = known.get("expect", "").lower() == "100-continue"
        self.head = words[0], path, query, tuple(headers), keep
        return True

    def _read_body(self, headers: dict[str, str]) -> bytes | None:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._read_chunked()
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise BadRequest(400, "Invalid Content-Length")
        size = int(length)
        if size > MAX_BODY:
            raise BadRequest(413, "Request body too large")
        if len(self.buffer) < size:
            return None
        body = bytes(self.buffer[:size])
        del self.buffer[:size]
        return body

    def _read_chunked(self) -> bytes | None:
        out, at = bytearray(), 0
        while True:
            end = self.buffer.find(b"\r\n", at)
            if end < 0:
                return None
            try:
                size = int(bytes(self.buffer[at:end]).split(b";")[0], 16)
            except ValueError:
                raise BadRequest(400, "Invalid chunk size") from None
            if len(out) + size > MAX_BODY:
                raise BadRequest(413, "Request body too large")
            if len(self.buffer) < end + 2 + size + 2:
                return None
            if not size:
                del self.buffer[: end + 4]
                return bytes(out)
            out += self.buffer[end + 2 : end + 2 + size]
            at = end + 2 + size + 2
