"""The asks that many checks share. Equal asks are sent once, so sharing them is what keeps a run cheap."""

from __future__ import annotations

from answerback.values.asks import Chat, ListModels, chat

MODELS = ListModels()

SYSTEM = {"role": "system", "content": "You are a helpful assistant. Answer briefly."}
WHO = "你好,你是谁? Who are you?"

HELLO: Chat = chat(SYSTEM, WHO, temperature=0, max_tokens=48)
"""The first chat of the how-to: whole answer at temperature 0."""

HELLO_STREAM: Chat = HELLO.with_(stream=True, stream_options={"include_usage": True})
"""The same, streamed, with usage asked for: judged against the whole answer."""

ROOM = 768
"""Completion tokens that a thinking model needs to get to the end of a simple thought."""

APPLES = "小明有5个苹果,吃了2个,又买了3个,还剩几个?请一步步思考"
"""The sum of the how-to; the answer is 6."""
