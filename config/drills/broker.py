"""F6: the broker killed without saving, 300 jobs queued: all done within two minutes of its return, none twice, pages stay up."""

import shutil

from config import machine
from config.drills.frame import Drill, killed, valkey_socket, worst
from config.drills.post import mailed, tell, unsent

PAGE = "/internships/"
AWAY_FOR = 20  # requests of pages while it is away


def run(drill: Drill) -> None:
    """Queue, kill, wipe, look at pages, bring back, wait."""
    count = drill.size(300, 20)
    drill.serve()
    drill.clock()
    drill.say(f"{count} messages posted, nobody at work")
    tell(readers := drill.people(count))
    drill.say("the broker killed, what it kept on the disk removed")
    with killed(valkey_socket()):
        shutil.rmtree(machine.state_dir() / "valkey" / "appendonlydir")
        seen = [drill.page(PAGE) for _ in range(drill.size(AWAY_FOR, 3))]
    drill.start("worker")
    took = drill.wait(lambda: unsent() == 0, "the messages to leave")
    sent = mailed(readers)
    well = [status for status, _took in seen if status == 200]
    drill.figure("pages answered meanwhile", f"{len(well)} of {len(seen)}", "all", held=len(well) == len(seen))
    drill.took("slowest of them", worst(seen), 5)
    drill.took(f"{count} done after its return", took, 120)
    drill.figure("done", f"{len(sent)} of {count}", "all", held=len(sent) == count)
    drill.figure("done twice", sent.total() - len(sent), "0", held=sent.total() == len(sent))
