"""nginx as the container `nginx` of a task, with the log format of its official image."""

from __future__ import annotations

from pathlib import Path

from .container import Container, Image
from .servers import wait_for
from .stage import Stage, Task

CONFIG = """daemon off;
user www-data;
worker_processes 1;
pid /tmp/nginx.pid;
error_log /dev/stderr {level};
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent" "$http_x_forwarded_for"';
    access_log /dev/stdout main;
    server_tokens off;
{body}
}}
"""


def nginx(stage: Stage, task: Task, body: str, mounts: dict[str, Path] | None = None, level: str = "warn") -> Container:
    """Start it and wait for port 80; `body` stands in the http block, `level` is that of the error log."""
    config = stage.room(f"nginx-{task.task_id}") / "nginx.conf"
    config.write_text(CONFIG.format(body=body, level=level))
    container = stage.run(task, "nginx", Image(["nginx"], {"/etc/nginx/nginx.conf": config, **(mounts or {})}))
    wait_for(task.host.address, 80)
    return container


def forward_to(upstream: str) -> str:
    """A configuration that passes every request on to one address."""
    return f"""
    server {{
        listen 80;
        location / {{
            proxy_pass http://{upstream};
            proxy_connect_timeout 3s;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
"""
