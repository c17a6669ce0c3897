"""The hubs that models are fetched from: what they hold of a model, and where each file lies.

ModelScope: `GET /api/v1/models/{id}/repo/files?Revision=master&Recursive=True`, files from
`/api/v1/models/{id}/repo?Revision=…&FilePath=…` (modelscope-hub 0.5.1, _legacy_api.py; modelscope 1.40,
hub/file_download.py). Hugging Face: `GET /api/models/{id}/tree/main?recursive=true`, files from
`/{id}/resolve/main/{path}` (https://huggingface.co/docs/hub/api).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec

from answerback.serve import fetch
from answerback.serve.fetch import Digest, FetchFailed


class File(msgspec.Struct, frozen=True):
    """One file of a repository."""

    path: str
    size: int
    digest: Digest | None = None


class Hub:
    """One hub. The environment variable that its own client reads may name another endpoint (a mirror)."""

    name: ClassVar[str]
    title: ClassVar[str]
    home: ClassVar[str]
    variable: ClassVar[str]

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        given = os.environ.get(self.variable, "").strip().rstrip("/")
        return given if "://" in given else f"https://{given}" if given else self.home

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers that each request carries."""
        return ()

    def list_url(self, repository: str) -> str:
        """Return where its files are listed."""
        raise NotImplementedError

    def url(self, repository: str, path: str) -> str:
        """Return where a file lies."""
        raise NotImplementedError

    def entries(self, said: Any) -> Iterable[File]:
        """Return the files that a listing names."""
        raise NotImplementedError

    def files(self, repository: str) -> tuple[File, ...]:
        """Return the files of a repository; none if the hub has no such repository. Raises FetchFailed."""
        try:
            said = msgspec.json.decode(fetch.get(self.list_url(repository), self.headers))
        except FetchFailed as error:
            if error.status in (401, 403, 404):  # Hugging Face answers 401 for what does not exist
                return ()
            raise
        except msgspec.DecodeError:
            raise FetchFailed("its list of files is no JSON") from None
        try:
            return tuple(file for file in self.entries(said) if _is_tame(file.path))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise FetchFailed("its list of files has an unknown shape") from None


class ModelScope(Hub):
    """modelscope.cn: quick in China, reachable everywhere."""

    name, title = "modelscope", "ModelScope"
    home, variable = "https://modelscope.cn", "MODELSCOPE_ENDPOINT"

    def list_url(self, repository: str) -> str:
        """Its API answers 200 with the list under `Data.Files`."""
        return f"{self.endpoint}/api/v1/models/{quote(repository)}/repo/files?Revision=master&Recursive=True"

    def url(self, repository: str, path: str) -> str:
        """The path is a parameter."""
        name = quote(path, safe="")
        return f"{self.endpoint}/api/v1/models/{quote(repository)}/repo?Revision=master&FilePath={name}"

    def entries(self, said: Any) -> Iterable[File]:
        """Each file comes with its SHA-256."""
        for entry in said["Data"]["Files"] or ():
            if entry.get("Type") != "tree":
                sha = entry.get("Sha256")
                yield File(str(entry["Path"]), int(entry["Size"]), Digest("sha256", str(sha)) if sha else None)


class HuggingFace(Hub):
    """huggingface.co; `HF_ENDPOINT` names a mirror, `HF_TOKEN` opens gated models."""

    name, title = "huggingface", "Hugging Face"
    home, variable = "https://huggingface.co", "HF_ENDPOINT"

    @property
    def headers(self) -> tuple[str, ...]:
        """The token, where there is one; libcurl keeps it from other hosts."""
        token = os.environ.get("HF_TOKEN", "").strip()
        return (f"Authorization: Bearer {token}",) if token and token.isascii() and token.isprintable() else ()

    def list_url(self, repository: str) -> str:
        """A plain list."""
        return f"{self.endpoint}/api/models/{quote(repository)}/tree/main?recursive=true"

    def url(self, repository: str, path: str) -> str:
        """Large files redirect to a store."""
        return f"{self.endpoint}/{quote(repository)}/resolve/main/{quote(path)}"

    def entries(self, said: Any) -> Iterable[File]:
        """Large files have their SHA-256 under `lfs.oid`, small ones git's name for their content."""
        for entry in said:
            if entry["type"] == "file":
                large = entry.get("lfs")
                digest = Digest("sha256", str(large["oid"])) if large else Digest("git", str(entry["oid"]))
                yield File(str(entry["path"]), int(entry["size"]), digest)


HUBS: tuple[Hub, ...] = (ModelScope(), HuggingFace())
"""In the order in which they are tried."""


def _is_tame(path: str) -> bool:
    """Whether a path stays within the folder that it is written to."""
    parts = path.split("/")
    return bool(path) and ".." not in parts and "" not in parts and "\\" not in path and ":" not in path
