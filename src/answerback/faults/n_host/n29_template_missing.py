"""N29: there is no chat template."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.result import Severity
from answerback.values.text import Text


class TemplateMissing(Logged):
    """Base models and some conversions have none, or the file named is not there."""

    code = "N29"
    title = Text(
        en="The model has no chat template, or the file given is not there",
        zh="模型没有聊天模板，或指定的模板文件不存在",
    )
    cause = Text(
        en="Messages cannot be made into a prompt: the tokenizer holds no chat template, and none that can be "
        "read was given ({template}).",
        zh="无法把消息拼成提示词：分词器里没有聊天模板，也没有给出可读取的模板（{template}）。",
    )
    severity = Severity.MAJOR
    priority = 2
    assumes = {"template": "-"}
    remedy = {
        None: Remedy(
            Text(
                en="Take the instruct version of the model, or give a template file.",
                zh="换用该模型的 instruct 版本，或提供模板文件。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Take the instruct version of the model, or give a template: `--chat-template FILE.jinja` "
                "(with the path as it is inside the container).",
                zh="换用该模型的 instruct 版本，或指定模板：`--chat-template FILE.jinja`（容器内的路径）。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "sglang": Remedy(
            Text(
                en="Take the instruct version of the model, or give a template: `--chat-template FILE.jinja` "
                "(or a built-in name such as `chatml`).",
                zh="换用该模型的 instruct 版本，或指定模板：`--chat-template FILE.jinja`（或内置名称，如 `chatml`）。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Give a template: `--jinja --chat-template-file FILE.jinja`, or a built-in one: "
                "`--chat-template chatml`.",
                zh="指定模板：`--jinja --chat-template-file FILE.jinja`，或内置模板：`--chat-template chatml`。",
            ),
            ("--jinja --chat-template-file FILE.jinja",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Name a template: `--chat-template chatml` (or a JSON file).",
                zh="指定模板：`--chat-template chatml`（或 JSON 文件）。",
            ),
            ("--chat-template chatml",),
        ),
    }
