"""Mistakes in how a command is written; they are mended before anything is sent."""

from __future__ import annotations

from answerback.pasted.slips import Tell
from answerback.values.text import Text

SPELLING = {
    "invisible": Tell(
        Text(en="{n} invisible characters were copied along", zh="复制时带进了 {n} 个不可见字符"),
        Text(en="Type the command anew, or take the one below.", zh="请重新输入命令，或直接使用下面的命令。"),
    ),
    "wide-blank": Tell(
        Text(
            en="a blank that is none for the shell (full-width or no-break)",
            zh="含有 shell 不认的空格（全角或不换行空格）",
        ),
        Text(en="Write ordinary blanks.", zh="请改用普通半角空格。"),
    ),
    "smart-quotes": Tell(
        Text(
            en="typographic quotes {quote}: the shell does not take them for quotes, and sends them along",
            zh="用了弯引号 {quote}：shell 不把它当引号，会原样发出去",
        ),
        Text(en="Write straight quotes, ' and \".", zh="请改用直引号 ' 和 \"。"),
    ),
    "dash": Tell(
        Text(
            en="{dash} is no hyphen: curl takes the option for a URL", zh="{dash} 不是连字符：curl 会把这个选项当成网址"
        ),
        Text(en="Write - or --.", zh="请改写为 - 或 --。"),
    ),
    "wide-punctuation": Tell(
        Text(en="full-width {char} in the URL", zh="URL 里用了全角符号 {char}"),
        Text(en="Write the ASCII character.", zh="请改用半角符号。"),
    ),
    "missing-backslash": Tell(
        Text(
            en="line {row} ends without `{mark}`: for the shell the command ends there, and another one begins",
            zh="第 {row} 行末尾没有 `{mark}`：对 shell 来说命令到此为止，下一行会被当成另一条命令",
        ),
        Text(
            en="End every line but the last with `{mark}`, or write one line.",
            zh="除最后一行外，行末都要写 `{mark}`；或写成一行。",
        ),
    ),
    "blank-after-backslash": Tell(
        Text(
            en="a blank stands behind `{mark}` at the end of line {row}: then it no longer joins the lines",
            zh="第 {row} 行末尾的 `{mark}` 后面有空格，起不到续行作用",
        ),
        Text(en="Let `{mark}` be the last character of the line.", zh="`{mark}` 必须是该行最后一个字符。"),
    ),
    "open-quote": Tell(
        Text(en="the quote {quote} in line {row} is never closed", zh="第 {row} 行的引号 {quote} 没有闭合"),
        Text(en="Close it; in a shell the prompt would wait for more.", zh="请补上；在 shell 里会一直等待后续输入。"),
    ),
    "single-quotes-cmd": Tell(
        Text(
            en="Windows cmd does not know single quotes: it sends them along, and splits at blanks",
            zh="Windows 的 cmd 不认单引号：会原样发送，并在空格处拆开",
        ),
        Text(en='Use double quotes, with \\" inside.', zh='请用双引号，里面的双引号写成 \\"。'),
    ),
    "bare-ampersand": Tell(
        Text(
            en="& in a URL without quotes ends the command for the shell",
            zh="URL 没加引号，其中的 & 对 shell 来说是命令结束",
        ),
        Text(en="Put the URL in quotes.", zh="请给 URL 加上引号。"),
    ),
    "quotes-eaten": Tell(
        Text(
            en="the quotes inside the JSON are gone: the shell took them, and {key} stands bare",
            zh="JSON 里的引号没有了：被 shell 吃掉了，{key} 成了裸词",
        ),
        Text(
            en='Put the JSON in single quotes (cmd: write \\" inside double quotes). If this very command line'
            " took them: run `answerback curl` alone and paste the command.",
            zh='请用单引号包住 JSON（cmd 中在双引号里写 \\"）。'
            "如果是当前这条命令行吃掉的：单独运行 `answerback curl`，再把命令粘贴到标准输入。",
        ),
    ),
    "wide-header": Tell(
        Text(en="the header {header} has a full-width colon ：", zh="请求头 {header} 用了全角冒号 ："),
        Text(en="Write `{header}: …` with an ASCII colon.", zh="请写成 `{header}: …`，用半角冒号。"),
    ),
}
"""Mended before anything is sent: in a shell the request would not even come about."""
