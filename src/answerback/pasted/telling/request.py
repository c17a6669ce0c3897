"""Mistakes in what is asked: method, path, headers, fields."""

from __future__ import annotations

from answerback.pasted.slips import Tell, Weight
from answerback.values.text import Text

NOTE = Weight.NOTE
REQUEST = {
    "no-content-type": Tell(
        Text(
            en="-d alone sends `Content-Type: application/x-www-form-urlencoded`: form data, not JSON",
            zh="只用 -d 时 curl 发送的是 `Content-Type: application/x-www-form-urlencoded`（表单），而不是 JSON",
        ),
        Text(
            en="Add `-H 'Content-Type: application/json'`, or use `--json`.",
            zh="请加上 `-H 'Content-Type: application/json'`，或改用 `--json`。",
        ),
    ),
    "other-content-type": Tell(
        Text(en="the body is sent as {type}", zh="请求体以 {type} 类型发送"),
        Text(en="Write `Content-Type: application/json`.", zh="请写 `Content-Type: application/json`。"),
    ),
    "get-without-body": Tell(
        Text(
            en="without -d curl sends a GET; {path} wants a POST with a body",
            zh="没有 -d 时 curl 发的是 GET，而 {path} 需要带请求体的 POST",
        ),
        Text(en="Give the body with `-d`.", zh="请用 `-d` 给出请求体。"),
    ),
    "wrong-method": Tell(
        Text(en="{method} is sent to {path}, which wants {wants}", zh="向 {path} 发送了 {method}，而它需要 {wants}"),
        Text(en="Leave out -X (and -G): curl chooses rightly.", zh="去掉 -X（和 -G），curl 会自行选对。"),
    ),
    "doubled-v1": Tell(
        Text(en="/v1 stands twice in the URL", zh="URL 里 /v1 写了两遍"),
        Text(en="Write it once.", zh="只写一次。"),
    ),
    "misspelt-path": Tell(
        Text(en="no API has the path {path}", zh="没有 {path} 这样的接口路径"),
        Text(en="Write {near}.", zh="请写 {near}。"),
    ),
    "no-v1": Tell(
        Text(
            en="the path {path} begins without /v1, where most services keep it",
            zh="路径 {path} 没有 /v1，而多数服务的接口都在 /v1 下",
        ),
        Text(en="Write /v1{path}.", zh="请写 /v1{path}。"),
    ),
    "no-endpoint": Tell(
        Text(en="the URL names no endpoint: {path} is only the base", zh="URL 没有写到具体接口：{path} 只是 base_url"),
        Text(en="Write {near}.", zh="请写 {near}。"),
    ),
    "slash-at-end": Tell(
        Text(en="the path ends in a slash", zh="路径末尾多了斜杠"),
        Text(
            en="Leave it out: some services answer it with a redirect, which loses the body.",
            zh="请去掉：有的服务会重定向，请求体因此丢失。",
        ),
        NOTE,
    ),
    "extra-body": Tell(
        Text(
            en='"extra_body" is an argument of the Python SDK and never goes on the wire: services ignore or refuse it',
            zh="“extra_body” 是 Python SDK 的参数，不会出现在请求里：服务端会忽略或拒绝它",
        ),
        Text(en="Write its fields ({names}) at the top level.", zh="请把其中的字段（{names}）直接写在最外层。"),
    ),
    "enable-thinking": Tell(
        Text(
            en='"enable_thinking" stands {where}: vLLM, SGLang and llama.cpp read it only inside "chat_template_kwargs"'
            " (DashScope and SiliconFlow at the top level)",
            zh="“enable_thinking” 写在{where}：vLLM、SGLang、llama.cpp 只认 chat_template_kwargs 里的"
            "（百炼、硅基流动则写在最外层）",
        ),
        Text(
            en='Write "chat_template_kwargs": {{"enable_thinking": {value}}} at the top level.',
            zh='请在最外层写 "chat_template_kwargs": {{"enable_thinking": {value}}}。',
        ),
        NOTE,
    ),
    "no-model": Tell(
        Text(en='the body names no "model"', zh="请求体没有写 model"),
        Text(en="Name one of those that GET /v1/models lists.", zh="请写 GET /v1/models 列出的某个模型名。"),
    ),
    "no-messages": Tell(
        Text(en='the body has no "messages"{instead}', zh="请求体没有 messages{instead}"),
        Text(
            en='Write "messages": [{{"role": "user", "content": "…"}}].',
            zh='请写 "messages": [{{"role": "user", "content": "…"}}]。',
        ),
    ),
    "wrong-type": Tell(
        Text(
            en='"{field}" is {value}, a text, and should be {wanted}',
            zh="“{field}” 的值 {value} 是字符串，应为{wanted}",
        ),
        Text(en="Leave out the quotes.", zh="请去掉引号。"),
    ),
    "misspelt-field": Tell(
        Text(en='no API knows the field "{field}"', zh="没有 “{field}” 这个字段"),
        Text(en='Probably "{near}" was meant.', zh="可能是想写 “{near}”。"),
    ),
    "no-buffer": Tell(
        Text(
            en="it streams, and -N is missing: curl then holds back what came, as if it did not stream",
            zh="是流式请求却没有 -N：curl 会缓冲输出，看起来像没有流式",
        ),
        Text(en="Add -N.", zh="请加上 -N。"),
        NOTE,
    ),
    "stream-into": Tell(
        Text(
            en="the stream goes into `{rest}`, which cannot read `data:` lines as JSON",
            zh="流式输出送进了 `{rest}`，它无法把 `data:` 行当作 JSON 读",
        ),
        Text(en='Leave out "stream": true there.', zh='这时请去掉 "stream": true。'),
    ),
    "dollar-in-body": Tell(
        Text(
            en="the body stands in double quotes, so the shell replaces ${name} in it",
            zh="请求体用了双引号，shell 会替换其中的 ${name}",
        ),
        Text(en="Put the body in single quotes, or write \\${name}.", zh="请求体改用单引号，或写成 \\${name}。"),
    ),
    "unset-variable": Tell(
        Text(
            en="the variable ${name} is not set here: {place} is sent without it",
            zh="变量 ${name} 在此未设置：发出的{place}里没有它",
        ),
        Text(en="Set it: `export {name}=…`.", zh="请先设置：`export {name}=…`。"),
    ),
    "literal-variable": Tell(
        Text(
            en="${name} stands in single quotes: it is sent as these letters, not as the key",
            zh="${name} 写在单引号里：发出的是这几个字符本身，而不是密钥",
        ),
        Text(en="Put the header in double quotes.", zh="请求头请改用双引号。"),
    ),
    "placeholder-key": Tell(
        Text(en="the key is a placeholder ({shown})", zh="密钥只是占位符（{shown}）"),
        Text(
            en="Put the service's own key there; if it has none, leave the header out.",
            zh="请换成真正的密钥；若服务没有密钥，去掉这个请求头。",
        ),
        NOTE,
    ),
    "no-bearer": Tell(
        Text(en="`Authorization` lacks the word Bearer", zh="`Authorization` 缺少 Bearer"),
        Text(en="Write `Authorization: Bearer KEY`.", zh="请写成 `Authorization: Bearer 密钥`。"),
    ),
    "double-bearer": Tell(
        Text(en="`Authorization` has the word Bearer twice", zh="`Authorization` 里 Bearer 写了两遍"),
        Text(en="Write it once.", zh="只写一次。"),
    ),
}
