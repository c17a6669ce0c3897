"""A feature that was declared does not work."""

from __future__ import annotations

from answerback.check import load
from answerback.conclude import capabilities
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.p_expected import BY_HAND
from answerback.values.asked import Asked
from answerback.values.expected import Expected
from answerback.values.result import Confidence
from answerback.values.target import DEEP
from answerback.values.text import Text

LACKING = ("no", "ignored", "broken")
"""States of a capability that do not keep a declaration; what could not be tested is listed as untested."""


class FeatureMissing(Fault):
    """Declining clearly is a service's right, unless its owner declares otherwise."""

    code = "P03"
    title = Text(en="Declared, and does not work: {features}", zh="声明支持但不可用：{features}")
    cause = Text(
        en="The owner declares that this service has it; asked for it, the service declines, ignores it or breaks.",
        zh="声明中写明该服务支持此功能，实际请求时却被拒绝、忽略或出错。",
    )
    asked = Asked(expected=Expected(features=("auth",)), by_hand=BY_HAND)
    remedy = {
        None: Remedy(
            Text(
                en="Switch the feature on (the other faults and notes say how), or take it out of `expect.features`.",
                zh="开启该功能（其他故障与提示会说明方法），或将它从 `expect.features` 中去掉。",
            )
        )
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A declared capability is `no`, `ignored` or `broken`."""
        declared = seen.setting.target.expected
        if declared is None or not declared.features:
            return None
        kinds = load(DEEP)
        states = capabilities(seen.results.values(), kinds)
        missing = [name for name in declared.features if states.get(name) in LACKING]
        if not missing:
            return None
        seen.consulted += [k.id for k in kinds if k.capability in missing and k.id in seen.results]
        return Diagnosis(Confidence.CERTAIN, {"features": ", ".join(missing)})
