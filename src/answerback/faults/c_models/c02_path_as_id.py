"""C02: the model's id is a path in the server's file system."""

from __future__ import annotations

from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.models.plain_name import PlainName, is_path
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text
from answerback.wire.meaning import base_name


class PathAsId(Fault):
    """Legal, and a trap: only the whole path is a name. Worth knowing; harmful once somebody uses the short name."""

    code = "C02"
    title = Text(en="The model's id is a path: {path}", zh="模型 id 是一个路径：{path}")
    cause = Text(
        en="The server was started with a folder or file and no name; its id is {path!r}, not {short!r}.",
        zh="启动服务时给的是目录或文件，没有起名字；它的 id 是 {path!r}，而不是 {short!r}。",
    )
    severity = Severity.INFO
    priority = 2
    seen_with = Configure(name="models", value=["/home/user/models/Qwen/Qwen3-0.6B"])
    evidence = ("vllm-project/vllm#3485", "BerriAI/litellm#7744")
    remedy = {
        None: Remedy(
            Text(
                en="Ask for the whole path, `\"model\": \"{path}\"`, or give the model a short name at start.",
                zh="请求里写完整路径 `\"model\": \"{path}\"`，或者启动时给模型起个短名字。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Ask for the whole path, or start with `--served-model-name {short}`.",
                zh="请求里写完整路径，或者启动时加上 `--served-model-name {short}`。",
            ),
            ("--served-model-name",),
        ),
        "sglang": Remedy(
            Text(
                en="Ask for the whole path, or start with `--served-model-name {short}`.",
                zh="请求里写完整路径，或者启动时加上 `--served-model-name {short}`。",
            ),
            ("--served-model-name",),
        ),
        "llamacpp": Remedy(
            Text(
                en="llama-server takes any name; for a short one in the list start it with `--alias {short}`.",
                zh="llama-server 接受任意名字；想在列表里显示短名字，启动时加上 `--alias {short}`。",
            ),
            ("--alias",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Ask for the whole path, or start with `--model-name {short}`.",
                zh="请求里写完整路径，或者启动时加上 `--model-name {short}`。",
            ),
            ("--model-name",),
        ),
        "litellm": Remedy(
            Text(
                en="Behind LiteLLM write `model: hosted_vllm/{path}` (two slashes are right), or name the "
                "model upstream.",
                zh="在 LiteLLM 里写 `model: hosted_vllm/{path}`（两个斜杠是对的），或者在上游给模型起名。",
            ),
            ("model: hosted_vllm/PATH",),
        ),
    }  # fmt: skip

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A listed id begins like a path; it matters when the short name was refused."""
        accepted = seen.facts(ModelAccepted)
        path = seen.facts(PlainName).get("path") or next((i for i in accepted.get("served", ()) if is_path(i)), "")
        if not path:
            return None
        said = {"path": path, "short": path.replace("\\", "/").rstrip("/").rpartition("/")[2]}
        seen.broke(PlainName)
        if seen.failed(ModelAccepted, "unknown") and base_name(accepted["wanted"]) == base_name(path):
            return Diagnosis(Confidence.CERTAIN, said, Severity.CRITICAL)
        return Diagnosis(Confidence.CERTAIN, said)
