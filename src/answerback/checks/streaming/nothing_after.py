"""The promise that what a stream says stands before its end."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, InsertEvent
from answerback.values.target import SMOKE
from answerback.values.text import Text

END = 'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'


class NothingAfter(Check):
    """Counts, filter results and a second finish_reason may follow the end (OpenRouter, Azure); text may not."""

    promise = Text(
        en="No text comes after a stream's finish_reason or [DONE].",
        zh="流在 finish_reason 或 [DONE] 之后不再输出文本。",
    )
    why = Text(
        en="Clients stop reading there, so the rest of the answer is lost.",
        zh="客户端读到这里就停了，后面的回答全部丢失。",
    )
    level = SMOKE
    needs = (Streams,)
    reasons = {
        "after-done": Reason(
            Text(
                en="{pieces} pieces of text come after [DONE]: {shown!r}",
                zh="[DONE] 之后还有 {pieces} 段文本：{shown!r}",
            ),
            InsertEvent(on=STREAMED, index=6, text="data: [DONE]\n\n"),
        ),
        "after-finish": Reason(
            Text(
                en="{pieces} pieces of text come after finish_reason {finish!r}: {shown!r}",
                zh="finish_reason {finish!r} 之后还有 {pieces} 段文本：{shown!r}",
            ),
            InsertEvent(on=STREAMED, index=6, text=END),
        ),
    }

    def run(self) -> Steps:
        """Read the first stream in order."""
        stream = yield from first_stream()
        done = next((event.offset for event in stream.data if event.data.strip() == "[DONE]"), None)
        late = [chunk.delta for chunk in stream.chunks if done is not None and chunk.offset > done and chunk.says]
        if late:
            return self.fail("after-done", pieces=len(late), shown=_text(late)[:80])
        finish, late = None, []
        for chunk in stream.chunks:
            if not chunk.choices or chunk.choices[0].get("index") not in (0, None):
                continue
            if finish and chunk.says:
                late.append(chunk.delta)
            word = chunk.choices[0].get("finish_reason")
            finish = finish or (word if word != "null" else None)
        if late:
            return self.fail("after-finish", pieces=len(late), finish=finish, shown=_text(late)[:80])
        return self.ok()


def _text(deltas: list[dict[str, object]]) -> str:
    names = ("reasoning_content", "reasoning", "content")
    return "".join(str(delta[name]) for delta in deltas for name in names if isinstance(delta.get(name), str))
