"""The form in which a customer is looked after: who, where, and what is known of them."""

from dataclasses import dataclass

from models.facts import KnownFact
from models.refusal import Refusal
from models.tended import ContactLine, CustomerCard, Tended
from views import told_before
from views.agreed import IN_SHORT
from views.blocks import Block, context, option, overflow, section, select
from views.forms.day import Day
from views.forms.fields import Words, answer, check, chosen, field
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, lines, say

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
RENEWAL = Day("renews_on", "Contract renews on")
_LEAVES = "leaves"


@dataclass(frozen=True)
class Saved:
    customer: int
    seen: str
    wanted: Tended


class CustomerForm:
    callback_id = "customer.save"

    @classmethod
    def draw(cls, card: CustomerCard, *, seen: str = "") -> View:
        """``seen``: by which a form that is open already notices what somebody else changed meanwhile."""
        now = card.now
        carried = {"id": card.id, "seen": seen or now.seen(), "channel": now.channel, "tier": now.tier}
        blocks = [
            NAME.draw(now.name),
            *_tier(card),
            _person("csm", "CSM: their one face", now.csm),
            _person("deputy", "Deputy", now.deputy),
            *_channel(now.channel),
            CONTACTS.draw("\n".join(", ".join(filter(None, _cells(one))) for one in now.contacts)),
            ZONE.draw(now.time_zone),
            LANGUAGE.draw(now.language),
            RENEWAL.draw(now.renews_on),
            GOALS_FIELD.draw(now.goals),
            *_facts(card),
        ]
        return modal(cls.callback_id, now.name, blocks, submit="Save", ids=carried)

    @staticmethod
    def carried(view: View) -> tuple[int, str]:
        """The customer's id, and what was seen of them."""
        about = ids(view)
        return int(about["id"]), str(about["seen"])

    @classmethod
    def read(cls, view: View) -> Saved:
        check(view, NAME, ZONE, LANGUAGE, GOALS_FIELD, CONTACTS)
        customer, seen = cls.carried(view)
        wanted = Tended(
            name=" ".join(NAME.read(view).split()),
            tier=chosen(view, "tier") or str(ids(view)["tier"]),
            csm=answer(view, "csm").get("selected_user"),
            deputy=answer(view, "deputy").get("selected_user"),
            channel=_wanted_channel(view),
            time_zone=ZONE.read(view),
            language=LANGUAGE.read(view),
            renews_on=RENEWAL.read(view),
            goals=GOALS_FIELD.read(view),
            contacts=tuple(_contacts(CONTACTS.read(view))),
        )
        return Saved(customer, seen, wanted)


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


def _facts(card: CustomerCard) -> list[Block]:
    """Each with its menu, and below them what is not so any more."""
    heading = [section(Mrkdwn("*They told us*"))] if card.facts or card.past else []
    return [*heading, *map(_fact, card.facts), *context(lines(*map(told_before.until, card.past)))]


def _fact(fact: KnownFact) -> Block:
    options = [option("Change …", f"change:{fact.id}"), option("No longer true", f"end:{fact.id}")]
    return section(told_before.as_said(fact), overflow("fact.more", options))
