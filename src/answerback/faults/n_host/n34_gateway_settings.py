"""N34: the gateway's own settings are wrong."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class GatewaySettings(Logged):
    """Its file is not there or not readable, or its database is not."""

    code = "N34"
    title = Text(en="The gateway's own settings are wrong", zh="网关自身的配置有误")
    cause = Text(
        en="The configuration file {path} is not there.",
        zh="配置文件 {path} 不存在。",
    )
    priority = 2
    assumes = {"path": "config.yaml", "what": "?", "database": "?"}
    evidence = ("BerriAI/litellm#11311",)
    remedy = {
        None: Remedy(
            Text(
                en="Give the path as it is where the gateway runs; in Docker mount the file: `-v "
                "$(pwd)/config.yaml:/app/config.yaml`.",
                zh="填写网关所在环境里的真实路径；Docker 需挂载该文件：`-v $(pwd)/config.yaml:/app/config.yaml`。",
            ),
            ("-v $(pwd)/config.yaml:/app/config.yaml",),
        ),
        "litellm": Remedy(
            Text(
                en="Give the path as it is where it runs: `litellm --config /app/config.yaml`; in Docker "
                "mount the file: `-v $(pwd)/config.yaml:/app/config.yaml`.",
                zh="填写其所在环境里的真实路径：`litellm --config /app/config.yaml`；"
                "Docker 需挂载：`-v $(pwd)/config.yaml:/app/config.yaml`。",
            ),
            ("litellm --config /app/config.yaml", "-v $(pwd)/config.yaml:/app/config.yaml"),
        ),
    }
    cases = {
        "yaml": Case(
            Text(
                en="The configuration is no valid YAML: {what}",
                zh="配置不是合法的 YAML：{what}",
            ),
            {
                None: Remedy(
                    Text(
                        en="Indent with blanks in equal steps, quote values with colons; `python -c 'import "
                        "yaml,sys; yaml.safe_load(open(sys.argv[1]))' config.yaml` names the line.",
                        zh="用空格统一缩进，含冒号的值加引号；`python -c 'import yaml,sys; "
                        "yaml.safe_load(open(sys.argv[1]))' config.yaml` 会指出"
                        "出错的行。",
                    ),
                    ("config.yaml",),
                ),
            },
        ),
        "database": Case(
            Text(
                en="The database at {database} does not answer.",
                zh="连接不上数据库 {database}。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Start the database, or name it right: "
                        "`DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME` (inside Docker the host "
                        "is the service's name, not localhost); without one leave `database_url` out.",
                        zh="启动数据库，或改对地址："
                        "`DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME`（"
                        "Docker 内主机名应为服务名而不是 localhost）；不用数据库则去掉 "
                        "`database_url`。",
                    ),
                    ("DATABASE_URL",),
                ),
            },
        ),
    }
