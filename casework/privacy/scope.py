"""What of every row is a person's: computed once a run from what they said, then asked row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from casework.privacy.columns import WALKED
from casework.privacy.people import Person
from casework.privacy.redaction import NAMELESS, REMOVED, Redaction, words_of
from models.case import Case
from models.customer import Contact, Customer, CustomerFact, customer_key
from models.customer_talk import Heard
from models.customer_view import CustomerView
from models.entry import Entry
from models.member import Member, Standing
from models.outgoing import Audience, Outgoing
from models.thread import Message

NEVER_NEWER = "9999999999.999999"
"""An edit that Slack still delivers is older than this, so that it changes nothing."""
_FREE = ("text", "words", "reason", "told")
"""What of a notice its author wrote."""


@dataclass(frozen=True)
class Known:
    """Their words, kept while a run lasts: whoever goes on with it finds some of them taken out already."""

    texts: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    person: Person
    pseudonym: str
    own_names: tuple[str, ...]
    """Theirs and nobody else's."""
    redaction: Redaction
    known: Known
    near: frozenset[int]
    """The cases of their customers."""
    opened: frozenset[int]
    """The cases whose first word was theirs."""
    stories: dict[int, str]
    """By case that was opened from their words, what is left of its story."""

    def changes(self, row: SQLModel) -> dict[str, Any]:
        """By column, what shall stand there instead; empty for a row that is none of theirs."""
        values = {name: getattr(row, name) for name in WALKED[type(row)]}
        new = values | self._changed(row, values, is_near=self._is_near(row))
        changed = {name: value for name, value in new.items() if value != values.get(name)}
        if isinstance(row, Message | Heard) and "author" in changed:
            changed["edit_ts"] = NEVER_NEWER
        return changed

    def _is_near(self, row: Any) -> bool:
        for name in ("case_number", "number", "gone", "problem"):
            number = getattr(row, name, None)
            if number is not None:
                return number in self.near
        customer_id = row.id if isinstance(row, Customer) else getattr(row, "customer_id", None)
        return customer_id is None or customer_id in self.person.customers

    def _changed(self, row: Any, values: dict[str, Any], *, is_near: bool) -> dict[str, Any]:
        new: dict[str, Any]
        match row:
            case Message() | Heard() if self._is_theirs(row.author):
                new = {
                    "author": self.pseudonym,
                    "author_name": NAMELESS,
                    "files": [],
                    "text": _gone(row.text),
                }
            case Entry() if self._is_theirs(row.by):
                delivery = row.delivery.replace(row.by, self.pseudonym)
                new = {"by": self.pseudonym, "text": _gone(row.text), "delivery": delivery}
            case CustomerFact() if self.person.is_called(row.said_by) and is_near:
                new = {"text": REMOVED, "said_by": NAMELESS, "link": ""}
            case Outgoing():
                new = {"notice": self._notice(row.notice, is_near=is_near)}
            case Case() if row.number in self.stories:
                new = {"title": REMOVED, "story": self.stories[row.number]}
            case CustomerView() if row.case_number in self.opened or self._is_theirs(row.solved_by):
                new = self._view(row)
            case _:
                new = {name: self.redaction.json(value, is_near=is_near) for name, value in values.items()}
        return new

    def _is_theirs(self, user_id: str | None) -> bool:
        return bool(user_id) and user_id == self.person.user_id

    def _view(self, row: CustomerView) -> dict[str, Any]:
        is_theirs = self._is_theirs(row.solved_by)
        words = _gone(row.score_words) if is_theirs else row.score_words
        return {
            "title": "" if row.case_number in self.opened else self.redaction.text(row.title, is_near=True),
            "solved_by": self.pseudonym if is_theirs else row.solved_by,
            "score_words": self.redaction.text(words, is_near=True),
        }

    def _notice(self, notice: dict[str, Any], *, is_near: bool) -> dict[str, Any]:
        new: dict[str, Any] = self.redaction.json(notice, is_near=is_near)
        if is_near and not {notice.get("author"), notice.get("by")}.isdisjoint(self.own_names):
            new |= {name: REMOVED for name in _FREE if notice.get(name)}
            new |= {"files": []} if "files" in notice else {}
        return new


def _gone(text: str) -> str:
    """That something was written is seen still."""
    return REMOVED if text else ""


def of(session: Session, person: Person, pseudonym: str, before: Known) -> Scope:
    near = frozenset(
        session.exec(select(Case.number).where(col(Case.customer_id).in_(list(person.customers))))
    )
    said = list(session.exec(select(Message).where(col(Message.author) == person.user_id)))
    heard = list(session.exec(select(Heard).where(col(Heard.author) == person.user_id)))
    near_facts = select(CustomerFact).where(col(CustomerFact.customer_id).in_(list(person.customers)))
    facts = {one.text for one in session.exec(near_facts) if person.is_called(one.said_by)}
    first = _first_words(session, {one.home or one.case_number for one in said}, person.user_id)
    stories, titles, old = _stories(session, first)
    words: list[tuple[str, list[dict[str, str]]]] = [(one.text, one.files) for one in said]
    words += [(one.text, one.files) for one in heard]
    files = {file[key] for _, some in words for file in some for key in ("name", "link")}
    texts = {*(text for text, _ in words), *facts, *old} - {"", REMOVED}
    known = Known(before.texts | texts, before.titles | (titles | files | facts) - {"", REMOVED})
    own_names = _of_nobody_else(session, person)
    redaction = Redaction(
        names=(*own_names, *person.parts, *person.addresses, person.user_id),
        everywhere=(*person.addresses, person.user_id),
        pseudonym=pseudonym,
        user_id=person.user_id,
        texts=known.texts,
        titles=known.titles,
    )
    return Scope(person, pseudonym, own_names, redaction, known, near, frozenset(first), stories)


def _of_nobody_else(session: Session, person: Person) -> tuple[str, ...]:
    """What one of our people, or another contact of theirs, is called as well does not say who wrote."""
    staff = session.exec(select(Member.name).where(col(Member.standing) == Standing.STAFF))
    contacts = session.exec(
        select(Contact.name).where(
            col(Contact.customer_id).in_(list(person.customers)),
            col(Contact.id).not_in(list(person.contacts)),
        )
    )
    taken = {customer_key(name) for name in (*staff, *contacts)}
    return tuple(name for name in person.names if customer_key(name) not in taken)


def _first_words(session: Session, numbers: Iterable[int], user_id: str) -> dict[int, Message]:
    """By case: the message that it began with, where that was theirs."""
    is_outside = or_(col(Message.thread_id).is_(None), col(Message.audience) == Audience.CUSTOMER)
    first: dict[int, Message] = {}
    for number in numbers:
        at_home = (col(Message.home) == number) | (
            (col(Message.case_number) == number) & col(Message.home).is_(None)
        )
        query = select(Message).where(at_home, is_outside).order_by(col(Message.said_at), col(Message.id))
        begun = session.exec(query.limit(1)).first()
        if begun is not None and begun.author == user_id:
            first[number] = begun
    return first


def _stories(session: Session, first: dict[int, Message]) -> tuple[dict[int, str], set[str], list[str]]:
    """(by case that was made of their words what its story shall be, titles, what was theirs of stories)."""
    stories, titles, old = {}, set(), []
    for number, begun in first.items():
        case, view = session.get_one(Case, number), session.get(CustomerView, number)
        seen = view.title if view else ""
        titles |= {seen}
        if not (case.title == seen or begun.edit_ts or _holds(begun.text, case.title)):
            continue
        others = select(Message.text).where(
            col(Message.case_number) == case.number, col(Message.author) != begun.author
        )
        theirs = {line.strip() for text in session.exec(others) for line in text.splitlines()}
        lines = [(line, line.strip() in theirs) for line in case.story.splitlines() if line.strip()]
        kept = [line if is_anothers else REMOVED for line, is_anothers in lines]
        stories[number] = "\n".join(dict.fromkeys(kept)) or REMOVED
        old += [line for line, is_anothers in lines if not is_anothers and line != REMOVED]
        opened = select(Entry.text).where(
            col(Entry.what) == "opened",
            or_(col(Entry.home) == number, col(Entry.case_number) == number),
        )
        titles |= {case.title, *session.exec(opened)}
    return stories, titles, old


def _holds(text: str, title: str) -> bool:
    words, wanted = ([word for word, _, _ in words_of(one)] for one in (text, title))
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
