"""What can happen in a history. Each rule is told by how much it is likelier than others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox import happenings
from sandbox.controls import Control, controls, find
from sandbox.elements import all_options
from sandbox.errors import NotPossibleError
from sandbox.faults import Fault
from sandbox.workspace import Message
from tests.canaries import hands
from tests.canaries.bot import OFTEN, SELDOM
from tests.canaries.company import HOUSE, LIAISON, OUTSIDE, PEOPLE_OF, A, B
from tests.canaries.world import World
from tests.casework.room import BEN, DANA, OLA, RUTH
from tests.house import DESK

Step = Callable[[World], Awaitable[None]]
STAFF = [DANA, BEN, RUTH, OLA]
LATEST = 14
NIGHT = 9 * 60
"""Minutes."""
WAITING = ("draft.approve", "draft.back", "reply.again", "reply.drop", "reply.there")
TIES = ("problem.join", "problem.ask", "merge.ask", "merge.undo", "problem.update")


@dataclass(frozen=True)
class Rule:
    name: str
    weight: int
    step: Step


RULES: list[Rule] = []


def rule(weight: int) -> Callable[[Step], Step]:
    def keep(step: Step) -> Step:
        RULES.append(Rule(step.__name__, weight, step))
        return step

    return keep


async def play(world: World, chosen: Rule) -> bool:
    """A rule, and what follows from it. False where nobody's screen offers it: nothing has happened."""
    try:
        await chosen.step(world)
    except NotPossibleError:
        world.counts[f"{chosen.name}: not possible"] += 1
        return False
    world.counts[chosen.name] += 1
    world.counts["steps"] += 1
    world.trail.append(chosen.name)
    await world.settle()
    return True


# -- customers


def _theirs(world: World) -> tuple[str, str]:
    """(who, where): somebody of a customer's, in a channel that they read."""
    team = world.rng.choice((A, B))
    who = world.rng.choice(PEOPLE_OF[team])
    places = [one for one in OUTSIDE if who in world.channel(one).members]
    if not places:
        raise NotPossibleError("They are in none of our channels.")
    return who, places[0] if world.rng.random() < 0.7 else world.rng.choice(places)


def _spoken(world: World, who: str, where: str) -> str:
    """Everybody who reads along may read it again."""
    text = hands.words(world, world.actor(who), "said outside")
    world.marks.allow(text, world.teams_in(where))
    return text


async def _say(
    world: World, who: str, where: str, thread: str | None = None, *, is_file: bool = False
) -> None:
    text = (
        _spoken(world, who, where)
        if where in OUTSIDE
        else hands.words(world, world.actor(who), "said inside")
    )
    files = [(f"{text.split()[0]}.txt", text)] if is_file else []
    await world.actor(who).say(where, text, thread, files)


@rule(12)
async def customer_writes(world: World) -> None:
    who, where = _theirs(world)
    await _say(world, who, where, is_file=world.rng.random() < 0.1)


@rule(8)
async def customer_replies(world: World) -> None:
    who, where = _theirs(world)
    await _say(world, who, where, _some(world, world.channel(where).messages).ts)


@rule(2)
async def customer_edits(world: World) -> None:
    who, where = _theirs(world)
    own = _some(world, [one for one in world.channel(where).messages if one.user_id == who])
    await world.actor(who).edit(where, own.ts, _spoken(world, who, where))


@rule(1)
async def customer_deletes(world: World) -> None:
    who, where = _theirs(world)
    own = _some(world, [one for one in world.channel(where).messages if one.user_id == who])
    await world.actor(who).delete(where, own.ts)


@rule(5)
async def customer_asks_status(world: World) -> None:
    who, where = _theirs(world)
    await world.actor(who).say(where, "@liaison status")


@rule(25)
async def customer_presses(world: World) -> None:
    asked = [one for one in OUTSIDE if _offers(world, one)]
    where = _some(world, asked)
    theirs = [one for one in world.channel(where).members if world.person(one).team_id in (A, B)]
    await _press_something(world, _some(world, theirs), [where])


@rule(1)
async def customer_tries_elsewhere(world: World) -> None:
    """Where they have no business: the app's messages and its home, 🎫, a mention."""
    who, where = _theirs(world)
    actor = world.actor(who)
    match world.rng.randrange(4):
        case 0:
            await actor.open_home()
        case 1:
            await actor.say("@liaison", hands.words(world, actor, "said to the app"))
        case 2:
            await actor.react(where, _some(world, world.channel(where).messages).ts, "ticket")
        case _:
            await actor.say(where, f"@liaison open {_spoken(world, who, where)}")


# -- people of ours


def _some(world: World, several: list[Any]) -> Any:
    if not several:
        raise NotPossibleError("There is none.")
    return world.rng.choice(several[-LATEST:])


def _seats(world: World, where: str) -> list[str]:
    """Our people there; where nobody is left, those who may do everything."""
    seats = [one for one in world.channel(where).members if world.person(one).team_id not in (A, B)]
    return [one for one in seats if one != LIAISON] or STAFF


def _insider(world: World, where: str) -> str:
    return world.rng.choice(_seats(world, where) if world.rng.random() < 0.9 else STAFF)


async def _press_something(world: World, who: str, places: list[str], *wanted: str) -> None:
    """A control of a message that this person sees; one of the wanted ones, where it matters."""
    actor = world.actor(who)
    offered: list[tuple[Message, Control]] = []
    for place in places:
        for message in actor.sees(place)[-LATEST:]:
            if message.bot_id and (message.ephemeral_to in (None, who)):
                offered += [(message, one) for one in controls(message.blocks)]
    fitting = [one for one in offered if not wanted or one[1].action_id in wanted]
    if not fitting:
        raise NotPossibleError("Nothing is offered.")
    await hands.press(world, actor, *world.rng.choice(fitting))


@rule(10)
async def says_in_a_thread(world: World) -> None:
    where = world.rng.choice(HOUSE)
    roots = [one for one in world.channel(where).messages if one.bot_id and not one.is_reply]
    root = _some(world, roots)
    await _say(world, _insider(world, where), where, root.ts, is_file=world.rng.random() < 0.15)


@rule(2)
async def says_in_a_channel(world: World) -> None:
    where = world.rng.choice([*HOUSE, *OUTSIDE])
    await _say(world, _insider(world, where), where)


@rule(2)
async def edits_or_deletes(world: World) -> None:
    where = world.rng.choice(HOUSE)
    own = _some(world, [one for one in world.channel(where).messages if not one.bot_id])
    actor = world.actor(own.user_id)
    if world.rng.random() < 0.7:
        await actor.edit(where, own.ts, hands.words(world, actor, "edited inside"))
    else:
        await actor.delete(where, own.ts)


@rule(4)
async def opens_a_case(world: World) -> None:
    csm = world.rng.choice([DANA, BEN])
    actor = world.actor(csm)
    await actor.command("/case", hands.words(world, actor, "title").replace("\n", " "), DESK)
    await hands.fill_in(world, actor)


@rule(10)
async def presses_in_a_department(world: World) -> None:
    where = world.rng.choice(HOUSE[1:])
    await _press_something(world, _insider(world, where), [where])


@rule(12)
async def a_department_works(world: World) -> None:
    """Takes what was offered, and finishes what it has."""
    for where in world.rng.sample(HOUSE[1:], k=3):
        offered = _offers(world, where)
        wanted = [one for one in ("handoff.done", "handoff.take") if one in offered]
        if wanted:
            await _press_something(world, world.rng.choice(_seats(world, where)), [where], wanted[0])
            return
    raise NotPossibleError("Nobody has anything to do.")


def _offers(world: World, where: str) -> set[str]:
    """The controls on the latest messages there."""
    messages = world.channel(where).messages[-LATEST:]
    return {one.action_id for message in messages for one in controls(message.blocks)}


@rule(14)
async def presses_at_the_desk(world: World) -> None:
    await _press_something(world, _insider(world, DESK), [DESK])


@rule(12)
async def sends_to_the_customer(world: World) -> None:
    who = world.rng.choice([DANA, BEN])
    if world.rng.random() < 0.7:
        asked = "reply.loop" if "reply.loop" in _offers(world, DESK) else "reply.ask"
        await _press_something(world, who, [DESK], asked)
        return
    message = _some(world, [one for one in world.channel(DESK).messages if one.is_reply])
    actor = world.actor(who)
    await actor.shortcut("reply.from_message", DESK, message.ts)
    await hands.fill_in(world, actor)


@rule(4)
async def a_second_reads(world: World) -> None:
    who = world.rng.choice([DANA, BEN, RUTH])
    await _press_something(world, who, [DESK], *WAITING)


@rule(3)
async def ties_cases(world: World) -> None:
    """A Problem of both customers' cases, or more of one."""
    who = world.rng.choice([DANA, BEN])
    if world.rng.random() < 0.5:
        await _press_something(world, who, [DESK], *TIES)
        return
    actor = world.actor(who)
    await actor.command("/case", "problem", DESK)
    await hands.fill_in(world, actor)


@rule(3)
async def merges_cases(world: World) -> None:
    """*Merge …* in a case's menu, with whatever is offered."""
    who = world.rng.choice([DANA, BEN, RUTH])
    cards = [one for one in world.channel(DESK).messages if "case.more" in str(one.blocks)]
    card = _some(world, cards)
    menu = find(card.blocks, "case.more")
    merging = [one["value"] for one in all_options(menu.element) if one["value"].startswith("merge:")]
    actor = world.actor(who)
    await actor.press(DESK, card.ts, "case.more", option=_some(world, merging))
    await hands.fill_in(world, actor)


@rule(2)
async def presses_in_a_message_to_them(world: World) -> None:
    who = world.rng.choice([*STAFF, "U0MEITANAKA", "U0PRIYARAMA"])
    await _press_something(world, who, ["@liaison"])


@rule(2)
async def reads_by_command(world: World) -> None:
    who = world.rng.choice(STAFF)
    place = world.rng.choice([DESK, *OUTSIDE])
    what = ["list mine", "list Brightwater Foods", "find offline", "show C-1", "show C-2", "digest", "help"]
    await world.actor(who).command("/case", world.rng.choice(what), place)
    await world.actor(who).open_home()


@rule(2)
async def tends_a_customer(world: World) -> None:
    team = world.rng.choice((A, B))
    actor = world.actor(world.rng.choice([DANA, BEN]))
    name = {A: "Brightwater Foods", B: "Cedar Valley Dairy"}[team]
    await actor.command("/case", f"customer {name}", DESK)
    await hands.fill_in(world, actor)


@rule(2)
async def marks_a_message(world: World) -> None:
    where = world.rng.choice([*OUTSIDE, *HOUSE])
    message = _some(world, world.channel(where).messages)
    actor = world.actor(_insider(world, where))
    if world.rng.random() < 0.5:
        await actor.react(where, message.ts, world.rng.choice(["ticket", "eyes", "white_check_mark"]))
    else:
        await actor.shortcut("case.open_from_message", where, message.ts)
        await hands.fill_in(world, actor)


# -- the workspace


@rule(4)
async def a_channel_is_shared(world: World) -> None:
    """With the other customer, or one of ours with any."""
    where = world.rng.choice([*OUTSIDE, *OUTSIDE, *HOUSE])
    team = _some(world, [one for one in (A, B) if one not in world.channel(where).connected_team_ids])
    happenings.share(world.workspace, world.channel(where), team)
    world.readers_change(where)
    for who in PEOPLE_OF[team]:
        happenings.join(world.workspace, world.channel(where), world.person(who), inviter=OLA)


@rule(2)
async def a_channel_is_unshared(world: World) -> None:
    shared = [one for one in [*OUTSIDE, *HOUSE] if len(world.channel(one).connected_team_ids) > 1]
    channel = world.channel(_some(world, shared))
    team = world.rng.choice([one for one in channel.connected_team_ids if one in (A, B)] or [A])
    happenings.unshare(world.workspace, channel, team)


@rule(1)
async def a_channel_is_archived(world: World) -> None:
    channel = world.channel(world.rng.choice(OUTSIDE))
    change = happenings.unarchive if channel.is_archived else happenings.archive
    change(world.workspace, channel, by=OLA)


@rule(3)
async def a_person_changes(world: World) -> None:
    """Becomes a guest, leaves the company or the desk, comes back."""
    person = world.person(world.rng.choice([DANA, BEN, RUTH, "U0MEITANAKA", "U0PRIYARAMA"]))
    world.readers_change(person.id)
    match world.rng.randrange(3):
        case 0:
            happenings.change_person(world.workspace, person, is_restricted=not person.is_restricted)
        case 1:
            happenings.change_person(world.workspace, person, deleted=not person.deleted)
        case _:
            home = world.channel(DESK)
            if person.id in home.members:
                happenings.leave(world.workspace, home, person)
            else:
                happenings.join(world.workspace, home, person)


@rule(8)
async def time_passes(world: World) -> None:
    minutes = world.rng.choice([2, 7, 60, NIGHT, 4 * 24 * 60])
    world.clock.push(timedelta(minutes=minutes))
    await world.run(OFTEN)
    if minutes >= NIGHT:
        await world.run(SELDOM)


@rule(5)
async def weather_changes(world: World) -> None:
    world.weather = world.rng.choice(["lost", "doubled", "shuffled", "late"])


@rule(5)
async def the_process_will_die(world: World) -> None:
    world.doom, world.is_done_first = world.rng.randrange(12), world.rng.random() < 0.5


@rule(3)
async def slack_fails(world: World) -> None:
    method = world.rng.choice(["chat.postMessage", "chat.postMessage", "chat.update", "conversations.info"])
    world.fails(method, world.rng.choice([Fault.RESET_AFTER, Fault.RESET_BEFORE, Fault.RATE_LIMITED]))


BY_NAME = {one.name: one for one in RULES}
