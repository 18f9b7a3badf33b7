"""One door before several web processes: nginx, as it stands in a Debian; and a browser that asks there and says who served it."""

import http.client
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from config.drills.frame import Drill, Stuck
from config.ports import HOST, free_port

CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 12m;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream portal {{ {servers} }}
  server {{
    listen {host}:{port};
    location / {{
      proxy_pass http://portal;
      proxy_set_header Host localhost;
      proxy_set_header X-Forwarded-For $remote_addr;
      add_header X-Served-By $upstream_addr always;
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 when nobody answered."""

    status: int = 0
    served_by: str = ""
    content: bytes = b""
    cookies: list[str] = field(default_factory=list)


def open_door(drill: Drill, *ports: int) -> int:
    """Nginx before the web processes at these ports, each in its turn; the port of the door. Raises Stuck where there is no nginx."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        raise Stuck("no nginx here (Debian: apt-get install nginx-light)")
    folder: Path = settings.DATA_DIR / "nginx"
    folder.mkdir(exist_ok=True)
    port, conf = free_port(), folder / "nginx.conf"
    upstream = " ".join(f"server {HOST}:{each};" for each in ports)
    conf.write_text(CONF.format(folder=folder, servers=upstream, host=HOST, port=port), encoding="ascii")
    running = subprocess.Popen([program, "-c", str(conf), "-p", str(folder), "-e", str(folder / "nginx.log")])
    drill.at_the_end(running.wait)
    drill.at_the_end(running.terminate)
    drill.wait(lambda: ask(port, "/healthz").status == 200, "nginx", within=30)
    return port


def ask(port: int, address: str, cookie: str = "") -> Answer:
    """A page."""
    return _send(port, "GET", address, {"Cookie": cookie})


def send(port: int, address: str, cookie: str, **form: str) -> Answer:
    """A form, as a page of the portal sends it."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _send(port, "POST", address, _with_token(cookie) | kind, urlencode(form).encode())


def send_piece(port: int, address: str, cookie: str, *, offset: int, content: bytes) -> Answer:
    """A piece of a file."""
    kind = {"Content-Type": "application/octet-stream", "Upload-Offset": str(offset)}
    return _send(port, "POST", address, _with_token(cookie) | kind, content)


def _with_token(cookie: str) -> dict[str, str]:
    token = secrets.token_hex(16)
    return {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}


def _send(port: int, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
    line = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        line.request(method, address, body=body, headers={"Host": "localhost"} | headers)
        answer = line.getresponse()
        cookies = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
        return Answer(answer.status, answer.headers.get("X-Served-By", ""), answer.read(), cookies)
    except (OSError, http.client.HTTPException):
        return Answer()
    finally:
        line.close()
