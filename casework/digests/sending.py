"""Who gets the digest now, and that everybody gets it once a day: the row in ``digest`` decides.

A reader who was not there in the morning, or whose bot was not, gets today's when they are; none that was
missed is sent later.
"""

from sqlmodel import col, select

from casework import people, quiet
from casework.digests import scopes
from casework.digests.facts import facts_for
from casework.work import Work
from models import upsert
from models.clock_notices import StallDigest
from models.digest import DigestSent
from models.digest_facts import DigestFacts


def due_readers(work: Work) -> list[str]:
    """User ids of the managers and leads for whom it is time, and who have not had today's."""
    return [user_id for user_id in _readers(work) if _is_due(work, user_id)]


def facts_of(work: Work, user_id: str) -> DigestFacts | None:
    """Today's digest of the reader; None for who reads none. Changes nothing."""
    scope = scopes.of(user_id, work.handbook)
    if scope is None:
        return None
    reader = quiet.reader(work, user_id)
    return facts_for(work, reader, quiet.day_of(reader, work.now), scope)


def send(work: Work, user_id: str, facts: DigestFacts | None = None) -> bool:
    """Promise today's digest, if it is time and nobody has yet; ``facts`` are those gathered before.

    Raises NeedsLookup when the reader was not heard of lately: whose clock is not known has no morning, and
    who is not staff any more gets none.
    """
    is_staff = people.actor(work.session, user_id, work.handbook, work.now).is_staff
    if not _is_due(work, user_id):
        return False
    day = quiet.day_of(quiet.reader(work, user_id), work.now)
    if facts is None or facts.day != day:
        facts = facts_of(work, user_id)
    claim = {"reader": user_id, "day": day, "at": work.now}
    if facts is None or not upsert.put(work.session, DigestSent, claim) or not is_staff:
        return False
    work.tell_person(user_id, StallDigest(facts), key=f"digest:{user_id}:{day}")
    return True


def _readers(work: Work) -> list[str]:
    """Each once, the managers first."""
    led = (work.handbook.leads_of(key) for key in work.handbook.departments)
    return list(dict.fromkeys([*work.handbook.managers, *(lead for leads in led for lead in leads)]))


def _is_due(work: Work, user_id: str) -> bool:
    reader, handbook = quiet.reader(work, user_id), work.handbook
    if not quiet.is_digest_time(reader, work.now, handbook.digest.at, handbook.ladder.night):
        return False
    if quiet.away(reader, work.now, handbook.away) is not None:
        return False
    day = quiet.day_of(reader, work.now)
    had = select(DigestSent.at).where(col(DigestSent.reader) == user_id, col(DigestSent.day) == day)
    return work.session.exec(had).first() is None
