"""Mistakes in how JSON is written."""

from __future__ import annotations

from answerback.pasted.slips import Tell
from answerback.values.text import Text

JSON = {
    "invalid-json": Tell(
        Text(
            en="the body is no JSON: line {row}, column {column}: {said}",
            zh="请求体不是 JSON：第 {row} 行第 {column} 列：{said}",
        ),
        Text(en="Mend it at the mark.", zh="请修改标记处。"),
    ),
    "json-single-quotes": Tell(
        Text(
            en="JSON knows no single quotes (line {row}, column {column})",
            zh="JSON 不允许单引号（第 {row} 行第 {column} 列）",
        ),
        Text(en='Write " around keys and texts.', zh='键和字符串都要用 " 括起来。'),
    ),
    "json-smart-quotes": Tell(
        Text(
            en="typographic quotes {quote} in the JSON (line {row}, column {column})",
            zh="JSON 里用了弯引号 {quote}（第 {row} 行第 {column} 列）",
        ),
        Text(en='Write ".', zh='请改为 "。'),
    ),
    "json-wide": Tell(
        Text(
            en="full-width {char} in the JSON (line {row}, column {column})",
            zh="JSON 里用了全角符号 {char}（第 {row} 行第 {column} 列）",
        ),
        Text(en="Write {plain}", zh="请改为半角 {plain}"),
    ),
    "trailing-comma": Tell(
        Text(en="a comma too many (line {row}, column {column})", zh="多了一个逗号（第 {row} 行第 {column} 列）"),
        Text(en="JSON allows none behind the last entry.", zh="JSON 的最后一项后面不能有逗号。"),
    ),
    "missing-comma": Tell(
        Text(en="a comma is missing (line {row}, column {column})", zh="缺少逗号（第 {row} 行第 {column} 列）"),
        Text(en="Write one between the entries.", zh="请在两项之间加上逗号。"),
    ),
    "python-word": Tell(
        Text(
            en="{word} is Python, not JSON (line {row}, column {column})",
            zh="{word} 是 Python 写法，不是 JSON（第 {row} 行第 {column} 列）",
        ),
        Text(en="Write {plain}.", zh="请改为 {plain}。"),
    ),
    "bare-key": Tell(
        Text(
            en="the key {key} has no quotes (line {row}, column {column})",
            zh="键 {key} 没有引号（第 {row} 行第 {column} 列）",
        ),
        Text(en='Write "{key}".', zh='请写成 "{key}"。'),
    ),
    "json-comment": Tell(
        Text(en="JSON knows no comments (line {row})", zh="JSON 不允许注释（第 {row} 行）"),
        Text(en="Leave it out.", zh="请删去。"),
    ),
    "raw-newline": Tell(
        Text(
            en="a text in the JSON holds a bare line break or tab (line {row})",
            zh="JSON 字符串里有未转义的换行或制表符（第 {row} 行）",
        ),
        Text(en="Write \\n or \\t.", zh="请写成 \\n 或 \\t。"),
    ),
    "bad-escape": Tell(
        Text(
            en="{escape} is no escape in JSON (line {row}, column {column})",
            zh="{escape} 不是 JSON 的转义（第 {row} 行第 {column} 列）",
        ),
        Text(en="Write \\\\ for a backslash.", zh="反斜杠请写成 \\\\。"),
    ),
    "not-an-object": Tell(
        Text(en="the body is JSON, but no object", zh="请求体是 JSON，但不是对象"),
        Text(en='Write {{"model": …, "messages": [ … ]}}.', zh='请写成 {{"model": …, "messages": [ … ]}}。'),
    ),
}
