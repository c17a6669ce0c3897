"""Mistakes in curl's options, and in its URL."""

from __future__ import annotations

from answerback.pasted.slips import Tell, Weight
from answerback.values.text import Text

NOTE = Weight.NOTE
COMMAND = {
    "no-curl": Tell(
        Text(en="it does not begin with `curl` but with {word!r}", zh="开头不是 `curl` 而是 {word!r}"),
        Text(en="Begin with `curl`.", zh="请以 `curl` 开头。"),
    ),
    "misspelt-option": Tell(
        Text(en="curl has no option {option}", zh="curl 没有选项 {option}"),
        Text(en="Probably {near} was meant.", zh="可能是想写 {near}。"),
    ),
    "unknown-option": Tell(
        Text(en="the option {option} is not known here and was left out", zh="不认识选项 {option}，已忽略"),
        Text(en="See `curl --help all`.", zh="可查看 `curl --help all`。"),
        NOTE,
    ),
    "equals": Tell(
        Text(en="curl does not take {option}=VALUE", zh="curl 不接受 {option}=值 的写法"),
        Text(en="Write a blank instead of =.", zh="请把 = 换成空格。"),
    ),
    "no-value": Tell(
        Text(en="{option} needs a value and is the last word", zh="{option} 需要一个值，却是最后一个词"),
        Text(en="Write the value behind it.", zh="请在后面写上值。"),
    ),
    "no-file": Tell(
        Text(en="the file {path} cannot be read: {why}", zh="无法读取文件 {path}：{why}"),
        Text(en="curl sends an empty body then. Give the right path.", zh="curl 此时会发送空请求体。请写对路径。"),
    ),
    "bad-header": Tell(
        Text(en="the header {header!r} has no colon, and is not sent", zh="请求头 {header!r} 没有冒号，不会发送"),
        Text(en="Write `Name: value`.", zh="请写成 `Name: value`。"),
    ),
    "extra-word": Tell(
        Text(
            en="{word!r} belongs to no option; curl takes it for another URL",
            zh="{word!r} 不属于任何选项，curl 会把它当成另一个 URL",
        ),
        Text(en="Quote what belongs together.", zh="请把属于一起的内容用引号括起来。"),
    ),
    "no-url": Tell(
        Text(en="there is no URL", zh="没有 URL"),
        Text(
            en="Write the service's address, `http://HOST:PORT/v1/chat/completions`.",
            zh="请写上服务地址，如 `http://主机:端口/v1/chat/completions`。",
        ),
    ),
    "bad-url": Tell(
        Text(en="{url!r} is no URL: {why}", zh="{url!r} 不是有效的 URL：{why}"),
        Text(en="Write `http://HOST:PORT/v1/chat/completions`.", zh="请写成 `http://主机:端口/v1/chat/completions`。"),
    ),
}
