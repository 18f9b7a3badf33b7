"""F7: the mail server down, 300 mails posted: all delivered once after it returns, pages under a second meanwhile."""

from config.drills.frame import Drill, worst
from config.drills.post import tell, unsent
from config.mailbox import Mailbox
from core import clock
from notifications.models import Notification

PAGES = 30


def run(drill: Drill) -> None:
    """Post into the void, look at pages, open the box, wait."""
    count, box = drill.size(300, 20), Mailbox()
    drill.told("MAIL_URL", box.url)
    drill.serve()
    drill.start("worker")
    drill.clock()
    drill.say(f"{count} mails posted, nobody takes them")
    tell(readers := drill.people(count))
    posted = Notification.objects.filter(reader__in=readers)
    seen = [drill.page("/internships/") for _ in range(drill.size(PAGES, 3))]
    drill.wait(lambda: posted.filter(tries__gt=0).count() == count, "every mail to be tried")
    drill.say("the mail server comes back")
    box.open()
    try:
        if drill.small:  # the wait before the next try is a minute
            posted.filter(tries__gt=0).update(send_after=clock.now())
        took = drill.wait(lambda: unsent() == 0, "the mails to leave")
    finally:
        box.close()
    drill.figure("delivered", f"{len(box.arrived)} of {count}", "all", held=len(box.arrived) == count)
    drill.figure("delivered twice", box.arrived.total() - len(box.arrived), "0", held=max(box.arrived.values()) == 1)
    drill.took("after its return", took, 300)
    drill.took("slowest page meanwhile", worst(seen), 1)
    drill.figure(
        "pages that did not open", sum(status != 200 for status, _took in seen), "0", held={s for s, _ in seen} == {200}
    )
