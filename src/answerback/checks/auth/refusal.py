"""Reading refusals: what a service says when it does not let a request in, in any dialect."""

from __future__ import annotations

from answerback.checks.connection.reached import is_page
from answerback.values.pattern import lazy
from answerback.wire.openai import Reading

QUOTA = lazy(
    r"(?i)insufficient[_ ](quota|user[_ ]quota|balance|credit|fund)|exceeded your current quota"
    r"|(balance|credits?) (is|are) (too low|insufficient|not enough|exhausted)"
    r"|quota (has been )?(exceeded|exhausted)"
    r"|exceeded_(current_)?quota|budget has been exceeded|budget_exceeded|billing_hard_limit|out of credits"
    r"|check your billing|billing details|recharge|top up your"
    r"|arrearage|payment required|余额不足|额度不足|额度已用|欠费|资源包.{0,8}(用尽|不足)|令牌额度"
)
"""Money is out: waiting does not help. OpenAI, DeepSeek, OpenRouter, LiteLLM, DashScope, Zhipu, one-api."""
ABSENT = lazy(
    r"(?i)no api[- ]?key|(did ?n.t|not) provide an? api|api[- ]?key (is )?(missing|required|not (found|provided))"
    r"|missing (bearer|api|authorization|authentication|auth|credential)|no (auth|credential|cookie auth|token)"
    r"|not authenticated|without (an? )?(api )?key|header (is )?(missing|required)|authorization header"
    r"|未提供|缺少.{0,6}(令牌|密钥|key)"
)
"""It says that no key came at all."""
INVALID = lazy(
    r"(?i)(invalid|incorrect|wrong|unknown|expired|revoked|malformed)[^.]{0,30}(api[-_ ]?key|token|credential|key)"
    r"|invalid_api_key|api[-_ ]?key[^.]{0,30}(not valid|invalid|incorrect)|无效的?(令牌|密钥|api)"
    r"|(令牌|密钥)已?(过期|失效)|密钥.{0,4}(无效|错误)"
)
"""It says that a key came and is not right."""
SCOPE = lazy(
    r"(?i)permission|\bscopes?\b|not (allowed|authorized|permitted|entitled) to|(access|available) to (this|the|that) "
    r"model|can only access|no access|not have access|access[_ ]denied|无权|权限|未授权|未开通"
)
"""It says that the key is known and may not do this."""


def refused(heard: Reading) -> bool:
    """Whether a request was turned away for who sent it."""
    if heard.status == 401:
        return True
    if heard.status == 403:
        return not is_page(heard)
    if heard.status == 400:  # Gemini and some gateways
        error = heard.error
        return error is not None and (error.code == "invalid_api_key" or bool(INVALID.search(error.message)))
    return False


def out_of_money(heard: Reading) -> bool:
    """Whether a request was turned away because a balance or budget is used up."""
    if heard.status == 402:
        return True
    wrapped = heard.ok and heard.error is not None and not heard.answer.choices
    if not wrapped and heard.status not in (400, 401, 403, 429):
        return False
    return bool(QUOTA.search(heard.text[:4000]))


def words(heard: Reading) -> str:
    """Return what the service says, short."""
    return heard.error.message[:200] if heard.error is not None else ""
