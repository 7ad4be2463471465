"""*Open a case* on the question about a customer's words."""

from casework.inbound import asking, intake, whose
from casework.inbound import words as said
from casework.work import Work


def open_case(work: Work, heard_id: int) -> int:
    """The customer's CSM has it; where they have none, whoever decides. Returns its number."""
    one, customer = asking.waiting(work, heard_id)
    csm = customer.csm or customer.deputy
    whose_case = (whose.csm_for(work, customer) if csm else None) or work.actor.user_id
    ones = said.matter(work, one)
    number = intake.open_matter(work, customer, one, whose_case)
    asking.settle(work, ones, "opened", work.actor.name, number)
    return number
