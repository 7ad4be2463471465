"""Pressing whatever a screen offers, and filling in whatever opens: every field gets a word of its own."""

from datetime import timedelta
from typing import Any

from sandbox import forms
from sandbox.actors import Actor
from sandbox.controls import Control, controls
from sandbox.elements import all_options
from sandbox.workspace import Message, View
from tests.canaries.company import CHANNELS_OF, CUSTOMER_OF, LIKELY, team_of
from tests.canaries.world import World
from tests.casework.room import BEN, DANA, RUTH
from views.forms.modal import ids

OUTWARD = {("reply.send", "text"), ("promise.update", "word")}
"""What goes to the customer once it is sent."""
LEFT_ALONE = {("customer.save", "name"), ("customer.save", "time_zone"), ("customer.save", "language")}
SKIPPED = {("reply.send", "waits"): 0.85, ("reply.send", "taken_up"): 0.8, ("customer.save", "leaves"): 0.9}
"""How often a field that may stay empty does, where that leads further."""
ROUNDS = 4
KNOWN = [str(number) for number in CUSTOMER_OF.values()]


def words(world: World, actor: Actor, kind: str) -> str:
    """A text that only this person could have written, for whom it may be."""
    person = actor.person
    team = team_of(person)
    allowed = {team} if team in CUSTOMER_OF else set()
    mark = world.marks.fresh(kind, allowed)
    return f"{mark} {world.rng.choice(SENTENCES)} {mark}"


SENTENCES = (
    "is offline since the firmware update.",
    "was charged twice, and the refund of *invoice* 4711 is missing.",
    "waits for the contract & its <terms>.",
    "arrived damaged: see http://wiki.tidewater.internal/x_1_ please.",
    "shows an error\nand drifts by 3 %.",
)


async def press(world: World, actor: Actor, message: Message, control: Control) -> None:
    """One control, and the forms that open."""
    option = _choose(world, control)
    world.counts[f"press {control.action_id}"] += 1
    await actor.press(
        message.channel_id, message.ts, control.action_id, block_id=control.block_id, option=option
    )
    await fill_in(world, actor)


async def fill_in(world: World, actor: Actor) -> None:
    """Whatever stands on the person's screen is filled in and sent, until there is nothing more."""
    for _ in range(ROUNDS):
        view = actor.modal
        if view is None or not view.body.get("submit"):
            break
        name = str(view.body.get("callback_id"))
        await _fill(world, actor, view, name)
        _offer(world, view, name)
        sent = await actor.submit(view.id)
        world.counts[f"form {name} {sent.outcome}"] += 1
        if sent.outcome in ("errors", "failed"):
            break
    world.workspace.stacks[actor.id] = []


async def _fill(world: World, actor: Actor, view: View, name: str) -> None:
    for control in controls(view.blocks):
        if not control.holds_something or (name, control.block_id) in LEFT_ALONE:
            continue
        is_kept = not control.is_input or (_holds(view, control) and world.rng.random() < 0.5)
        if is_kept:
            continue
        value = await _value(world, actor, view, control, name)
        if value is not None:
            forms.fill(view, {control.block_id: value})


def _holds(view: View, control: Control) -> Any:
    return view.values.get(control.block_id, {}).get(control.action_id, {}).get(control.field)


async def _value(  # noqa: PLR0911 -- a line per kind of control
    world: World, actor: Actor, view: View, control: Control, name: str
) -> Any:
    rng = world.rng
    if control.block.get("optional") and rng.random() < SKIPPED.get((name, control.block_id), 0.4):
        return None
    match control.type:
        case "plain_text_input":
            kind = f"{name}.{control.block_id}"
            text = words(world, actor, kind)
            return f"{text.split()[0]}, {text.split()[0]}" if control.block_id == "contacts" else text
        case "external_select" | "multi_external_select":
            offered = [one["value"] for one in await actor.options(view.id, control.action_id)]
            ours = [one for one in offered if one in KNOWN] if control.action_id == "case.customer" else []
            return _some(world, control, ours or offered)
        case "users_select":
            return rng.choice([DANA, BEN, RUTH] if name == "customer.save" else [DANA, BEN, *LIKELY])
        case "conversations_select":
            return _channel(world, view)
        case "datetimepicker":
            return int((world.clock() + timedelta(hours=rng.randint(1, 70))).timestamp())
        case "datepicker":
            return (world.clock() + timedelta(days=rng.randint(1, 90))).date().isoformat()
    return _some(world, control, [one["value"] for one in all_options(control.element)])


def _channel(world: World, view: View) -> str | None:
    """One of the customer's own in which nobody else reads along: another would be a person's decision."""
    team = next((team for team, one in CUSTOMER_OF.items() if one == ids(view.body).get("id")), None)
    own = [one for one in CHANNELS_OF[team] if world.teams_in(one) <= {team}] if team else []
    return world.rng.choice(own) if own else None


def _some(world: World, control: Control, values: list[str]) -> Any:
    if not values:
        return None
    if control.field == "selected_options":
        return world.rng.sample(values, k=min(len(values), world.rng.randint(1, 2)))
    return world.rng.choice(values)


def _choose(world: World, control: Control) -> Any:
    values = [one["value"] for one in all_options(control.element)]
    return world.rng.choice(values) if values else None


def _offer(world: World, view: View, name: str) -> None:
    """Who clicks *Send* answers for these words before this customer."""
    for form, block in OUTWARD:
        held = view.values.get(block, {}) if form == name else {}
        for entry in held.values():
            world.offers(entry.get("value") or "", world.team_of_case(ids(view.body)["case"]))
