"""What an answer tells of the request."""

from __future__ import annotations

from answerback.pasted.slips import Tell, Weight
from answerback.values.text import Text

NOTE = Weight.NOTE
ANSWER = {
    "wrong-path": Tell(
        Text(en="HTTP {status}: the service has nothing at {path}", zh="HTTP {status}：服务没有 {path} 这个路径"),
        Text(en="The API lies at {works}.", zh="接口在 {works}。"),
    ),
    "wrong-scheme": Tell(
        Text(
            en="{scheme}:// does not fit what that port speaks ({code})", zh="{scheme}:// 与该端口的协议不符（{code}）"
        ),
        Text(en="Write {works}.", zh="请写 {works}。"),
    ),
    "wrong-model": Tell(
        Text(
            en="the service does not know the model {wanted!r}; it serves {served} ({code})",
            zh="服务没有模型 {wanted!r}；它提供的是 {served}（{code}）",
        ),
        Text(en="Write {nearest!r}.", zh="请写 {nearest!r}。"),
    ),
    "refused": Tell(
        Text(en="HTTP {status}: the service refused the request: {said}", zh="HTTP {status}：服务拒绝了请求：{said}"),
        Text(en="A plain chat {plain}.", zh="普通对话{plain}。"),
    ),
    "error-in-200": Tell(
        Text(en="HTTP 200, but an error inside: {said}", zh="HTTP 200，但内容是错误：{said}"),
        Text(en="Treat it as an error.", zh="应按错误处理。"),
    ),
    "no-answer": Tell(
        Text(en="HTTP {status}, but no answer of a model in it", zh="HTTP {status}，但里面没有模型的回答"),
        Text(en="See what came, above.", zh="见上面返回的内容。"),
    ),
    "broke": Tell(
        Text(en="curl: ({curl}) {message}", zh="curl: ({curl}) {message}"),
        Text(en="Try `answerback check URL` for more.", zh="可运行 `answerback check URL` 进一步检查。"),
    ),
    "all-thought": Tell(
        Text(
            en="all {n} tokens went into reasoning; nothing was left for the answer",
            zh="{n} 个 token 全用在思考上，没有余量给回答",
        ),
        Text(en="Raise max_tokens, or switch thinking off.", zh="请调大 max_tokens，或关闭思考。"),
        NOTE,
    ),
    "cut-short": Tell(
        Text(
            en="the answer ends at the limit of tokens (finish_reason length)",
            zh="回答因 token 上限而截断（finish_reason 为 length）",
        ),
        Text(en="Raise max_tokens for all of it.", zh="要完整回答请调大 max_tokens。"),
        NOTE,
    ),
}
