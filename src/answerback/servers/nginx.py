"""nginx as a gateway in front of a service: never recognised as the service itself, named in remedies."""

from __future__ import annotations

from answerback.server import Server


class Nginx(Server):
    """Its marks are the `Server: nginx` header and its error pages."""

    name = "nginx"
    title = "nginx"
    ports = (80, 443)
    processes = ("nginx: master",)
    gateway = True
    # https://nginx.org/en/docs/http/ngx_http_proxy_module.html and ngx_http_gzip_module.html
    flags = {
        "proxy_buffering": "proxy_buffering off;",
        "gzip": "gzip off;",
        "read_timeout": "proxy_read_timeout 600s;",
        "http_version": 'proxy_http_version 1.1; proxy_set_header Connection "";',
        "api_key": "proxy_set_header Authorization $http_authorization;",
        "body_size": "client_max_body_size 64m;",
        "upstream": "proxy_pass http://127.0.0.1:8000;",
        "redirect": "return 308 https://$host$request_uri;",
        "client_abort": "proxy_ignore_client_abort off;",
        "certificate": "ssl_certificate fullchain.pem;",
    }
