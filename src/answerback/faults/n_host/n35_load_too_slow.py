"""N35: the model took longer to load than the server waits."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class LoadTooSlow(Logged):
    """A slow disk, a network share, or a huge model."""

    code = "N35"
    title = Text(en="Loading the model took longer than the server waits", zh="模型加载时间超过了服务端的等待上限")
    cause = Text(
        en="The server gave up while the model was still loading: from a slow disk or a network share, or it is huge.",
        zh="模型还没加载完服务端就放弃了：磁盘慢、网络存储，或模型过大。",
    )
    priority = 1
    remedy = {
        None: Remedy(
            Text(
                en="Put the model on a fast local disk, and raise the time that the server or the orchestrator waits.",
                zh="把模型放到本地高速磁盘，并调大服务端或编排系统的等待时间。",
            ),
        ),
        "ollama": Remedy(
            Text(
                en="Raise the patience: `OLLAMA_LOAD_TIMEOUT=30m`, and put the models on a fast local disk.",
                zh="调大等待时间：`OLLAMA_LOAD_TIMEOUT=30m`，并把模型放到本地高速磁盘。",
            ),
            ("OLLAMA_LOAD_TIMEOUT=30m",),
        ),
    }
