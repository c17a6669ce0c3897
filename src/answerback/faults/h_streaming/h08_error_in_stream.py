"""H08: an error comes as an event of a stream that began with 200."""

from __future__ import annotations

from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.no_error import NoErrorInside
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, InsertEvent
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class ErrorInStream(Fault):
    """The status went out before the failure; the message is what to go by."""

    code = "H08"
    title = Text(en="An error comes inside a stream that began with HTTP 200", zh="HTTP 200 的流里夹带错误")
    cause = Text(
        en="The request failed after the stream had begun, so the error came as an event: {message}",
        zh="请求在流开始之后失败，错误只能以事件形式返回：{message}",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("sterlp/eclipse-peon-ai#75", "farzaa/clicky#132", "justrach/codegraff#748")
    seen_with = InsertEvent(
        on=STREAMED,
        index=4,
        then_end=True,
        text='data: {"error":{"message":"out of memory","code":500}}\n\ndata: [DONE]\n\n',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Act on the message in the server's log; clients must look for `error` in each chunk, and gateways "
                "should hold the status back until the first chunk came.",
                zh="按服务端日志里的错误信息处理；客户端要检查每个块里的 `error`，网关应等第一个块到了再发状态码。",
            )
        ),
        "llamacpp": Remedy(
            Text(
                en="Template errors come from `--jinja`: give a fitting one with `--chat-template-file FILE.jinja`; "
                "memory errors from `-c` and `-np`.",
                zh="模板错误来自 `--jinja`：用 `--chat-template-file FILE.jinja` 指定合适的模板；内存错误请调小 `-c` "
                "和 `-np`。",
            ),
            ("--jinja", "--chat-template-file FILE.jinja"),
        ),
        "vllm": Remedy(
            Text(
                en="Look for the traceback in vLLM's log; for memory lower `--max-num-seqs` or "
                "`--gpu-memory-utilization`.",
                zh="在 vLLM 日志里查看 traceback；内存问题请调低 `--max-num-seqs` 或 `--gpu-memory-utilization`。",
            ),
            ("--max-num-seqs", "--gpu-memory-utilization"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An event with an error in it; also the first and only one."""
        if not seen.failed(NoErrorInside):
            return None
        seen.failed(Streams, "error")
        seen.failed(Finishes)
        return Diagnosis(Confidence.CERTAIN, {"message": seen.facts(NoErrorInside)["message"] or "?"})
