"""N32: the processes on several GPUs or machines lost touch."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class WorkersOutOfTouch(Logged):
    """NCCL or the rendezvous waits for a partner that does not answer."""

    code = "N32"
    title = Text(en="Processes on several GPUs or machines do not reach each other", zh="多 GPU 或多机进程之间无法通信")
    cause = Text(
        en="NCCL or the rendezvous between processes timed out: the wrong network interface, a firewall, "
        "links between GPUs that do not work (P2P, InfiniBand), or a partner that died first.",
        zh="NCCL 或进程间的会合超时：网卡选错、防火墙、GPU 间链路（P2P、InfiniBand）不通，或某个进程先行退出。",
    )
    priority = 2
    evidence = ("vllm-project/vllm#6574", "sgl-project/sglang#5883")
    remedy = {
        None: Remedy(
            Text(
                en="Name the interface: `NCCL_SOCKET_IFNAME=eth0 GLOO_SOCKET_IFNAME=eth0`; try without direct "
                "links: `NCCL_P2P_DISABLE=1` and `NCCL_IB_DISABLE=1`; `NCCL_DEBUG=INFO` shows where it "
                "waits. Look at the other processes' logs for one that died first.",
                zh="指定网卡：`NCCL_SOCKET_IFNAME=eth0 "
                "GLOO_SOCKET_IFNAME=eth0`；尝试关闭直连：`NCCL_P2P_DISABLE=1`、"
                "`NCCL_IB_DISABLE=1`；`NCCL_DEBUG=INFO` 可看到卡在哪里。也请检查其他进"
                "程的日志，看是否有先退出的。",
            ),
            ("NCCL_SOCKET_IFNAME=eth0", "NCCL_P2P_DISABLE=1", "NCCL_DEBUG=INFO"),
        ),
        "vllm": Remedy(
            Text(
                en="Name the interface: `VLLM_HOST_IP` and `NCCL_SOCKET_IFNAME=eth0 GLOO_SOCKET_IFNAME=eth0`; "
                "try `NCCL_P2P_DISABLE=1`, `NCCL_IB_DISABLE=1` and `--disable-custom-all-reduce`; "
                "`NCCL_DEBUG=INFO` shows where it waits.",
                zh="指定网卡：`VLLM_HOST_IP` 与 `NCCL_SOCKET_IFNAME=eth0 "
                "GLOO_SOCKET_IFNAME=eth0`；尝试 `NCCL_P2P_DISABLE=1`、"
                "`NCCL_IB_DISABLE=1` 和 `--disable-custom-all-reduce`；"
                "`NCCL_DEBUG=INFO` 可看到卡在哪里。",
            ),
            ("--disable-custom-all-reduce", "NCCL_SOCKET_IFNAME=eth0", "NCCL_P2P_DISABLE=1"),
        ),
        "sglang": Remedy(
            Text(
                en="Name the interface: `NCCL_SOCKET_IFNAME=eth0 GLOO_SOCKET_IFNAME=eth0`; try "
                "`NCCL_P2P_DISABLE=1` and `--disable-custom-all-reduce`; raise the patience: "
                "`--dist-timeout 3600`.",
                zh="指定网卡：`NCCL_SOCKET_IFNAME=eth0 "
                "GLOO_SOCKET_IFNAME=eth0`；尝试 `NCCL_P2P_DISABLE=1` 和 "
                "`--disable-custom-all-reduce`；调大超时：`--dist-timeout "
                "3600`。",
            ),
            ("--disable-custom-all-reduce", "--dist-timeout 3600", "NCCL_SOCKET_IFNAME=eth0"),
        ),
    }
