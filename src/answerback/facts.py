"""Facts about a product beyond its dialect: what its health routes truly tell, and what changed in which version."""

from __future__ import annotations

import msgspec

from answerback.values.text import Text


class HealthRoute(msgspec.Struct, frozen=True):
    """A route that is asked whether the service is well."""

    path: str
    tells: Text
    """What a good answer of it says, and what it does not."""
    generates: bool = False
    """A good answer means that the model has just generated: fit to decide over traffic."""


class Change(msgspec.Struct, frozen=True):
    """What is different from a version on."""

    since: str
    what: Text
    source: str


def harms(routes: tuple[str, ...], method: str, path: str) -> bool:
    """Whether a request has a side effect by one of these routes.

    A route is `/path` for any method, or `METHOD /path`; a slash at its end takes everything below it.
    """
    for route in routes:
        wanted, blank, place = route.partition(" ")
        if not blank:
            wanted, place = method, route
        if wanted == method and (path == place or (place.endswith("/") and path.startswith(place))):
            return True
    return False
