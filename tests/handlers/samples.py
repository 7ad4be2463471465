"""A payload for every row of the table, as a person of any kind could have it sent."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import col, select

from casework import cases, handoffs, keeping
from casework.access import Operation
from casework.merging.merge import merge
from casework.problems import opening, updates
from casework.problems.opening import NewProblem
from casework.voice import bindings, drafts, parking, sending
from casework.work import Work
from handlers.answer import Kind
from models.approval import ReplyDraft
from models.case import Case, Severity
from models.customer import Customer, CustomerFact
from models.customer_talk import Heard
from models.handoff import Handoff
from models.outgoing import Audience, Outgoing
from models.problem import Problem, ProblemDraft
from models.promise import Promise
from models.reply_facts import Face, Written
from models.tended import Tended
from models.thread import Thread
from sandbox import responses
from tests.casework.room import DANA, seat
from tests.casework.voice.conftest import BRIGHTWATER
from tests.floor import Floor
from tests.handlers import customer_scenes
from tests.house import BILLING

GENERAL = "C0GENERAL01"
_COUNT = count(1)


@dataclass(frozen=True)
class Scene:
    """A case, its offer to Billing, and who is about to do something."""

    floor: Floor
    number: int
    handoff: int
    user: str
    team: str

    @property
    def card_ts(self) -> str:
        return next(t.ts for t in self._threads() if t.handoff_id == self.handoff)

    @property
    def desk_ts(self) -> str:
        return next(t.ts for t in self._threads() if t.case_number == self.number and t.is_desk)

    def _threads(self) -> list[Any]:
        return self.floor.rows(Thread)

    def trigger(self) -> str:
        return self.floor.sandbox.slack.triggers.issue(self.user)

    def response_url(self) -> str:
        return responses.issue(self.floor.sandbox.slack, self.user, BILLING)


@dataclass(frozen=True)
class Sample:
    kind: Kind
    name: str
    needs: Operation | None
    body: Callable[[Scene], dict[str, Any]]
    prepare: Callable[[Scene], Awaitable[None]] | None = None
    """What must have happened before, so that the step is possible."""


def pressed(
    action_id: str,
    needs: Operation,
    value: Callable[[Scene], str],
    *,
    option: bool = False,
    channel: str = BILLING,
) -> Sample:
    def body(scene: Scene) -> dict[str, Any]:
        said = value(scene)
        action: dict[str, Any] = {"action_id": action_id, "block_id": "b", "action_ts": "1700000001.000001"}
        action |= {"selected_option": {"value": said}} if option else {"value": said}
        return {
            **common(scene, "block_actions"),
            "container": {"type": "message", "channel_id": channel, "message_ts": scene.card_ts},
            "channel": {"id": channel},
            "response_url": scene.response_url(),
            "actions": [action],
        }

    return Sample(Kind.ACTION, action_id, needs, body)


def common(scene: Scene, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": "T0TIDEWATER"},
        "user": {"id": scene.user, "team_id": scene.team},
        "api_app_id": "A0LIAISON00",
        "trigger_id": scene.trigger(),
    }


def sent(callback_id: str, needs: Operation, ids: Callable[[Scene], Any], **values: Any) -> Sample:
    """A form, filled in and submitted."""

    def body(scene: Scene) -> dict[str, Any]:
        state = {block: {action: held} for block, (action, held) in values.items()}
        blocks = [{"type": "input", "block_id": block, "element": {}, "label": {}} for block in values]
        view = {
            "id": "V0000000001",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": json.dumps(ids(scene)),
            "state": {"values": state},
            "blocks": blocks,
            "hash": "1",
        }
        return {**common(scene, "view_submission"), "view": view}

    return Sample(Kind.VIEW, callback_id, needs, body)


def event(kind: Kind, name: str, needs: Operation | None, facts: Callable[[Scene], dict[str, Any]]) -> Sample:
    def body(scene: Scene) -> dict[str, Any]:
        about = {"type": name, "event_ts": "1700000002.000001", **facts(scene)}
        return {
            "type": "event_callback",
            "team_id": "T0TIDEWATER",
            "event_id": "Ev0000000001",
            "event": about,
        }

    return Sample(kind, name, needs, body)


def typed(block: str, text: str) -> tuple[str, dict[str, Any]]:
    return block, {"type": "plain_text_input", "value": text}


def picked(action: str, value: str) -> tuple[str, dict[str, Any]]:
    return action, {"type": "static_select", "selected_option": {"value": value, "text": {"text": value}}}


def marked(action: str, value: str) -> tuple[str, dict[str, Any]]:
    return action, {"type": "radio_buttons", "selected_option": {"value": value, "text": {"text": value}}}


def _number(scene: Scene) -> str:
    return str(scene.number)


def _handoff(scene: Scene) -> str:
    return str(scene.handoff)


def _promise(scene: Scene) -> str:
    return "1"


def _about_case(scene: Scene) -> dict[str, int]:
    return {"case": scene.number}


def _about_theirs(scene: Scene) -> dict[str, Any]:
    return {"case": scene.number, "channel": _THEIRS}


def _about_handoff(scene: Scene) -> dict[str, int]:
    return {"handoff": scene.handoff}


def _chosen(verb: str, which: Callable[[Scene], str]) -> Callable[[Scene], str]:
    return lambda scene: f"{verb}:{which(scene)}"


def _command(text: str) -> Callable[[Scene], dict[str, Any]]:
    def body(scene: Scene) -> dict[str, Any]:
        return {
            "command": "/case",
            "text": text,
            "team_id": scene.team,
            "user_id": scene.user,
            "channel_id": BILLING,
            "api_app_id": "A0LIAISON00",
            "trigger_id": scene.trigger(),
            "response_url": scene.response_url(),
        }

    return body


def _shortcut(callback_id: str, kind: str) -> Sample:
    def body(scene: Scene) -> dict[str, Any]:
        message = {"type": "message", "ts": scene.card_ts, "text": "Charged twice", "user": "U0MEITANAKA"}
        about = {"channel": {"id": BILLING}, "message": message, "response_url": scene.response_url()}
        return {
            **common(scene, kind),
            "callback_id": callback_id,
            **(about if kind == "message_action" else {}),
        }

    return Sample(Kind.SHORTCUT, callback_id, Operation.OPEN_CASE, body)


def _in_the_open_form(action_id: str) -> Sample:
    """A control of the form that opens a case; the form is on the person's screen."""

    def body(scene: Scene) -> dict[str, Any]:
        view = {"id": "V0000000001", "type": "modal", "callback_id": "case.open", "hash": "1", "blocks": []}
        action = {"action_id": action_id, "block_id": "b", "action_ts": "1700000001.000001"}
        return {
            **common(scene, "block_actions"),
            "view": {**view, "state": {"values": {}}, "private_metadata": "{}"},
            "actions": [action],
        }

    return Sample(Kind.ACTION, action_id, Operation.OPEN_CASE, body)


def _options(scene: Scene) -> dict[str, Any]:
    return {**common(scene, "block_suggestion"), "action_id": "case.customer", "value": "bright"}


def _options_of_facts(scene: Scene) -> dict[str, Any]:
    return {**_options(scene), "action_id": "fact.customer"}


def _told_by() -> tuple[str, dict[str, Any]]:
    """Words that nobody has noted before."""
    return typed("fact", f"They have {next(_COUNT)} scales.")


def _fact(scene: Scene) -> int:
    return max(int(one.id) for one in scene.floor.rows(CustomerFact))


def _in_the_customers_form(verb: str) -> Sample:
    """The menu beside a fact; the form is on the person's screen."""

    def body(scene: Scene) -> dict[str, Any]:
        action = {"action_id": "fact.more", "block_id": "b", "action_ts": "1700000001.000001"}
        option = {"value": f"{verb}:{_fact(scene)}"}
        view = {"id": "V0000000001", "callback_id": "customer.save", "hash": "1", "blocks": []}
        return {
            **common(scene, "block_actions"),
            "view": {**view, "private_metadata": json.dumps({"id": 1, "seen": ""})},
            "actions": [{**action, "selected_option": option}],
        }

    return Sample(Kind.ACTION, "fact.more", Operation.TEND, body)


def _reply(scene: Scene) -> dict[str, Any]:
    return {
        "channel": BILLING,
        "user": scene.user,
        "user_team": scene.team,
        "text": "It is refunded.",
        "ts": "1700000009.000900",
        "thread_ts": scene.card_ts,
        "parent_user_id": "U0LIAISON00",
        "client_msg_id": "c-1",
        **({"bot_id": "B0DEPLOYBOT"} if scene.user == "U0DEPLOYBOT" else {}),
    }


def _reaction(emoji: str) -> Callable[[Scene], dict[str, Any]]:
    def facts(scene: Scene) -> dict[str, Any]:
        channel = GENERAL if emoji == "ticket" else BILLING
        item = {"type": "message", "channel": channel, "ts": scene.card_ts}
        return {"user": scene.user, "user_team": scene.team, "reaction": emoji, "item": item}

    return facts


def _edited(scene: Scene) -> dict[str, Any]:
    now = {**_reply(scene), "text": "It is not.", "ts": "1700000009.000901"}
    now["edited"] = {"user": scene.user, "ts": "1700000010.000000"}
    return {"subtype": "message_changed", "channel": BILLING, "message": now, "ts": "1700000010.000100"}


def _deleted(scene: Scene) -> dict[str, Any]:
    was = {**_reply(scene), "ts": "1700000009.000902"}
    about = {"previous_message": was, "deleted_ts": was["ts"], "ts": "1700000010.000200"}
    return {"subtype": "message_deleted", "channel": BILLING, **about}


def _direct(scene: Scene) -> dict[str, Any]:
    """Said to the bot alone."""
    im = scene.floor.sandbox.workspace.im_with_bot(scene.user)
    said = {**_reply(scene), "text": "Hello", "channel": im.id, "channel_type": "im"}
    del said["thread_ts"], said["parent_user_id"]
    return said


def _in_theirs(text: str) -> Callable[[Scene], dict[str, Any]]:
    """Said in the customer's channel."""

    def facts(scene: Scene) -> dict[str, Any]:
        said = {**_reply(scene), "channel": _THEIRS, "text": text}
        del said["thread_ts"], said["parent_user_id"]
        return said

    return facts


def _mention(words: str) -> Callable[[Scene], dict[str, Any]]:
    def facts(scene: Scene) -> dict[str, Any]:
        said = {"text": f"<@U0LIAISON00> {words}", "channel": BILLING, "ts": scene.card_ts}
        return {"user": scene.user, "user_team": scene.team, **said}

    return facts


def _ticket_in_theirs(scene: Scene) -> dict[str, Any]:
    item = {"type": "message", "channel": _THEIRS, "ts": "1700000008.000100"}
    return {"user": scene.user, "user_team": scene.team, "reaction": "ticket", "item": item}


def _home(tab: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"user": scene.user, "channel": "D0000000001", "tab": tab}


def _told_by_slack(name: str) -> Sample:
    def facts(scene: Scene) -> dict[str, Any]:
        match name:
            case "user_change":
                return {"user": {"id": scene.user}}
            case "member_joined_channel" | "member_left_channel":
                return {"user": scene.user, "channel": "C0GENERAL01"}
            case "channel_rename" | "group_rename":
                return {"channel": {"id": "C0GENERAL01", "name": "all"}}
            case "channel_id_changed":
                return {"old_channel_id": "C0GENERAL01", "new_channel_id": "C0GENERAL02"}
            case _:
                return {"channel": "C0GENERAL01"}

    return event(Kind.EVENT, name, None, facts)


async def _closed(scene: Scene) -> None:
    await scene.floor.do(cases.close, scene.number, told="Refunded.")


async def _taken(scene: Scene) -> None:
    await scene.floor.do(handoffs.accept, scene.handoff, by="U0MEITANAKA")


async def _another(scene: Scene) -> None:
    await scene.floor.open_case()


def _with_another(scene: Scene) -> str:
    return f"{scene.number + 1}:{scene.number}"


async def _promised(scene: Scene) -> None:
    await scene.floor.do(keeping.promise_update, scene.number, until=_in_an_hour(scene))


def _in_an_hour(scene: Scene) -> datetime:
    return scene.floor.sandbox.clock() + timedelta(hours=1)


def _an_hour_later(scene: Scene) -> str:
    """Of the case's first live promise."""
    live = [one.id for one in scene.floor.rows(Promise) if one.is_live and one.case_number == scene.number]
    return f"{live[0]}:3600"


def _soon(scene: Scene) -> tuple[str, dict[str, Any]]:
    return "until", {"type": "datetimepicker", "selected_date_time": int(_in_an_hour(scene).timestamp())}


def _promising(scene: Scene) -> dict[str, Any]:
    return sent("promise.update", Operation.STEER, _about_case, until=_soon(scene)).body(scene)


def _later() -> tuple[str, dict[str, Any]]:
    return "until", {"type": "datetimepicker", "selected_date_time": 4_000_000_000}


async def _merged(scene: Scene) -> None:
    await _another(scene)
    await scene.floor.do(merge, _newest_case(scene), into=scene.number)


def _newest_case(scene: Scene) -> int:
    return max(case.number for case in scene.floor.rows(Case))


def _other_chosen(scene: Scene) -> dict[str, Any]:
    other = picked("other", str(_newest_case(scene)))
    return sent("merge.choose", Operation.STEER, _about_case, other=other).body(scene)


def _both_confirmed(scene: Scene) -> dict[str, Any]:
    survivor = marked("survivor", _number(scene))
    both = [scene.number, _newest_case(scene)]
    return sent("merge.confirm", Operation.STEER, lambda _: {"cases": both}, survivor=survivor).body(scene)


async def _in_a_problem(scene: Scene) -> None:
    new = NewProblem("Refunds fail", "Since nine.", Severity.HIGH, "billing", (scene.number,))
    await scene.floor.do(opening.open_problem, new)
    await scene.floor.post_everything()


async def _with_a_draft(scene: Scene) -> None:
    await _in_a_problem(scene)
    await scene.floor.do(updates.announce, _newest(scene, Problem), text="We are on it.")


async def _bound(scene: Scene) -> None:
    """The customer is spoken to in a channel of theirs."""
    await scene.floor.do(_bind)


def _bind(work: Work) -> None:
    seat(work, BRIGHTWATER, [DANA], is_external=True, teams="T0BRIGHTWTR")
    bindings.bind(work, work.session.get_one(Customer, 1), BRIGHTWATER)


async def _parked(scene: Scene) -> None:
    """An answer that may have arrived or not."""
    await _bound(scene)
    await scene.floor.do(_send_and_park, scene.number)


def _send_and_park(work: Work, number: int) -> None:
    written = Written("It is on its way.", "It is on its way.")
    sending.send(work, number, written, key=f"draft:{number}", face=Face(DANA, "Dana Okafor"))
    row = work.session.exec(
        select(Outgoing).where(
            col(Outgoing.audience) == Audience.CUSTOMER, col(Outgoing.case_number) == number
        )
    ).one()
    parking.park(work, row, parking.PERHAPS, may_be_there=True)


async def _held(scene: Scene) -> None:
    """An answer waits for a second reader."""
    await _bound(scene)
    await scene.floor.do(
        _hold, scene.number, by="U0DANAOKAFO" if scene.user != "U0DANAOKAFO" else "U0RUTHABARA"
    )


def _hold(work: Work, number: int) -> None:
    written = Written("It is on its way.", "It is on its way.")
    drafts.hold(work, work.case(number), written, key=f"draft:{number}", speaks_as=None, reason="it is new")


def _draft(scene: Scene) -> int:
    return max(int(one.id) for one in scene.floor.rows(ReplyDraft))


def _newest_to_customer(scene: Scene) -> str:
    ids = [one.id for one in scene.floor.rows(Outgoing) if one.audience is Audience.CUSTOMER]
    return str(max(ids))


def _newest(scene: Scene, table: type[Problem | ProblemDraft | Handoff]) -> int:
    """The id of the newest row, which is about the scene's case."""
    return max(
        int(getattr(one, "case_number" if table is Problem else "id")) for one in scene.floor.rows(table)
    )


def _problem(scene: Scene) -> str:
    return str(_newest(scene, Problem))


def _returning(scene: Scene) -> str:
    return f"{scene.number}:{_problem(scene)}:{scene.number}"


def _about_problem(scene: Scene) -> dict[str, int]:
    return {"problem": _newest(scene, Problem)}


def _its_part(scene: Scene) -> dict[str, int]:
    return {**_about_problem(scene), "handoff": _newest(scene, Handoff)}


def _cases(scene: Scene) -> dict[str, Any]:
    return {**common(scene, "block_suggestion"), "action_id": "problem.cases", "value": f"C-{scene.number}"}


def after(prepare: Callable[[Scene], Awaitable[None]], sample: Sample) -> Sample:
    return replace(sample, prepare=prepare)


def _as_it_is(scene: Scene) -> dict[str, Any]:
    """What the form of the first customer carries, opened at this moment."""
    one: Customer = scene.floor.rows(Customer)[0]
    now = Tended(
        one.name, one.tier, one.csm, one.deputy, one.channel, one.time_zone, one.language, one.renews_on,
        one.goals, (),
    )  # fmt: skip
    return {"id": one.id, "seen": now.seen(), "tier": one.tier, "channel": one.channel}


def _heard(scene: Scene) -> str:
    return str(max(one.id for one in scene.floor.rows(Heard)))


async def _wrote(scene: Scene) -> None:
    """A customer's words wait for a decision."""

    def keep(work: Work) -> None:
        work.session.add(
            Heard(
                customer_id=work.case(scene.number).customer_id, channel="C0EXTBRIGHT",
                ts=f"{work.now.timestamp()}.{scene.number}",
                author="U0CARLAVOSS", author_name="Carla Voss", text="It is wrong.", said_at=work.now,
                heard_at=work.now,
            )
        )  # fmt: skip

    await scene.floor.do(keep)


_OPEN = Operation.OPEN_CASE
_THEIRS = customer_scenes.CHANNEL
SAMPLES: tuple[Sample, ...] = (
    _shortcut("case.open_anywhere", "shortcut"),
    _shortcut("case.open_from_message", "message_action"),
    pressed("home.open_case", _OPEN, _number),
    pressed(
        "case.open_from_message",
        _OPEN,
        lambda s: json.dumps({"channel": BILLING, "ts": s.card_ts, "thread_ts": None}),
    ),
    pressed("case.open_with_words", _OPEN, lambda _: "list of parts is wrong"),
    _in_the_open_form("case.customer"),
    _in_the_open_form("case.title"),
    _shortcut("case.open_anywhere", "shortcut"),
    _in_the_open_form("case.same"),
    Sample(Kind.OPTIONS, "case.customer", _OPEN, _options),
    sent(
        "case.open",
        _OPEN,
        lambda _: {},
        customer=picked("case.customer", "1"),
        title=typed("case.title", "A new one"),
        story=typed("story", "It happened."),
        severity=picked("severity", "normal"),
        department=picked("case.department", "billing"),
        expected=typed("expected", "Help."),
    ),
    pressed("case.close", Operation.STEER, _number),
    after(_closed, pressed("case.reopen", Operation.STEER, _number)),
    after(_closed, sent("case.reopen", Operation.STEER, _about_case, reason=typed("reason", "Not yet."))),
    after(
        _taken,
        sent(
            "handoff.stuck", Operation.WORK, _about_handoff, reason=typed("reason", "Wait"), until=_later(),
            whom=marked("whom", "customer"),
        ),
    ),
    pressed("case.add", Operation.STEER, _number),
    pressed("case.more", Operation.STEER, _chosen("withdraw", _handoff), option=True),
    pressed("case.more", Operation.REASSIGN, _chosen("reassign", _handoff), option=True),
    pressed("case.more", Operation.TAKE_OVER, _chosen("take_over", _number), option=True),
    pressed("case.more", Operation.READ, _chosen("show", _number), option=True),
    sent("case.close", Operation.STEER, _about_case, told=typed("told", "Refunded.")),
    sent("case.add", Operation.STEER, _about_case, department=picked("department", "legal"),
         why=typed("why", "The contract."), expected=typed("expected", "Read it.")),
    sent("handoff.withdraw", Operation.STEER, _about_handoff, reason=typed("reason", "Solved.")),
    sent("handoff.reassign", Operation.REASSIGN, _about_handoff, department=picked("department", "legal"),
         reason=typed("reason", "Theirs.")),
    pressed("case.more", Operation.STEER, _chosen("severity", _number), option=True),
    sent("case.severity", Operation.STEER, _about_case, severity=picked("severity", "low"),
         reason=typed("reason", "It can wait.")),
    after(_taken, pressed("promise.still_mine", Operation.WORK, _handoff)),
    pressed("promise.later", Operation.READ, _an_hour_later, option=True),
    after(_promised, pressed("promise.told", Operation.STEER, _number)),
    pressed("promise.update", Operation.STEER, _number),
    Sample(Kind.VIEW, "promise.update", Operation.STEER, _promising),
    pressed("handoff.reassign", Operation.STEER, _handoff),
    pressed("handoff.take", Operation.TAKE, _handoff),
    pressed("handoff.done", Operation.WORK, _handoff),
    pressed("handoff.hand_on", Operation.WORK, _handoff),
    pressed("handoff.not_ours.first", Operation.WORK, lambda s: f"{s.handoff}:legal"),
    pressed("handoff.not_ours.second", Operation.WORK, lambda s: f"{s.handoff}:legal"),
    pressed("handoff.decline", Operation.WORK, _handoff),
    pressed("handoff.stuck", Operation.WORK, _handoff),
    pressed("handoff.more", Operation.WORK, _chosen("ask", _handoff), option=True),
    pressed("handoff.more", Operation.READ, _chosen("show", _number), option=True),
    sent("handoff.done", Operation.WORK, _about_handoff, found=typed("found", "Twice."),
         to_tell=typed("to_tell", "Refunded.")),
    sent("handoff.hand_on", Operation.WORK, _about_handoff, department=picked("department", "legal"),
         why=typed("why", "The contract."), expected=typed("expected", "Read it.")),
    sent("handoff.decline", Operation.WORK, _about_handoff, reason=typed("reason", "Not ours.")),
    sent("handoff.ask", Operation.WORK, _about_handoff, question=typed("question", "Which one?")),
    Sample(Kind.COMMAND, "/case", Operation.READ, _command("list all")),
    Sample(Kind.COMMAND, "/case", _OPEN, _command("Charged twice")),
    pressed("cases.page.back", Operation.READ, lambda _: "1|all"),
    pressed("cases.page.next", Operation.READ, lambda _: "1|all"),
    Sample(Kind.COMMAND, "/case", Operation.DIGEST, _command("digest billing")),
    pressed("digest.open", Operation.READ, _number),
    pressed("digest.nudge", Operation.DIGEST, _promise),
    pressed("handoff.reassign", Operation.REASSIGN, _handoff),
    pressed("digest.all", Operation.DIGEST, lambda _: "2026-11-23|yesterday|billing"),
    pressed("digest.line", Operation.READ, _chosen("open", _number), option=True),
    pressed("digest.line", Operation.REASSIGN, _chosen("reassign", _handoff), option=True),
    after(_another, pressed("merge.ask", Operation.STEER, lambda s: f"{_newest_case(s)}:{s.number}")),
    after(_another, pressed("case.more", Operation.STEER, _chosen("merge", _number), option=True)),
    after(_another, Sample(Kind.VIEW, "merge.choose", Operation.STEER, _other_chosen)),
    after(_another, Sample(Kind.VIEW, "merge.confirm", Operation.STEER, _both_confirmed)),
    after(_merged, pressed("merge.undo", Operation.STEER, lambda s: str(_newest_case(s)))),
    pressed("case.more", Operation.STEER, _chosen("split", _handoff), option=True),
    sent("split.handoff", Operation.STEER, _about_handoff, title=typed("title", "A credit note"),
         story=typed("story", "They want one.")),
    after(_another, pressed("likeness.different", Operation.STEER, _with_another)),
    pressed("likeness.show", Operation.READ, _number),
    Sample(Kind.COMMAND, "/case", Operation.JOIN, _command("problem")),
    pressed("problem.ask", Operation.JOIN, lambda s: f"{s.number}:1"),
    Sample(Kind.OPTIONS, "problem.cases", Operation.JOIN, _cases),
    sent("problem.open", Operation.JOIN, lambda _: {}, title=typed("title", "Refunds fail"),
         story=typed("story", "Since nine."), department=picked("department", "billing"),
         severity=picked("severity", "high")),
    pressed("problem.join", Operation.JOIN, _number),
    after(_in_a_problem, pressed("problem.leave", Operation.STEER, _number)),
    sent("problem.join", Operation.JOIN, lambda s: {"case": s.number, "problem": _newest(s, Problem)}),
    after(_in_a_problem, sent("problem.leave", Operation.STEER, _about_case, reason=typed("reason", "No."))),
    after(_in_a_problem, pressed("problem.update", Operation.STEER, _problem)),
    after(_in_a_problem, sent("problem.update", Operation.STEER, _about_problem, text=typed("text", "Yes"))),
    after(_with_a_draft, pressed("problem.told", Operation.STEER, lambda s: str(_newest(s, ProblemDraft)))),
    after(_in_a_problem, pressed("problem.fixed", Operation.STEER, _problem)),
    after(_in_a_problem, sent("problem.fixed", Operation.STEER, _about_problem,
         root_cause=typed("root_cause", "It was."), to_tell=typed("to_tell", "It works."))),
    after(_in_a_problem, sent("problem.done", Operation.WORK, _its_part,
         root_cause=typed("root_cause", "It was."), to_tell=typed("to_tell", "It works."))),
    pressed("problem.prevented", Operation.READ, _number),
    pressed("problem.returns", Operation.JOIN, _returning),
    pressed("problem.not_the_same", Operation.JOIN, _returning),
    sent("customer.save", Operation.TEND, _as_it_is, name=typed("name", "Brightwater Foods"),
         goals=typed("goals", "Weigh faster.")),
    replace(_shortcut("fact.remember", "message_action"), needs=Operation.TEND),
    sent("fact.note", Operation.TEND, lambda s: {"customer": 1, "case": s.number, "channel": BILLING,
         "ts": s.card_ts}, fact=_told_by(), said_by=typed("said_by", "Carla Voss")),
    Sample(Kind.OPTIONS, "fact.customer", Operation.TEND, _options_of_facts),
    after(customer_scenes.told, _in_the_customers_form("end")),
    after(customer_scenes.told, _in_the_customers_form("change")),
    after(customer_scenes.told, sent("fact.change", Operation.TEND, lambda s: {"fact": _fact(s),
         "customer": 1, "seen": "", "above": "V0000000001"}, fact=_told_by())),
    after(_wrote, pressed("inbound.open", _OPEN, _heard)),
    *(
        after(_wrote, pressed(f"inbound.add.{place}", _OPEN, lambda s: f"{_heard(s)}:{s.number}"))
        for place in range(3)
    ),
    after(_wrote, pressed("inbound.leave", _OPEN, _heard)),
    after(customer_scenes.quiet, pressed("promise.spoken", Operation.SPEAK, _number)),
    *(
        after(customer_scenes.asked, pressed(name, Operation.RESPOND, _number, channel=_THEIRS))
        for name in ("customer.solved", "customer.not_yet")
    ),
    after(customer_scenes.asked, sent("customer.not_yet", Operation.RESPOND, _about_theirs,
         words=typed("words", "One is missing."))),
    *(
        after(customer_scenes.solved, pressed(f"customer.score.{points}", Operation.RESPOND, _number,
             channel=_THEIRS))
        for points in range(1, 6)
    ),
    after(customer_scenes.scored, pressed("customer.words", Operation.RESPOND, _number,
         channel=_THEIRS)),
    after(customer_scenes.scored, sent("customer.words", Operation.RESPOND, _about_theirs,
         words=typed("words", "Quick."))),
    after(_bound, pressed("reply.ask", Operation.SPEAK, _number)),
    pressed("reply.loop", Operation.SPEAK, _number),
    replace(_shortcut("reply.from_message", "message_action"), needs=Operation.SPEAK),
    after(_bound, sent("reply.send", Operation.SPEAK, lambda s: {"case": s.number, "key": "", "seen": ""},
         text=typed("text", "It is on its way."))),
    after(_held, pressed("draft.approve", Operation.SECOND, lambda s: str(_draft(s)))),
    after(_held, pressed("draft.back", Operation.SECOND, lambda s: str(_draft(s)))),
    after(_held, sent("draft.back", Operation.SECOND, lambda s: {"draft": _draft(s)},
         reason=typed("reason", "Too short."))),
    after(_parked, pressed("reply.again", Operation.SPEAK, _newest_to_customer)),
    after(_parked, pressed("reply.there", Operation.SPEAK, _newest_to_customer)),
    after(_parked, pressed("reply.drop", Operation.SPEAK, _newest_to_customer)),
    event(Kind.MESSAGE, "message", Operation.TALK, _reply),
    event(Kind.MESSAGE, "message", Operation.TALK, _edited),
    event(Kind.MESSAGE, "message", Operation.TALK, _deleted),
    event(Kind.MESSAGE, "message", Operation.READ, _direct),
    event(Kind.EVENT, "reaction_added", _OPEN, _reaction("ticket")),
    event(Kind.EVENT, "reaction_added", Operation.TAKE, _reaction("eyes")),
    event(Kind.EVENT, "reaction_added", Operation.WORK, _reaction("white_check_mark")),
    after(customer_scenes.asked, event(Kind.EVENT, "reaction_added", _OPEN, _ticket_in_theirs)),
    event(Kind.EVENT, "app_mention", _OPEN, _mention("open Charged twice")),
    event(Kind.EVENT, "app_mention", Operation.READ, _mention("help")),
    event(Kind.EVENT, "app_mention", Operation.READ, _mention("status")),
    event(Kind.EVENT, "app_home_opened", Operation.READ, _home("home")),
    event(Kind.EVENT, "app_home_opened", None, _home("messages")),
    *(
        _told_by_slack(name)
        for name in (
            "user_change", "member_joined_channel", "member_left_channel", "tokens_revoked",
            "app_uninstalled", "channel_shared", "channel_unshared", "channel_id_changed",
            "channel_archive", "channel_unarchive", "channel_rename", "channel_deleted",
            "group_archive", "group_unarchive", "group_rename", "group_deleted",
        )
    ),
)  # fmt: skip

in_their_channel = event(Kind.MESSAGE, "message", None, _in_theirs("The scale does not start."))
status_asked = event(Kind.EVENT, "app_mention", None, _in_theirs("<@U0LIAISON00> status"))
