"""Browser windows on a workspace's page."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Windows:
    """Browser windows on one workspace; what goes wrong on a page is kept in `complaints`."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.complaints: list[str] = []
        self._browser, self._base_url = browser, base_url
        self._open: list[BrowserContext] = []

    async def window(self, address: str, size: dict[str, int] = WIDE, **more: Any) -> Page:
        context = await self._browser.new_context(viewport=size, reduced_motion="reduce", **more)
        self._open.append(context)
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        await page.goto(f"{self._base_url}{address}")
        return page

    async def be(self, person_id: str, channel_id: str = "", **more: Any) -> Page:
        page = await self.window(f"/?as={person_id}#{channel_id}", **more)
        await page.wait_for_selector("body[data-ready]")
        return page

    async def close(self) -> None:
        for window in self._open:
            await window.close()
