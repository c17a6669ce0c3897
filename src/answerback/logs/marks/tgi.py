"""Text Generation Inference's log (launcher and router; wordings from the tracker, 0.9 to 3.2)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="tgi",
    begins=(Mark("text_generation_launcher: Args", r"model_id: \"(?P<model>[^\"]+)\""),),
    clues=(
        Mark("text_generation_launcher"),
        Mark("text_generation_router"),
        Mark("text-generation-launcher"),
        Mark("text_generation_server"),
        Mark("Sharding model on"),
    ),
    tells=(
        Mark("model_id: ", r"model_id: \"(?P<model>[^\"]+)\""),
        Mark("max_total_tokens", r"max_total_tokens: Some\((?P<asked>\d+)\)"),
        Mark("port: ", r"^\s*port: (?P<port>\d+),"),
    ),
    progress=(
        Progress("Starting check and download process", stage=Stage.DOWNLOAD),
        Progress("Download file:", stage=Stage.DOWNLOAD),
        Progress("Download: [", r"\[(?P<done>\d+)/(?P<of>\d+)\]", stage=Stage.DOWNLOAD),
        Progress("Successfully downloaded weights", stage=Stage.LOAD),
        Progress("Starting shard", stage=Stage.LOAD),
        Progress("Shard ready in", stage=Stage.WARM_UP),
        Progress("Warming up model", stage=Stage.WARM_UP),
        Progress("text_generation_router", r"text_generation_router\S*\s(?:\S+:\d+: )?Connected", stage=Stage.READY),
        Progress("text_generation_launcher: Terminate", stage=Stage.STOP),
    ),
    failures=(
        # huggingface/text-generation-inference#755, #1067, #1164
        Failure("prefill tokens", r"Not enough memory to handle (?P<wants>\d+) (?:total tokens with )?(?P<prefill>\d+)?"
                r" ?prefill tokens", code="N01", case="prefill", weight=Weight.EXACT),
        Failure("num_shards", r"`num_heads` must be divisible by `num_shards` \(got `num_heads`: (?P<heads>\d+) and "
                r"`num_shards`: (?P<parallel>\d+)", code="N17", weight=Weight.EXACT),
        Failure("CUDA devices", r"only found (?P<has>\d+) CUDA devices", code="N18", case="fewer", weight=Weight.EXACT),
        Failure("Unsupported model type", r"model type (?P<architecture>\S+)", code="N08", weight=Weight.EXACT),
        Failure("ArgumentValidation", r"ArgumentValidation\(\"(?P<value>.+?)\"\)", code="N15", case="together"),
        Failure("was signaled to shutdown with signal", r"signal (?P<signal>9|7)\b", code="N21", weight=Weight.HINT),
        Failure("Shard process was signaled", r"signal 7\b", code="N06", weight=Weight.EXACT),
    ),
    wrappers=(
        "Shard complete standard error output",
        "ShardCannotStart",
        "Error: WebServer",
        "Error: Warmup",
        "DownloadError",
        "Webserver Crashed",
    ),
    noise=("compat_generate{", "generate_stream{", "chat_completions{"),
)  # fmt: skip
