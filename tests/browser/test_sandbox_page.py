"""The sandbox's page in a real browser, with a small app at the far end of the sandbox."""

import asyncio
import copy
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Frame, Page, expect

from sandbox import happenings, screens
from sandbox.blocks import completed
from sandbox.clock import Clock
from sandbox.company import BILLING, BRIGHTWATER, DANA, DESK, GENERAL, LEGAL, MEI, RUTH, tidewater
from sandbox.page import Page as SandboxPage
from sandbox.server import Sandbox
from sandbox.slack import Answer, Slack
from sandbox.steps import STEPS
from sandbox.workspace import Json, Message
from tests.browser.windows import NARROW, Windows

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)

MANIFEST: Json = {
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/case", "description": "Open a case", "usage_hint": "[what happened]"}
        ],
        "shortcuts": [
            {
                "name": "Open a case",
                "type": "message",
                "callback_id": "from_message",
                "description": "From it",
            },
            {
                "name": "Case anywhere",
                "type": "global",
                "callback_id": "anywhere",
                "description": "From here",
            },
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "reactions:read", "users:read"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, label: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label.lower()}


def field(name: str, label: str, kind: str, **element: Any) -> Json:
    control = {"type": kind, "action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(label), "element": control}


CONFIRM = {
    "title": plain("Give it back?"),
    "text": plain("Dana hears of it."),
    "confirm": plain("Give back"),
    "deny": plain("Keep it"),
}


def card(title: str, owner: str = "nobody") -> list[Json]:
    controls = [
        button("take", "Take it", style="primary"),
        button("decline", "Decline", style="danger", confirm=CONFIRM),
        {"type": "overflow", "action_id": "more", "options": [option("Ask"), option("Show")]},
    ]
    return [
        {"type": "header", "text": plain(title)},
        section(f"Owner: {owner}"),
        {"type": "actions", "elements": controls},
    ]


def form(title: str) -> Json:
    fields = [
        field("title", "What happened?", "plain_text_input", initial_value=title or None, max_length=80),
        field("customer", "Customer", "external_select", min_query_length=0),
        field("bad", "How bad?", "static_select", options=[option("Low"), option("High")]),
        {**field("story", "The story", "plain_text_input", multiline=True), "optional": True},
    ]
    if not title:
        del fields[0]["element"]["initial_value"]
    actions = {"type": "actions", "block_id": "steps", "elements": [button("deeper", "One deeper")]}
    return {
        "type": "modal",
        "callback_id": "case.new",
        "title": plain("Open a case"),
        "submit": plain("Open"),
        "blocks": [*fields, actions],
    }


NOTE: Json = {"type": "modal", "title": plain("A note"), "blocks": [section("Deeper.")]}
STORY_FITS = 3000
CUSTOMERS = ("Brightwater Foods", "Harbour Dairy", "Nordic Mills")


class SmallApp:
    """What the page needs of an app: it opens a form, complains, posts a card, and marks who took it."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.pressed: list[Json] = []

    def post(self, channel_id: str, text: str, blocks: list[Json] | None = None, **more: Any) -> Message:
        workspace = self.slack.workspace
        drawn = completed(copy.deepcopy(blocks or []), workspace.next_id)
        bot = {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
        message = Message(channel_id, workspace.next_ts(), workspace.bot_user_id, text, drawn, **bot, **more)
        return happenings.post(workspace, message)

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        event = envelope["event"]
        if event["type"] == "app_home_opened" and event["tab"] == "home":
            blocks = [section("You hold *1 case*.", accessory=button("new", "Open a case"))]
            screens.publish(self.slack, event["user"], {"type": "home", "blocks": blocks})
        return Answer(200)

    async def interact(self, payload: Json) -> Answer:
        kind = payload.get("type", "command")
        return {
            "command": self._form,
            "message_action": self._form,
            "shortcut": self._form,
            "block_suggestion": self._customers,
            "view_submission": self._submitted,
            "block_actions": self._press,
        }[kind](payload)

    def _form(self, payload: Json) -> Answer:
        if payload.get("text") == "help":
            return Answer(200, {"text": "Try `/case what happened`"})
        if payload.get("text") == "fall":
            return Answer(500, failure="http_error")
        said = payload.get("text") or payload.get("message", {}).get("text", "")
        screens.open_modal(self.slack, self.slack.triggers.spend(payload["trigger_id"]), form(said))
        return Answer(200)

    def _customers(self, payload: Json) -> Answer:
        names = [name for name in CUSTOMERS if payload["value"].lower() in name.lower()]
        return Answer(200, {"options": [option(name) for name in names]})

    def _submitted(self, payload: Json) -> Answer:
        values = payload["view"]["state"]["values"]
        title = values["title"]["title"]["value"]
        if len(title) < 10:
            return Answer(200, {"response_action": "errors", "errors": {"title": "Say a little more."}})
        if len(values["story"]["story"]["value"] or "") > STORY_FITS:
            return Answer(200, {"response_action": "errors", "errors": {"story": "The story is too long."}})
        customer = values["customer"]["customer"]["selected_option"]["text"]["text"]
        self.post(BILLING.id, title, card(f"{title} ({customer})"))
        return Answer(200)

    def _press(self, payload: Json) -> Answer:
        pressed = payload["actions"][0]
        self.pressed.append(pressed)
        if pressed["action_id"] == "take":
            channel = self.slack.workspace.channels[payload["channel"]["id"]]
            message = channel.message(payload["message"]["ts"])
            blocks = completed(card("Taken", payload["user"]["name"]), self.slack.workspace.next_id)
            happenings.edit(self.slack.workspace, message, by=self.slack.workspace.bot_user_id, blocks=blocks)
            self.post(channel.id, "Only you read this.", ephemeral_to=payload["user"]["id"])
        if pressed["action_id"] == "deeper":
            screens.push_on(self.slack, payload["user"]["id"], copy.deepcopy(NOTE))
        if pressed["action_id"] == "new":
            self._form(payload)
        return Answer(200)


class Stage(Windows):
    """A running sandbox, the small app in it, and browser windows on it; errors on a page fail the test."""

    def __init__(self, sandbox: Sandbox, app: SmallApp, browser: Browser) -> None:
        super().__init__(browser, sandbox.base_url)
        self.sandbox, self.app = sandbox, app


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser) -> AsyncIterator[Stage]:
    sandbox = Sandbox(tidewater(Clock(start=NOON)), manifest=MANIFEST)
    sandbox.routes.extend(SandboxPage(sandbox.slack).routes)
    async with sandbox:
        app = sandbox.slack.door = SmallApp(sandbox.slack)
        stage = Stage(sandbox, app, browser)
        yield stage
        await stage.close()
        assert not stage.complaints


async def say(page: Page | Frame, text: str, composer: str = "channel") -> None:
    await page.fill(f"[data-composer={composer}]", text)
    await page.press(f"[data-composer={composer}]", "Enter")


async def until(met: Callable[[], Any]) -> None:
    for _ in range(400):
        if met():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("It never came to that.")


async def test_a_case_goes_from_the_command_through_the_form_to_the_department_and_back(stage):
    dana = await stage.be(DANA.id, DESK.id)
    await say(dana, "/case Charged")
    modal = dana.locator("dialog[data-callback-id='case.new']")
    await expect(modal.locator("[data-action-id=title] input")).to_have_value("Charged")

    await dana.click("[data-view-submit]")
    await expect(modal.locator(".block[data-block-id=customer] .error")).to_have_text(
        "Please complete this required field."
    )
    await modal.locator("[data-action-id=customer] input").fill("bright")
    await modal.get_by_role("option", name="Brightwater Foods").click()
    await modal.locator("select").select_option("high")
    await dana.click("[data-view-submit]")
    await expect(modal.locator(".error")).to_have_text(["Say a little more."])
    await expect(modal.locator("[data-action-id=title] input")).to_have_value("Charged")
    await expect(modal.locator("[data-action-id=customer] input")).to_have_value("Brightwater Foods")

    await modal.locator("[data-action-id=title] input").fill("Charged twice in May")
    await modal.locator("[data-action-id=title] input").press("Enter")
    await expect(modal).to_have_count(0)

    await dana.click("[data-you]")
    await expect(dana.locator(f"[data-person={MEI.id}] .badge")).to_have_text("1")
    await dana.click(f"[role=menuitem][data-person={MEI.id}]")
    mei = dana
    await expect(mei.locator(".you [data-person]")).to_have_text("Mei Tanaka")
    await expect(mei.locator("main h1")).to_have_text("billing")
    await expect(mei.locator(".new-line")).to_be_visible()
    await expect(mei.locator(".is-header")).to_have_text("Charged twice in May (Brightwater Foods)")

    watcher = await stage.be(DANA.id, BILLING.id)
    await mei.click("[data-action-id=take]")
    await expect(mei.locator(".message").first).to_contain_text("Owner: mei")
    await expect(mei.locator(".message").first).to_contain_text("(edited)")
    await expect(mei.locator("[data-ephemeral]")).to_contain_text("Only visible to you")
    await expect(watcher.locator(".message").first).to_contain_text("Owner: mei")
    await expect(watcher.locator("[data-ephemeral]")).to_have_count(0)


async def test_what_is_too_long_stays_in_its_field_and_is_refused_in_words(stage):
    page = await stage.be(DANA.id, DESK.id)
    await say(page, "/case")
    modal = page.locator("dialog.modal")
    title, story = (
        modal.locator("[data-action-id=title] input"),
        modal.locator("[data-action-id=story] textarea"),
    )
    await title.focus()
    await page.keyboard.insert_text("🎫" + "x" * 91)
    await expect(modal.locator(".count")).to_have_text("92 / 80, 12 too many")
    await story.focus()
    await page.keyboard.insert_text("y" * 3212)
    assert len(await story.input_value()) == 3212
    await modal.locator("[data-action-id=customer] input").fill("bright")
    await modal.get_by_role("option", name="Brightwater Foods").click()
    await modal.locator("select").select_option("high")

    await page.click("[data-view-submit]")
    await expect(modal.locator(".error")).to_have_text(["Must be at most 80 characters; this is 92."])
    await title.fill("Charged twice")
    await expect(modal.locator(".count")).to_have_text("13 / 80")
    await page.click("[data-view-submit]")
    await expect(modal.locator(".error")).to_have_text(["The story is too long."])
    assert len(await story.input_value()) == 3212


async def test_what_people_write_is_text_and_mrkdwn_is_drawn(stage):
    page = await stage.be(DANA.id, DESK.id)
    await say(page, "<img src=x onerror=alert(1)> & *bold* _italic_ ~gone~ `code` @Ben Lindqvist :eyes:")
    what = page.locator(".message .mrkdwn")
    await expect(what).to_contain_text("<img src=x onerror=alert(1)> & bold italic gone code @Ben Lindqvist")
    assert await what.locator("img").count() == 0
    for tag, text in {"strong": "bold", "em": "italic", "del": "gone", "code": "code"}.items():
        await expect(what.locator(tag)).to_have_text(text)
    await expect(what.locator("[data-mention]")).to_have_attribute("data-mention", "U0BENLINDQV")
    await expect(what.locator(".emoji")).to_have_attribute("title", ":eyes:")


async def test_a_message_is_reacted_to_answered_changed_and_deleted(stage):
    page = await stage.be(DANA.id, DESK.id)
    await say(page, "Who knows the scales?")
    message = page.locator(".message").first
    await message.hover()
    await message.locator("[data-quick=eyes]").click()
    await expect(message.locator("[data-reaction=eyes]")).to_have_attribute("aria-pressed", "true")
    await message.locator("[data-reaction=eyes]").click()
    await expect(message.locator("[data-reaction=eyes]")).to_have_count(0)

    await message.hover()
    await message.locator("[data-do=thread]").click()
    await say(page, "I do.", "thread")
    await expect(message.locator("[data-thread]")).to_contain_text("1 reply")
    await expect(page.locator("[data-thread-list]")).to_contain_text("I do.")
    await say(page, "/case in a thread", "thread")
    await expect(page.locator("[data-toast]")).to_contain_text("not supported in threads")
    await expect(page.locator("[data-composer=thread]")).to_have_value("/case in a thread")

    await message.hover()
    await message.locator("[data-do=more]").click()
    await page.click("[role=menuitem][data-do=edit]")
    await page.fill("[data-editor]", "Who knows *these* scales?")
    await page.press("[data-editor]", "Enter")
    await expect(message).to_contain_text("Who knows these scales?")
    await expect(message).to_contain_text("(edited)")

    await message.hover()
    await message.locator("[data-do=more]").click()
    await page.click("[role=menuitem][data-do=delete]")
    await page.click("[data-confirm] [data-answer=confirm]")
    await expect(message).to_contain_text("This message was deleted.")


async def test_shortcuts_open_forms_and_a_stack_of_them_closes_one_by_one(stage):
    page = await stage.be(DANA.id, DESK.id)
    await say(page, "The display stays dark")
    await page.locator(".message").first.hover()
    await page.click("[data-do=more]")
    await page.click("[data-shortcut=from_message]")
    modal = page.locator("dialog.modal")
    await expect(modal.locator("[data-action-id=title] input")).to_have_value("The display stays dark")
    await modal.locator("[data-action-id=title] input").fill("Half a thought")
    await page.click("[data-action-id=deeper]")
    await expect(modal.locator("h2")).to_have_text("A note")
    await page.keyboard.press("Escape")
    await expect(modal.locator("[data-action-id=title] input")).to_have_value("Half a thought")
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)

    await page.click("[data-slash]")
    await page.get_by_role("option", name="Case anywhere").click()
    await expect(modal.locator("h2")).to_have_text("Open a case")


async def test_buttons_confirm_and_menus_choose(stage):
    stage.app.post(BILLING.id, "A card", card("Wrong amount"))
    page = await stage.be(MEI.id, BILLING.id)
    await page.click("[data-action-id=decline]")
    await page.click("[data-answer=deny]")
    await page.click("[data-action-id=more]")
    await page.click("[role=menuitem][data-value=show]")
    await until(lambda: stage.app.pressed)
    assert [(one["action_id"], one.get("selected_option", {}).get("value")) for one in stage.app.pressed] == [
        ("more", "show")
    ]


async def test_what_a_command_answers_is_drawn_for_its_person_alone(stage):
    page = await stage.be(DANA.id, DESK.id)
    await say(page, "/case help")
    await expect(page.locator("[data-ephemeral] code")).to_have_text("/case what happened")
    await say(page, "/case fall")
    await expect(page.locator("[data-ephemeral]").last).to_contain_text("/case failed with the error")
    await say(page, "/nonsense")
    await expect(page.locator("[data-ephemeral]").last).to_contain_text("not a valid command")


async def test_the_clock_is_pushed_and_read_in_the_viewers_zone(stage):
    page = await stage.be(DANA.id, DESK.id)
    await expect(page.locator("[data-clock]")).to_contain_text("08:0")
    await page.click("[data-push='60']")
    await expect(page.locator("[data-clock]")).to_contain_text("09:0")
    await expect(page.locator("[data-you]")).to_contain_text("09:0")
    await page.click("[data-push='1440']")
    await expect(page.locator("[data-clock]")).to_contain_text("Wed 13 May")
    assert (stage.sandbox.clock() - NOON).days == 1


async def test_what_was_today_is_yesterday_when_the_clock_was_pushed_over_midnight(stage):
    noon = int(NOON.timestamp())
    since = f"Since <!date^{noon}^{{date_pretty}} {{time}}|noon>"
    root = stage.app.post(DESK.id, "A card", [section(since)])
    await stage.sandbox.actor("ben").say("cs-desk", "Looking", thread_ts=root.ts)
    page = await stage.be(DANA.id, f"{DESK.id}/{root.ts}")
    card = page.locator("[data-timeline] .message").first
    await expect(card).to_contain_text("Since today 08:00")
    await expect(card.locator("[data-thread]")).to_have_text(re.compile(r"last 08:0\d"))
    await expect(page.locator(".day").first).to_have_text("Today")
    await page.click("[data-push='1440']")
    await expect(card).to_contain_text("Since yesterday 08:00")
    await expect(card.locator("[data-thread]")).to_contain_text("last yesterday, 08:0")
    await expect(page.locator(".day").first).to_have_text("Yesterday")
    await expect(page.locator("[data-thread-list] .time").first).to_contain_text("yesterday, 08:0")
    await page.click("[data-push='1440']")
    await expect(card).to_contain_text("Since 12 May 08:00")


async def test_the_clock_is_pushed_on_a_phone_and_relative_times_follow(stage):
    ago = f"Offered <!date^{int(NOON.timestamp())}^{{ago}}|at noon>"
    stage.app.post(BILLING.id, "A card", [section(ago)])
    page = await stage.be(MEI.id, BILLING.id, size=NARROW, has_touch=True)
    for minutes, words in (("15", "15 minutes ago"), ("60", "1 hour ago"), ("1440", "yesterday")):
        await page.tap("[data-clock]")
        await page.tap(f"[role=menuitem][data-push='{minutes}']")
        await expect(page.locator(".message").first).to_contain_text(f"Offered {words}")
    await expect(page.locator("[data-clock]")).to_contain_text("Wed 13 May")


async def test_a_status_stands_beside_the_name_until_it_ends(stage):
    await stage.sandbox.actor("mei").say("general", "Until next week!")
    dana = await stage.be(DANA.id, GENERAL.id)
    mei = await stage.be(MEI.id, GENERAL.id)
    await mei.click("[data-you]")
    await expect(mei.locator("[data-set-status=here]")).to_have_attribute("aria-checked", "true")
    await mei.click("[data-set-status=holiday]")
    await expect(mei.locator("[data-you] [data-status]")).to_have_attribute("data-status", "Vacationing")
    at_name = dana.locator(".message .head [data-status]")
    await expect(at_name).to_have_attribute("title", "Vacationing until Tue 19 May")
    await dana.click("[data-you]")
    row = dana.locator(f"[role=menuitem][data-person={MEI.id}]")
    await expect(row).to_contain_text("Billing · 08:0")
    await expect(row).to_contain_text("in New YorkVacationing until Tue 19 May")
    await dana.keyboard.press("Escape")
    for _ in range(8):
        await dana.click("[data-push='1440']")
    await expect(at_name).to_have_count(0)


async def test_many_pushes_in_a_row_are_followed_at_once(stage):
    page = await stage.be(DANA.id, DESK.id)
    for _ in range(30):
        await page.click("[data-push='1440']")
    await expect(page.locator("[data-clock]")).to_contain_text("Thu 11 Jun")
    await say(page, "/case After a month")
    await expect(page.locator("dialog[data-callback-id='case.new']")).to_be_visible()


async def test_slack_can_be_told_to_misbehave(stage):
    page = await stage.be(DANA.id, DESK.id)
    await page.click("[data-misbehave]")
    await page.check("[data-fault='500_after']")
    await expect(page.locator(".mood .badge")).to_have_text("3 left")
    await page.check("[data-fault=down]")
    await until(lambda: stage.sandbox.faults.down is not None)
    await page.click("[data-fault-clear]")
    await until(lambda: stage.sandbox.faults.down is None)
    await expect(page.locator("[data-fault='500_after']")).not_to_be_checked()


async def test_the_panel_says_what_is_lost_for_good(stage):
    page = await stage.be(DANA.id, DESK.id)
    await page.click("[data-misbehave]")
    await page.check("[data-fault=lost]")
    mood = page.locator(".mood", has=page.locator("[data-fault=lost]"))
    await expect(mood).to_contain_text("Lost for good: it is as if Slack had given up")
    await expect(mood).to_contain_text("Nothing is back-filled")


async def test_what_one_is_typing_survives_what_others_do(stage):
    dana = await stage.be(DANA.id, DESK.id)
    await dana.fill("[data-composer=channel]", "Half a sent")
    await dana.press("[data-composer=channel]", "End")
    await stage.sandbox.actor("ben").say("cs-desk", "Something else")
    await expect(dana.locator(".message")).to_contain_text("Something else")
    await dana.keyboard.type("ence")
    await expect(dana.locator("[data-composer=channel]")).to_have_value("Half a sentence")

    await stage.sandbox.actor("carla").say("ext-brightwater", "Hello?")
    await expect(dana.locator(f"[data-channel={BRIGHTWATER.id}]")).to_have_attribute("data-unread", "1")
    await dana.click(f"[data-channel={BRIGHTWATER.id}]")
    await expect(dana.locator(f"[data-channel={BRIGHTWATER.id}] .badge")).to_have_count(0)
    await dana.click(f"[data-channel={DESK.id}]")
    await expect(dana.locator("[data-composer=channel]")).to_have_value("Half a sentence")


async def test_home_is_drawn_when_opened_and_its_buttons_work(stage):
    page = await stage.be(DANA.id, DESK.id)
    await page.click("[data-home]")
    await expect(page.locator("[data-home-pane]")).to_contain_text("You hold 1 case.")
    await page.click("[data-home-pane] [data-action-id=new]")
    await expect(page.locator("dialog.modal h2")).to_have_text("Open a case")


async def test_the_guide_counts_the_same_steps_wherever_it_counts_them(stage):
    dana = await stage.be(DANA.id, DESK.id)
    mei = await stage.be(MEI.id, BILLING.id)
    steps = "items => items.map(item => item.dataset.step)"
    await expect(dana.locator("[data-welcome] li")).to_have_count(len(STEPS))
    assert await dana.locator("[data-welcome] li").evaluate_all(steps) == list(STEPS)
    assert await mei.locator("[data-guide-strip] li").evaluate_all(steps) == list(STEPS)
    await expect(mei.locator("[data-steps]")).to_have_attribute("data-steps", f"0 of {len(STEPS)}")


async def test_an_open_thread_stays_open_when_somebody_sits_down_beside_it(stage):
    root = stage.app.post(DESK.id, "A card")
    await stage.sandbox.actor("ben").say("cs-desk", "Looking", thread_ts=root.ts)
    page = await stage.be(DANA.id, f"{DESK.id}/{root.ts}")
    await page.click("[data-beside]")
    await page.click(f"[role=menuitem][data-person={MEI.id}]")
    left, right = page.frame_locator("iframe[name=left]"), page.frame_locator("iframe[name=right]")
    await expect(left.locator("[data-thread-list]")).to_contain_text("Looking")
    await expect(right.locator("main h1")).to_have_text("billing")
    await page.reload()
    await expect(left.locator("[data-thread-list]")).to_contain_text("Looking")
    await page.click("[data-beside]")
    await expect(page.locator("[data-thread-list]")).to_contain_text("Looking")


async def test_the_guide_lets_those_stay_whose_turn_is_still_to_come(stage):
    root = stage.app.post(BILLING.id, "A card")
    await stage.sandbox.actor("sam").say("billing", "Looking", thread_ts=root.ts)
    page = await stage.window(f"/?as={RUTH.id}&beside={MEI.id}#|{BILLING.id}/{root.ts}")
    await expect(page.locator("[data-become]")).to_have_attribute("title", "In Ruth's place")
    await page.click("[data-become]")
    await expect(page.locator(".who [data-person]")).to_have_text(["Dana Okafor", "Mei Tanaka"])
    right = page.frame_locator("iframe[name=right]")
    await expect(right.locator("[data-thread-list]")).to_contain_text("Looking")


async def test_two_people_sit_side_by_side_each_by_name_in_a_channel_of_their_own(stage):
    await stage.sandbox.actor("dana").say("general", "Lunch?")
    page = await stage.be(DANA.id, DESK.id)
    await page.click("[data-beside]")
    await page.click(f"[role=menuitem][data-person={MEI.id}]")
    left, right = page.frame_locator("iframe[name=left]"), page.frame_locator("iframe[name=right]")
    await expect(page.locator(".who [data-person]")).to_have_text(["Dana Okafor", "Mei Tanaka"])
    await expect(page.locator(".who .face")).to_have_text(["DO", "MT"])
    await expect(left.locator("main h1")).to_have_text("cs-desk")
    await expect(right.locator("main h1")).to_have_text("billing")
    await expect(right.locator("[data-composer=channel]")).to_have_attribute(
        "placeholder", "Message #billing as Mei"
    )
    await right.locator("main [data-drawer]").click()
    await right.locator("[data-channel-name=general]").click()
    await right.locator("[data-composer=channel]").fill("Yes!")
    await right.locator("[data-composer=channel]").press("Enter")
    await expect(page.locator(f"[data-half={DANA.id}] .badge")).to_have_text("1")
    await left.locator("main [data-drawer]").click()
    await left.locator("[data-channel-name=general]").click()
    await expect(left.locator("[data-timeline]")).to_contain_text("Yes!")

    await page.click(f"[data-half={MEI.id}] [data-who]")
    await page.click(f"[role=menuitem][data-person={RUTH.id}]")
    await expect(page.locator(".who [data-person]")).to_have_text(["Dana Okafor", "Ruth Abara"])
    await page.click("[data-beside]")
    await expect(page.locator(".you [data-person]")).to_have_text("Dana Okafor")


async def test_replies_wait_for_those_alone_who_follow_the_thread(stage):
    root = stage.app.post(DESK.id, "A card")
    page = await stage.be(DANA.id, GENERAL.id)
    desk = page.locator(f"[data-channel={DESK.id}]")
    await expect(desk).to_have_attribute("data-unread", "1")
    stage.app.post(DESK.id, "Somebody took it", thread_ts=root.ts)
    await stage.sandbox.actor("ben").say("general", "Has the page heard of it?")
    await expect(page.locator("[data-timeline]")).to_contain_text("Has the page heard of it?")
    await expect(desk).to_have_attribute("data-unread", "1")
    stage.app.post(DESK.id, f"<@{DANA.id}>, please tell the customer", thread_ts=root.ts)
    await expect(desk).to_have_attribute("data-unread", "3")


async def test_on_a_phone_two_people_share_the_screen_by_tabs(stage):
    page = await stage.window(f"/?as={DANA.id}&beside={MEI.id}", NARROW, has_touch=True)
    left, right = page.frame_locator("iframe[name=left]"), page.frame_locator("iframe[name=right]")
    await expect(left.locator("main h1")).to_be_visible()
    await expect(page.locator("iframe[name=right]")).not_to_be_visible()
    await page.tap(f"[data-half={MEI.id}] [data-who]")
    await expect(page.locator("iframe[name=left]")).not_to_be_visible()
    await say(page.frame("right"), "Hello from the phone")
    await expect(right.locator("[data-timeline]")).to_contain_text("Hello from the phone")
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


async def test_a_phone_shows_one_thing_at_a_time_and_never_scrolls_sideways(stage):
    posted = stage.app.post(
        BILLING.id, "A card", card("A rather long title about an invoice that came twice")
    )
    await stage.sandbox.actor("mei").say("billing", "Looking", thread_ts=posted.ts)
    page = await stage.be(MEI.id, BILLING.id, size=NARROW, has_touch=True)
    await expect(page.locator("nav.sidebar")).not_to_be_in_viewport()
    await page.tap(f"[data-thread='{posted.ts}']")
    await expect(page.locator("[data-thread-list]")).to_contain_text("Looking")
    await page.tap("[data-thread-close]")
    await page.tap("[data-drawer]")
    await page.tap("[data-channel-name=general]")
    await expect(page.locator("main h1")).to_have_text("general")
    await say(page, "/case Charged twice")
    await page.wait_for_selector("dialog.modal")
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


async def test_a_page_shows_its_person_nothing_more_than_slack_would(stage):
    stage.sandbox.workspace.stacks[RUTH.id] = []
    await stage.sandbox.actor("jonas").say("legal", "Confidential")
    async with httpx.AsyncClient(base_url=stage.sandbox.base_url) as http:
        asked = await http.get("/page/state", params={"as": DANA.id, "channel": LEGAL.id})
        nobody = await http.get("/page/state", params={"as": "U0LIAISON00"})
        index = await http.get("/", params={"as": DANA.id})
        abroad = await http.post("/page/act", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    state = asked.json()
    assert state["open"] is None
    assert LEGAL.id not in {channel["id"] for channel in state["channels"]}
    assert "Confidential" not in asked.text.replace(LEGAL.topic, "")
    assert nobody.status_code == 404
    assert "script-src 'self'" in index.headers["content-security-policy"]
    assert abroad.status_code == 403
