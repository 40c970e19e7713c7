"""Plain questions in the pictures: an answer, a question back, a miss, and the list above the text field."""

from collections.abc import Iterator

from chat_page import NO_ANSWER_MS, ask, open_page, picture
from playwright.sync_api import Browser, expect

QUESTION = "did stockton reply"


def questions(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """The list for a question, in an empty chat; then what is answered, asked back and not known."""
    page = open_page(browser, address, 860, 480, "light", 1)
    page.get_by_label("Message", exact=True).fill(f"@Proviso_sandbox_bot {QUESTION}")
    offered = page.get_by_role("listbox", name="Answers of the bot").get_by_role("option")
    expect(offered.first).to_contain_text("Stockton, California", timeout=NO_ANSWER_MS)
    yield "inline.png", page.screenshot()
    page.close()
    page = open_page(browser, address, 560, 1600, "light", 1)
    messages = page.locator("#messages .message")
    for file, typed in (
        ("question.png", QUESTION),
        ("question-back.png", "who said what"),
        ("question-missed.png", "what does baltimore spend on police horses"),
    ):
        ask(page, typed)
        yield file, picture(page, messages.last, after=page.locator("#messages .message.mine").last)
    page.close()
