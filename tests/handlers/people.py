"""The thirteen kinds of person, and somebody of each in the sample company."""

from casework.access import Kind
from config.handbook import Handbook
from tests.house import PLAIN

SOMEBODY = {
    Kind.CSM: "U0DANAOKAFO",
    Kind.OTHER_CSM: "U0BENLINDQV",
    Kind.DEPARTMENT: "U0MEITANAKA",
    Kind.LEAD: "U0NOORHADDA",
    Kind.STAFF: "U0INESCOSTA",
    Kind.MANAGER: "U0RUTHABARA",
    Kind.ADMIN: "U0OLANOWAK0",
    Kind.GUEST: "U0GILFOSTER",
    Kind.SINGLE_CHANNEL_GUEST: "U0SIABRANDT",
    Kind.CONNECT: "U0CARLAVOSS",
    Kind.STRANGER: "U0MAXUNKNOW",
    Kind.DEACTIVATED: "U0ELIFORMER",
    Kind.BOT: "U0DEPLOYBOT",
}
OUTSIDERS = frozenset(
    {
        Kind.GUEST,
        Kind.SINGLE_CHANNEL_GUEST,
        Kind.CONNECT,
        Kind.STRANGER,
        Kind.DEACTIVATED,
        Kind.BOT,
    }
)

_BILLING = PLAIN.departments["billing"].model_copy(update={"leads": [SOMEBODY[Kind.LEAD]]})
LED: Handbook = PLAIN.model_copy(update={"departments": {**PLAIN.departments, "billing": _BILLING}})
"""The sample handbook, in which somebody leads Billing who sits in another department's channel."""
