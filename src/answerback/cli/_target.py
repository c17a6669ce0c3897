"""The options that say how to reach a service, shared by the commands that talk to one."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from answerback.command import Given, Kind, Option, UsageError
from answerback.values.pattern import lazy
from answerback.values.target import SMOKE, STANDARD, Level, Secret, Target, with_scheme
from answerback.values.text import Text

PATIENCE_S = 75.0
SPARE_S = 0.5
"""Of a probe's time, what starting and telling takes."""
OPTIONS = (
    Option(
        "model",
        Text(en="model id (default: the first one listed)", zh="模型名（默认取列表里的第一个）"),
        metavar="ID",
    ),
    Option(
        "key-env",
        Text(en="environment variable that holds the key", zh="存放密钥的环境变量名"),
        metavar="NAME",
        default="OPENAI_API_KEY",
    ),
    Option(
        "key-file",
        Text(en="file that holds the key; - asks for it", zh="存放密钥的文件；- 表示现场输入"),
        metavar="FILE",
    ),
    Option(
        "header",
        Text(
            en="another header, 'Name: value'; $VARIABLE in it is taken from the environment",
            zh="附加请求头，写作 'Name: value'；其中的 $VARIABLE 取自环境变量",
        ),
        metavar="LINE",
        many=True,
        commas=False,
    ),
    Option(
        "timeout",
        Text(
            en="seconds that one request may take; at level smoke all of them together, as a probe needs it",
            zh="单个请求最多允许的秒数；smoke 级别下是整个检查的时限，便于用作探针",
        ),
        Kind.NUMBER,
        metavar="SECONDS",
        default=PATIENCE_S,
        least=0.1,
    ),
    Option(
        "budget-tokens",
        Text(en="completion tokens that all may cost", zh="总共最多花费的输出 token 数"),
        Kind.WHOLE,
        metavar="N",
    ),
    Option(
        "concurrency",
        Text(en="requests at the same time", zh="同时发出的请求数"),
        Kind.WHOLE,
        metavar="N",
        default=4,
        least=1,
    ),
)

BAD_URL = Text(en="{url!r} is no URL of a service: {why}", zh="{url!r} 不是可用的服务地址：{why}")
NO_HOST = Text(en="it names no host", zh="没有主机名")
BAD_SCHEME = Text(en="only http and https are spoken", zh="只支持 http 和 https")
BAD_PORT = Text(en="the port must be a number from 1 to 65535", zh="端口应为 1 到 65535 之间的数字")
BAD_CHARACTER = Text(en="it holds a blank or a control character", zh="含有空白或控制字符")
NO_KEY = Text(
    en="the environment variable {name} is not set (or empty); set it, or leave out --key-env",
    zh="环境变量 {name} 未设置或为空；请先设置它，或去掉 --key-env",
)
NOT_A_NAME = Text(
    en="--key-env wants the name of a variable, not the key itself",
    zh="--key-env 需要的是环境变量的名字，而不是密钥本身",
)
BAD_KEY = Text(
    en="the key in {name} holds a blank, a control character or a letter that no header can carry: was it copied whole"
    " and alone?",
    zh="{name} 中的密钥含有空白、控制字符或请求头不能携带的字符：是否复制完整且没有多余内容？",
)
NO_KEY_FILE = Text(en="the key file {path} cannot be read: {why}", zh="无法读取密钥文件 {path}：{why}")
ASK_KEY = Text(en="Key: ", zh="密钥：")
BAD_HEADER = Text(
    en="--header wants 'Name: value', and {name!r} is not like that",
    zh="--header 的写法是 'Name: value'，{name!r} 不符合",
)
NO_VARIABLE = Text(
    en="--header {name}: the environment variable {variable} is not set",
    zh="--header {name}：环境变量 {variable} 未设置",
)
_VARIABLE = lazy(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")
_HEADER_NAME = lazy(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def target(given: Given, url: str, level: Level = STANDARD) -> Target:
    """Return the target that the options describe; raises UsageError for what cannot be."""
    if url.startswith(":"):  # `:8000` is this machine's port, as in other tools
        url = f"127.0.0.1{url}"
    check_url(url)
    key, key_name = _key(given)
    timeout_s, deadline_s = patience(given, level)
    return Target(
        url,
        model=given.text("model"),
        key=key,
        key_name=key_name,
        headers=tuple(_header(line) for line in given.many("header")),
        timeout_s=timeout_s,
        deadline_s=deadline_s,
        budget_tokens=given.whole("budget-tokens"),
        concurrency=given.whole("concurrency") or 4,
    )


def patience(given: Given, level: Level) -> tuple[float, float | None]:
    """Return the seconds for one request and for the whole run.

    At smoke a `--timeout` that was given is a probe's: all must be over by then. Else only requests are limited.
    """
    timeout_s = given.number("timeout") or PATIENCE_S
    if level > SMOKE or timeout_s == PATIENCE_S:
        return timeout_s, None
    return timeout_s, timeout_s - min(SPARE_S, timeout_s / 10)


def check_url(url: str) -> None:
    """Raise UsageError for a text that cannot be the URL of a service."""

    def wrong(why: Text) -> UsageError:
        return UsageError(BAD_URL, url=_without_credentials(url), why=why)

    if not url.strip() or any(c.isspace() or not c.isprintable() for c in url.strip()):
        raise wrong(BAD_CHARACTER if url.strip() else NO_HOST)
    try:
        parts = urlsplit(with_scheme(url))
    except ValueError:
        raise wrong(NO_HOST) from None
    if parts.scheme not in ("http", "https"):
        raise wrong(BAD_SCHEME)
    try:
        port = parts.port
    except ValueError:
        raise wrong(BAD_PORT) from None
    if port == 0 or parts.netloc.endswith(":"):
        raise wrong(BAD_PORT)
    if not parts.hostname:
        raise wrong(NO_HOST)


def _without_credentials(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//***@", url)


def _key(given: Given) -> tuple[Secret | None, str]:
    name = given.text("key-env") or "OPENAI_API_KEY"
    file = given.text("key-file")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise UsageError(NOT_A_NAME)
    if file is not None:
        return _checked(_read(given, file), "--key-file"), name
    value = os.environ.get(name, "")
    if not value.strip():
        if given.text("key-env") != "OPENAI_API_KEY":
            raise UsageError(NO_KEY, name=name)
        return None, name
    return _checked(value, name), name


def _read(given: Given, file: str) -> str:
    if file == "-":
        import getpass

        try:
            return getpass.getpass(ASK_KEY.fill(given.lang))
        except EOFError:
            return ""
    from pathlib import Path

    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8?"
        raise UsageError(NO_KEY_FILE, path=file, why=why) from None


def _checked(value: str, name: str) -> Secret:
    key = value.strip()
    if not key or not key.isascii() or any(c.isspace() or not c.isprintable() for c in key):
        raise UsageError(BAD_KEY, name=name)
    return Secret(value)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    name = name.strip()
    if not colon or not _HEADER_NAME.fullmatch(name):
        raise UsageError(BAD_HEADER, name=name[:40])

    def fill(match: re.Match[str]) -> str:
        variable = match.group(1) or match.group(2)
        found = os.environ.get(variable)
        if found is None:
            raise UsageError(NO_VARIABLE, name=name, variable=variable)
        return found

    value = _VARIABLE.sub(fill, value.strip())
    if not value.isprintable() or not value.isascii():
        raise UsageError(BAD_HEADER, name=name)
    return name, value
