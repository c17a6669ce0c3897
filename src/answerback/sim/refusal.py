"""A request that the service refuses: raised anywhere, put into the dialect's error shape in one place."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Status and what is said; each dialect shapes it."""

    def __init__(
        self,
        status: int,
        message: str,
        type_: str = "",
        *,
        param: str | None = None,
        code: str | int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.type, self.param, self.code = status, message, type_, param, code
        self.headers, self.extra = headers, extra
