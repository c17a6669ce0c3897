"""SGLang's log (wordings from the tracker, 0.1 to 0.5; srt/server_args.py, model_executor/model_runner.py)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="sglang",
    begins=(Mark("server_args=ServerArgs(", r"model_path='(?P<model>[^']+)'"),),
    clues=(
        Mark("sglang"),
        Mark("server_args=ServerArgs("),
        Mark("The server is fired up and ready to roll"),
        Mark("Scheduler hit an exception"),
        Mark("launch_server.py: error"),
        Mark("sgl_kernel"),
    ),
    tells=(
        Mark("server_args=", r"\bport=(?P<port>\d+)"),
        Mark("server_args=", r"tp_size=(?P<parallel>\d+)"),
        Mark("server_args=", r"mem_fraction_static=(?P<share>[\d.]+)"),
        Mark("server_args=", r"context_length=(?P<asked>\d+)"),
        Mark("context_len=", r"context_len=(?P<context>\d+)"),
    ),
    progress=(
        Progress("Init torch distributed begin", stage=Stage.LOAD),
        Progress("Load weight begin", stage=Stage.LOAD),
        Progress("checkpoint shards", r"shards: +(?P<percent>\d+)%", stage=Stage.LOAD),
        Progress("Load weight end", stage=Stage.WARM_UP),
        Progress("KV Cache is allocated", stage=Stage.WARM_UP),
        Progress("Capture cuda graph begin", stage=Stage.WARM_UP),
        Progress("Capturing batches", r"(?P<percent>\d+)%\|", stage=Stage.WARM_UP),
        Progress("cuda_graph_runner.py", stage=Stage.WARM_UP),
        Progress("Application startup complete", stage=Stage.WARM_UP),
        Progress("Uvicorn running on", stage=Stage.WARM_UP),
        Progress("fired up and ready to roll", stage=Stage.READY),
        Progress("SIGTERM received", r"(?i)signal_handler|graceful|shut|drain", stage=Stage.STOP),
    ),
    failures=(
        # sgl-project/sglang#322, #4330: at start-up the share must go up, at run time down
        Failure("Please try to increase --mem-fraction-static", code="N01", case="nothing-left", weight=Weight.EXACT),
        Failure("increase", r"Not enough memory.*increase `?--mem-fraction-static", code="N01", case="nothing-left",
                weight=Weight.EXACT),
        Failure("graph failed", r"(?i)capture cuda graph failed: .*out of memory", code="N14", weight=Weight.EXACT),
        Failure("ome GPUs may be occupied by other processes", code="N13", case="unequal"),
        Failure("memory capacity is unbalanced", code="N13", case="unequal"),
        Failure("Out of memory even after retracting", code="N14", weight=Weight.EXACT, ends=True),
        Failure("Prefill out of memory", code="N14", weight=Weight.EXACT, ends=True),
        Failure("Decode out of memory", code="N14", weight=Weight.EXACT, ends=True),
        Failure("Watchdog timeout", code="N32", weight=Weight.HINT, ends=True),
        Failure("than the derived context_length", r"context_length \((?P<asked>\d+)\).*?\((?P<fits>\d+)\)", code="N16",
                weight=Weight.EXACT),
        Failure("is not divisible by", r"(?P<heads>\d+) is not divisible by (?P<parallel>\d+)", code="N17"),
        Failure("is not divisible by weight quantization block", code="N17", case="blocks", weight=Weight.EXACT),
        Failure("argument --tool-call-parser", r"choice: '?(?P<parser>[^\s']+)'? \(choose from (?P<choices>[^)]*)",
                code="N26", weight=Weight.EXACT),
        Failure("argument --reasoning-parser", r"choice: '?(?P<parser>[^\s']+)'? \(choose from (?P<choices>[^)]*)",
                code="N26", weight=Weight.EXACT),
        Failure("is not a built-in template name", r"(?P<template>\S+) is not a built-in", code="N29",
                weight=Weight.EXACT),
        Failure("No accelerator", r"No accelerator .* is available", code="N28"),
        Failure("quantization method", r"quantization method (?P<method>\S+) is not supported.*?capability: "
                r"(?P<wants>\d+).*?: (?P<has>\d+)", code="N19", weight=Weight.EXACT),
    ),
    wrappers=(
        "Scheduler hit an exception",
        "Initialization failed. Please see the error messages above",
        "Received sigquit from a child process",
        "scheduler is dead",
        "scheduler died during initialization",
    ),
    noise=('HTTP/1.1"', "Receive: obj=", "Finish: obj="),
    inside=("vllm",),
)  # fmt: skip
