"""What a server's log tells: how far the start-up is, and which fault ended it.

    from answerback.logs.reader import Reader
    from answerback.logs.verdict import LogDiagnosis, Outcome

    reader = Reader()                       # or Reader("vllm"), where the server is known
    for line in process.stdout:             # text, without or with its line end
        stage = reader.feed(line)           # Stage.DOWNLOAD, LOAD, WARM_UP, READY … where the line tells one, else None
    told = reader.verdict(exit_code=1)      # a LogDiagnosis; may be asked at any time, and again later

`reader.stage` is the last stage told, `reader.percent` its progress (0-100) or None, `reader.server` the product's
name. `told.outcome` is FAULT (then `code`, `facts`, `lines`, `remedy`, `instead` say more), STARTED, STOPPED (ended on
request) or UNKNOWN (then `lines` are the likeliest). Nothing here does I/O: `host/logfile.py` makes lines from a file.

What is known of each product's log is data: one file under `marks/`, found because it is there.
"""
