"""N33: the GPU's computation crashed."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class GpuCrash(Logged):
    """A kernel touched memory that is not its own, an index was out of range, or the GPU itself failed."""

    code = "N33"
    title = Text(en="The computation on the GPU crashed", zh="GPU 上的计算崩溃")
    cause = Text(
        en="A kernel accessed memory that is not its own, an index was out of range (a token beyond the "
        "vocabulary, a position beyond the context), or the hardware failed (Xid, ECC); the server cannot "
        "go on after that.",
        zh="某个算子访问了非法内存、索引越界（token 超出词表、位置超出上下文），或硬件出错（Xid、ECC）；之后服务无法"
        "继续。",
    )
    priority = 2
    remedy = {
        None: Remedy(
            Text(
                en="Restart it; `dmesg | grep -i xid` tells whether it was the hardware. If it comes again: "
                "`CUDA_LAUNCH_BLOCKING=1` shows the kernel; upgrade the server, and try it without its "
                "optional kernels.",
                zh="重启服务；`dmesg | grep -i xid` 可判断是否为硬件故障。若反复出现："
                "`CUDA_LAUNCH_BLOCKING=1` 可定位算子；升级服务端，并关闭可选算子再试。",
            ),
            ("CUDA_LAUNCH_BLOCKING=1", "dmesg | grep -i xid"),
        ),
        "vllm": Remedy(
            Text(
                en="Restart it; `dmesg | grep -i xid` tells whether it was the hardware. If it comes again: "
                "upgrade, and try `--enforce-eager` and another `--attention-backend TRITON_ATTN`; "
                "`CUDA_LAUNCH_BLOCKING=1` shows the kernel.",
                zh="重启服务；`dmesg | grep -i xid` 可判断是否为硬件故障。若反复出现：升级，并尝试 "
                "`--enforce-eager`、换用 `--attention-backend TRITON_ATTN`；"
                "`CUDA_LAUNCH_BLOCKING=1` 可定位算子。",
            ),
            ("--enforce-eager", "--attention-backend TRITON_ATTN", "CUDA_LAUNCH_BLOCKING=1"),
        ),
        "sglang": Remedy(
            Text(
                en="Restart it; `dmesg | grep -i xid` tells whether it was the hardware. If it comes again: "
                "upgrade, and try `--disable-cuda-graph` and `--attention-backend triton`.",
                zh="重启服务；`dmesg | grep -i xid` 可判断是否为硬件故障。若反复出现：升级，并尝试 "
                "`--disable-cuda-graph` 和 `--attention-backend triton`。",
            ),
            ("--disable-cuda-graph", "--attention-backend triton"),
        ),
    }
