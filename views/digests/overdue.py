"""A step that is overdue, with what can be done about it: in a digest, in all of it, and at home."""

from models.digest_facts import StalledLine
from models.promise import OF_THE_CSM
from views.blocks import Block, button, option, overflow, section
from views.digests import wording


def line(stalled: StalledLine) -> Block:
    """Where there are many: the steps are in a menu."""
    handoff = to_reassign(stalled)
    options = [option("Open", f"open:{stalled.case.number}"), option("Nudge now", f"nudge:{stalled.promise}")]
    options += [option("Re-assign", f"reassign:{handoff}")] if handoff is not None else []
    return section(wording.stalled(stalled), overflow("digest.line", options))


def buttons(line: StalledLine) -> list[Block]:
    """They act on the present, whatever has happened since the digest was made."""
    handoff = to_reassign(line)
    reassign = [button("Re-assign", "handoff.reassign", handoff)] if handoff is not None else []
    return [
        button("Open", "digest.open", line.case.number),
        button("Nudge now", "digest.nudge", line.promise),
        *reassign,
    ]


def to_reassign(line: StalledLine) -> int | None:
    """The hand-off that can go to somebody else: a department's own; what a CSM owes stays the CSM's."""
    return None if line.kind in OF_THE_CSM else line.handoff
