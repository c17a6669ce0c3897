"""N23: the server may not read or write what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class NoPermission(Logged):
    """Files of another user, a read-only mount, a device or a port that is not for it."""

    code = "N23"
    title = Text(
        en="The server may not open a file, folder, device or port that it needs",
        zh="服务无权访问所需的文件、目录、设备或端口",
    )
    cause = Text(
        en="Access to a file, folder, device or port that it needs{where} is denied to the server's user.",
        zh="运行服务的用户无权访问它所需的文件、目录、设备或端口{where}。",
    )
    priority = 2
    remedy = {
        None: Remedy(
            Text(
                en="Give it to that user (`sudo chown -R USER PATH`), mount it writable, let caches go where "
                "it may write (`HF_HOME=/data/hf`), or run as the folder's owner (`docker run --user $(id "
                "-u)`). Ports below 1024 are for root alone.",
                zh="把权限交给该用户（`sudo chown -R USER PATH`），以可写方式挂载，把缓存放到可写处（"
                "`HF_HOME=/data/hf`），或以目录属主身份运行（`docker run --user "
                "$(id -u)`）。1024 以下的端口只有 root 可用。",
            ),
            ("HF_HOME=/data/hf", "sudo chown -R USER PATH"),
        ),
        "ollama": Remedy(
            Text(
                en="Give the folder to the service's user: `sudo chown -R ollama:ollama /path/to/models` (the "
                "one in `OLLAMA_MODELS`).",
                zh="把目录交给服务用户：`sudo chown -R ollama:ollama /path/to/models`（即 `OLLAMA_MODELS` 所指目录）。",
            ),
            ("sudo chown -R ollama:ollama /path/to/models",),
        ),
    }

    def works_out(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the path as the sentence wants it, where it is known."""
        return {"where": f" ({facts['path']})" if facts.get("path") else ""}
