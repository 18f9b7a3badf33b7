"""F8: a worker killed between sending and marking: at most one extra copy of a mail for each death, with the same Message-ID."""

from collections import Counter

from config.drills.frame import Drill, kill
from config.drills.post import tell, unsent
from config.mailbox import Mailbox


def run(drill: Drill) -> None:
    """The mail server keeps a mail and does not say so; the worker dies waiting for the word."""
    rounds, box, deaths = drill.size(10, 2), Mailbox(), Counter[str]()
    drill.told("MAIL_URL", box.url)
    box.open()
    drill.clock()
    try:
        tell(readers := drill.people(rounds * 5))
        for number in range(1, rounds + 1):
            box.holding.set()
            worker = drill.start("worker", number=number)
            drill.wait(lambda: box.held, "a mail to be taken")
            kill(worker)
            deaths.update(box.let_go())
            drill.say(f"killed: {box.arrived.total()} taken, {unsent()} not marked")
        drill.start("worker", number=rounds + 1)
        drill.wait(lambda: unsent() == 0, "every mail to be marked")
    finally:
        box.close()
    beyond = {name: count - 1 - deaths[name] for name, count in box.arrived.items()}
    drill.figure(
        "mails delivered", f"{len(box.arrived)} of {len(readers)}", "all", held=len(box.arrived) == len(readers)
    )
    drill.figure("workers killed, each in the middle of a mail", rounds, f"{rounds}", held=deaths.total() >= rounds)
    copies = box.arrived.total() - len(box.arrived)
    drill.figure(
        "extra copies",
        copies,
        f"at most {deaths.total()}, one for each mail in a dead hand",
        held=max(beyond.values()) <= 0,
    )
