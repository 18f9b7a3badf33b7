"""F10: the network to PostgreSQL hangs: no request is longer than 15 s, nothing is stuck a minute after it is back."""

import time

from config.drills.frame import Drill, get, postgres_socket
from config.drills.post import tell, unsent
from config.drills.proxy import Proxy
from config.drills.visitors import Visitors, cookie_of
from config.servers import OWNER

PAGES = ("/", "/applications/", "/internships/")


def run(drill: Drill) -> None:
    """Web and worker reach the database by a proxy, which then lets nothing through."""
    world = drill.fill(0.002)
    cookies = [cookie_of(user) for user in (1, 2, 3, world.size.students + 1)]
    proxy = Proxy(postgres_socket())
    drill.told("DATABASE_URL", f"postgres://{OWNER}@127.0.0.1:{proxy.port}/{OWNER}")
    drill.start("web")
    drill.start("worker")
    drill.clock()
    with Visitors(PAGES, cookies) as visitors:
        drill.wait(lambda: visitors.statuses()[200] > 20, "the load")
        drill.say("the network hangs")
        hung = time.monotonic()
        proxy.hang()
        healthz, _took = get("/healthz", timeout=20)
        time.sleep(drill.size(40, 20))
        proxy.release()
        back = time.monotonic()
        drill.say(f"it is back; meanwhile {dict(visitors.statuses(hung + 0.5, back))}")
        drill.wait(lambda: visitors.statuses(back + 0.5)[200] > 10, "pages", within=60)
        tell(drill.people(10))
        took = drill.wait(lambda: unsent() == 0, "mail to leave", within=120)
        first = visitors.first(200, back) or 0.0
    meanwhile = visitors.statuses(hung + 0.5, back)
    drill.figure("pages meanwhile", dict(meanwhile), "503 alone", held=set(meanwhile) == {503})
    drill.took("longest request", visitors.slowest(), 15)
    drill.figure("/healthz while every hand waits", healthz, "200", held=healthz == 200)
    drill.took("first page after its return", first, 60)
    drill.took("the worker goes on", took, 60)
    proxy.close()
