"""C04: the list of models is empty or cannot be read."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.models.listed import ModelsListed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class EmptyList(Fault):
    """With a chat refused no model is loaded; with a chat answered only the list is wrong.

    A list that is missing altogether is legal as long as chat works.
    """

    code = "C04"
    title = Text(en="No model is listed", zh="模型列表为空")
    cause = Text(
        en="GET /v1/models says {what}, and a chat is {chat}.",
        zh="GET /v1/models 返回 {what}，对话 {chat}。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Configure(name="models", value=[])
    evidence = ("Laisky/one-api#53",)
    remedy = {
        None: Remedy(
            Text(
                en="Load a model, and look into the server's log for why it is not there; behind a gateway "
                "the key's group "
                "may hide all models.",
                zh="加载一个模型，并在服务日志里查看它为什么不在；如果是网关，可能是密钥所在分组看不到任何模型。",
            )
        ),
        "ollama": Remedy(
            Text(
                en="`ollama list` shows what is there; `ollama pull qwen3:0.6b` fetches a model.",
                zh="用 `ollama list` 查看已有模型；用 `ollama pull qwen3:0.6b` 拉取一个。",
            ),
            ("ollama pull NAME",),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM lists what it was started with: check `vllm serve MODEL` and its log.",
                zh="vLLM 列出的就是启动时给的模型：请检查 `vllm serve MODEL` 及其日志。",
            ),
            ("vllm serve MODEL",),
        ),
        "lmstudio": Remedy(
            Text(
                en="Load a model (`lms load MODEL`), or turn on Just-in-Time loading in Developer > Server Settings.",
                zh="加载一个模型（`lms load MODEL`），或在 Developer > Server Settings 里打开 Just-in-Time loading。",
            ),
            ("lms load MODEL",),
        ),
        "xinference": Remedy(
            Text(
                en="`xinference list` shows what runs; `xinference launch --model-name NAME --model-engine "
                "vllm` starts one.",
                zh="用 `xinference list` 查看在运行的模型；用 `xinference launch --model-name NAME "
                "--model-engine vllm` 启动。",
            ),
            ("xinference launch --model-name NAME --model-engine vllm",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with a model: `llama-server -m FILE.gguf`; in router mode check `--models-dir`.",
                zh="启动 llama-server 时指定模型：`llama-server -m FILE.gguf`；路由模式下检查 `--models-dir`。",
            ),
            ("-m FILE.gguf",),
        ),
        "litellm": Remedy(
            Text(
                en="Add entries to `model_list` in config.yaml, and check which models the key may use (`/key/info`).",
                zh="在 config.yaml 的 `model_list` 里添加模型，并用 `/key/info` 检查密钥可用的模型。",
            ),
            ("model_list",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The list tells how bad it is only together with a chat."""
        if seen.broke(ModelsListed, "empty"):
            if seen.passed(Answers):
                said = {"what": "data: []", "chat": "OK"}
                return Diagnosis(Confidence.CERTAIN, said, Severity.MINOR)
            if seen.failed(ModelAccepted, "nothing-loaded") or seen.failed(Answers, "refused"):
                seen.failed(Answers)
                status = seen.facts(Answers).get("status", "-")
                return Diagnosis(Confidence.LIKELY, {"what": "data: []", "chat": f"HTTP {status}"})
            return Diagnosis(Confidence.LIKELY, {"what": "data: []", "chat": "-"})
        if seen.passed(Answers) and seen.broke(ModelsListed, "breaks"):
            said = {"what": f"HTTP {seen.facts(ModelsListed)['status']}", "chat": "OK"}
            return Diagnosis(Confidence.CERTAIN, said, Severity.MINOR)
        if seen.broke(ModelsListed, "malformed"):
            excerpt = seen.facts(ModelsListed).get("excerpt", "")
            chat = "OK" if seen.passed(Answers) else "-"
            return Diagnosis(Confidence.CERTAIN, {"what": excerpt, "chat": chat}, Severity.MINOR)
        return None
