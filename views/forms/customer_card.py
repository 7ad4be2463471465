"""The form in which a customer is looked after: who, where, and what is known of them."""

from dataclasses import dataclass
from datetime import date

from models.refusal import Refusal
from models.tended import ContactLine, CustomerCard, Tended
from views.agreed import IN_SHORT
from views.blocks import Block, context, option, section, select
from views.forms.fields import Words, answer, check, chosen, field
from views.forms.modal import View, ids, modal
from views.text import lines, prose, say

GOALS = 1000
NAME = Words("name", "Name", "name", missing="Write what they are called.", limit=80, is_long=False)
ZONE = Words(
    "time_zone", "Their time zone", "time zone", placeholder="Europe/Berlin", limit=60, is_long=False
)
LANGUAGE = Words("language", "Their language", "language", placeholder="German", limit=40, is_long=False)
GOALS_FIELD = Words("goals", "What success means to them", "description", limit=GOALS)
CONTACTS = Words(
    "contacts",
    "Their people",
    "list",
    placeholder="Carla Voss, Head of Logistics, carla@example.com, +49 30 1234",
    hint="One a line: name, role, mail, telephone; only the name is needed.",
    limit=2000,
)
_LEAVES = "leaves"


@dataclass(frozen=True)
class Saved:
    customer: int
    seen: str
    wanted: Tended


class CustomerForm:
    callback_id = "customer.save"

    @classmethod
    def draw(cls, card: CustomerCard) -> View:
        now = card.now
        carried = {"id": card.id, "seen": now.seen(), "channel": now.channel, "tier": now.tier}
        blocks = [
            NAME.draw(now.name),
            *_tier(card),
            _person("csm", "CSM: their one face", now.csm),
            _person("deputy", "Deputy", now.deputy),
            *_channel(now.channel),
            CONTACTS.draw("\n".join(", ".join(filter(None, _cells(one))) for one in now.contacts)),
            ZONE.draw(now.time_zone),
            LANGUAGE.draw(now.language),
            _renewal(now.renews_on),
            GOALS_FIELD.draw(now.goals),
            *_facts(card.facts),
        ]
        return modal(cls.callback_id, now.name, blocks, submit="Save", ids=carried)

    @classmethod
    def read(cls, view: View) -> Saved:
        check(view, NAME, ZONE, LANGUAGE, GOALS_FIELD, CONTACTS)
        carried = ids(view)
        wanted = Tended(
            name=" ".join(NAME.read(view).split()),
            tier=chosen(view, "tier") or str(carried["tier"]),
            csm=answer(view, "csm").get("selected_user"),
            deputy=answer(view, "deputy").get("selected_user"),
            channel=_wanted_channel(view),
            time_zone=ZONE.read(view),
            language=LANGUAGE.read(view),
            renews_on=_date(view),
            goals=GOALS_FIELD.read(view),
            contacts=tuple(_contacts(CONTACTS.read(view))),
        )
        return Saved(int(carried["id"]), str(carried["seen"]), wanted)


def _tier(card: CustomerCard) -> list[Block]:
    if not card.tiers:
        return context(say("Tier: {tier}, as the handbook says.", tier=card.now.tier))
    options = [option(one, one) for one in card.tiers]
    return [field("tier", "Tier", select("tier", options, "Choose a tier", card.now.tier))]


def _person(block: str, title: str, user_id: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": block}
    return field(block, title, element | ({"initial_user": user_id} if user_id else {}), is_optional=True)


def _channel(channel: str | None) -> list[Block]:
    element: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    element |= {"initial_conversation": channel} if channel else {}
    drawn = [field("channel", "Channel in which they are spoken to", element, is_optional=True)]
    if channel:
        boxes = {
            "type": "checkboxes",
            "action_id": _LEAVES,
            "options": [option("Not there any more", _LEAVES)],
        }
        drawn.append(field(_LEAVES, "Are they still spoken to there?", boxes, is_optional=True))
    return [*drawn, *context(IN_SHORT)]


def _wanted_channel(view: View) -> str | None:
    if answer(view, _LEAVES).get("selected_options"):
        return None
    channel: str | None = answer(view, "channel").get("selected_conversation")
    return channel


def _renewal(renews_on: date | None) -> Block:
    element: Block = {"type": "datepicker", "action_id": "renews_on"}
    element |= {"initial_date": renews_on.isoformat()} if renews_on else {}
    return field("renews_on", "Contract renews on", element, is_optional=True)


def _date(view: View) -> date | None:
    picked = answer(view, "renews_on").get("selected_date")
    try:
        return date.fromisoformat(picked) if picked else None
    except ValueError:
        raise Refusal("No calendar has that day; pick another.", field="renews_on") from None


def _cells(one: ContactLine) -> tuple[str, ...]:
    return one.name, one.role, one.email, one.phone


def _contacts(text: str) -> list[ContactLine]:
    """What looks like a mail or a telephone is one, whatever its place in the line."""
    found: dict[str, ContactLine] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, *rest = (cell.strip() for cell in line.split(","))
        email = next((cell for cell in rest if "@" in cell), "")
        phone = next(
            (cell for cell in rest if cell[:1] in "+0(" and any(char.isdigit() for char in cell)), ""
        )
        role = ", ".join(cell for cell in rest if cell and cell not in (email, phone))
        if not name:
            raise Refusal("Each line of their people begins with a name.", field="contacts")
        found[name] = ContactLine(name, role, email, phone)
    return list(found.values())


def _facts(facts: tuple[str, ...]) -> list[Block]:
    if not facts:
        return []
    return [section(lines(say("*They told us*"), *(say("• {fact}", fact=prose(one)) for one in facts)))]
