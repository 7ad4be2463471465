"""Dana gives a customer a channel in a form, and from then on is their one face there."""

from sandbox.company import BRIGHTWATER
from tests.house import House

FORM = "customer Brightwater Foods"


async def test_a_customer_gets_a_channel_and_is_heard_there(house: House):
    dana, carla = house.actor("dana"), house.actor("carla")
    await dana.command("/case", FORM)
    view = dana.modal
    assert view is not None
    outcome = await dana.submit(
        view.id, {"csm": dana.person.id, "channel": BRIGHTWATER.id, "language": "German"}
    )
    assert outcome.closed, outcome
    await carla.say(BRIGHTWATER.id, "The invoice of March was charged twice.")
    asked = await house.message("dana", "@liaison", "charged twice", "inbound.open")
    await dana.press("@liaison", asked.ts, "inbound.open")
    told = await house.message("carla", BRIGHTWATER.id, "C-1", "Dana Okafor looks after it")
    assert told.thread_ts is not None


async def test_who_does_not_look_after_customers_is_told_so(house: House):
    mei = house.actor("mei")
    answer = await mei.command("/case", FORM)
    assert mei.modal is None
    assert answer is not None
    assert "looked after by the customer success team" in str(answer.blocks)
