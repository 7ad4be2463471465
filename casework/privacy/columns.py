"""Every column that holds text: where a person's words may stand, and where they cannot.

A test walks the tables: a new column of text or JSON must be named here, on one side or the other.
"""

from collections.abc import Mapping

from sqlmodel import SQLModel

from models.alike import AlikePair
from models.answer import GivenAnswer
from models.approval import Approval, ReplyDraft
from models.case import Case
from models.customer import Contact, Customer, CustomerFact
from models.customer_talk import Heard
from models.customer_view import CustomerView
from models.entry import Entry
from models.erasure import Erasure
from models.handoff import Handoff
from models.lesson import Lesson
from models.member import ChannelMember, Member
from models.merge import Merge
from models.outgoing import Outgoing
from models.problem import Problem, ProblemDraft, ProblemRound, ProblemUpdate
from models.promise import Promise, Reminder
from models.receipt import Receipt
from models.search_text import SearchText
from models.thread import Message

WALKED: Mapping[type[SQLModel], tuple[str, ...]] = {
    Outgoing: ("notice",),
    Merge: ("before",),
    Handoff: ("why", "expected", "reason", "found", "to_tell", "root_cause", "pause_reason", "ended_by"),
    Promise: ("pause_reason", "ended_by"),
    Reminder: ("note",),
    Problem: ("root_cause", "to_tell", "prevention"),
    ProblemUpdate: ("text",),
    ProblemDraft: ("settled_by",),
    ProblemRound: ("begun_by",),
    ReplyDraft: ("text", "why", "reason"),
    Approval: ("text",),
    GivenAnswer: ("question", "wording"),
    Customer: ("goals",),
    SearchText: ("body",),
    Entry: ("by", "text", "delivery"),
    Case: ("title", "story"),
    CustomerView: ("title", "solved_by", "score_words"),
    CustomerFact: ("text", "said_by", "link"),
    Message: ("author", "author_name", "text", "files"),
    Heard: ("author", "author_name", "text", "files"),
}
"""Row by row, in this order: who wrote what stands in the last ones."""

ALONG: Mapping[type[SQLModel], tuple[str, ...]] = {
    AlikePair: ("why",),
    Lesson: ("says",),
    Contact: ("name", "user_id", "role", "email", "phone"),
    Member: ("user_id", "name", "time_zone", "away_note"),
    ChannelMember: ("user_id",),
    Receipt: ("key",),
    Erasure: ("who",),
}
"""With the case whose words they are made of, or with the person at the end."""

NO_WORDS: Mapping[str, str] = {
    "answer_use": "used_by",
    "approval": "key channel teams speaks_as digest written_by approved_by seconded_by",
    "case": "csm source",
    "channel": "id name teams",
    "channelmember": "channel",
    "counter": "name",
    "customer": "name key tier csm deputy channel time_zone language",
    "customer_fact": "noted_by ended_by",
    "customer_thread": "channel ts",
    "digest": "reader",
    "entry": "what",
    "erasure": "asked_by step rows",
    "given_answer": "department",
    "handoff": "department offered_by owner",
    "heard": "channel ts thread_ts edit_ts",
    "lesson": "department",
    "likeness_weights": "name made_for",
    "merge": "by undone_by",
    "message": "channel ts edit_ts",
    "outgoing": "key marker channel recipient lane ts error",
    "pace": "key",
    "problem": "department preventer fixed_by prevented_by",
    "problem_case": "joined_by",
    "problem_update": "said_by",
    "promise": "department person",
    "reminder": "rung person",
    "reply_draft": "key speaks_as written_by decided_by",
    "search_text": "source",
    "snooze": "person",
    "thread": "channel ts",
    "wait": "department",
    "watermark": "channel thread_ts seen_to",
}
"""Ids, keys, names of ours and of companies, and times; by table, the columns."""
