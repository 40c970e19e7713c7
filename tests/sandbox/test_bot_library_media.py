"""python-telegram-bot sends files, places and inline answers to the sandbox as it does to Telegram."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    ChatMemberAdministrator,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputMediaDocument,
    InputTextMessageContent,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction, ChatType, KeyboardButtonStyle, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, BOT, TOKEN, Caller
from tests.sandbox.files import PDF, file, png

HTML = ParseMode.HTML


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    base = sandbox.address
    async with ExtBot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        yield bot


async def test_it_sends_documents_photos_and_albums(bot: ExtBot[None]) -> None:
    assert await bot.send_chat_action(ALEX, ChatAction.UPLOAD_DOCUMENT)
    sent = await bot.send_document(ALEX, PDF, filename="plan.pdf", caption="<b>Plan</b>", parse_mode=HTML)
    assert sent.document is not None and sent.document.file_name == "plan.pdf"
    assert (sent.caption, sent.caption_html) == ("Plan", "<b>Plan</b>")
    again = await bot.send_document(ALEX, sent.document.file_id)
    assert again.document == sent.document
    photo = await bot.send_photo(ALEX, png(30, 20))
    assert [(size.width, size.height) for size in photo.photo] == [(30, 20)]
    album = await bot.send_media_group(
        ALEX,
        [InputMediaDocument(PDF, filename="a.pdf"), InputMediaDocument(sent.document.file_id)],
        caption="both",
    )
    assert [message.caption for message in album] == ["both", None]
    assert album[0].media_group_id == album[1].media_group_id is not None
    edited = await bot.edit_message_caption(ALEX, sent.message_id, caption="Other")
    assert isinstance(edited, Message) and edited.caption == "Other"
    for parsed in (sent, photo, *album, edited, sent.document, photo.photo[0]):
        assert not parsed.api_kwargs


async def test_it_fetches_what_people_send(bot: ExtBot[None], caller: Caller) -> None:
    await caller.post(
        "messages", chat_id=ALEX, from_id=ALEX, text="letter", files=[file("document", "a.pdf", PDF)]
    )
    await caller.post(
        "messages", chat_id=ALEX, from_id=ALEX, location={"latitude": 43.6, "longitude": -116.2}
    )
    letter, where = await bot.get_updates(timeout=1)
    assert letter.message is not None and letter.message.document is not None
    fetched = await (await letter.message.document.get_file()).download_as_bytearray()
    assert bytes(fetched) == PDF
    assert where.message is not None and where.message.location is not None
    assert where.message.location.latitude == 43.6
    assert not letter.message.api_kwargs and not where.message.api_kwargs


async def test_it_asks_where_somebody_is_and_shows_places(bot: ExtBot[None]) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Here", request_location=True)]], one_time_keyboard=True)
    assert (await bot.send_message(ALEX, "Where?", reply_markup=keys)).text == "Where?"
    assert (await bot.send_message(ALEX, "Thanks", reply_markup=ReplyKeyboardRemove())).text == "Thanks"
    assert (await bot.send_location(ALEX, 43.6, -116.2)).location is not None
    venue = await bot.send_venue(ALEX, 43.6, -116.2, "City Hall", "150 N Capitol")
    assert venue.venue is not None and venue.venue.title == "City Hall" and not venue.api_kwargs


async def test_it_uses_every_kind_of_button_and_dates(bot: ExtBot[None]) -> None:
    row = [
        InlineKeyboardButton("Copy", copy_text=CopyTextButton("555-0100")),
        InlineKeyboardButton("Share", switch_inline_query="Boise"),
        InlineKeyboardButton("Stop", callback_data="x", style=KeyboardButtonStyle.DANGER),
    ]
    text = '<tg-time unix="1647531900" format="wDT">22:45</tg-time>'
    sent = await bot.send_message(ALEX, text, HTML, reply_markup=InlineKeyboardMarkup([row]))
    assert sent.reply_markup is not None and sent.reply_markup.inline_keyboard == (tuple(row),)
    [entity] = sent.entities
    assert (entity.type, entity.date_time_format) == (MessageEntity.DATE_TIME, "wDT")
    assert entity.unix_time is not None and not entity.api_kwargs


async def test_it_posts_in_channels_and_leaves_them(bot: ExtBot[None], caller: Caller) -> None:
    await caller.post("people", id=2002, first_name="Sam")
    channel = await caller.group("channel", members=[2002], administrators=[BOT])
    sent = await bot.send_message(channel, "The plan is late")
    assert sent.from_user is None and sent.sender_chat == sent.chat and sent.chat.type == ChatType.CHANNEL
    await caller.write(channel, ALEX, "hello")
    changed, post = await bot.get_updates(timeout=1)
    assert changed.my_chat_member is not None
    member = changed.my_chat_member.new_chat_member
    assert isinstance(member, ChatMemberAdministrator) and member.can_post_messages
    assert post.channel_post is not None and post.channel_post.text == "hello"
    assert not post.channel_post.api_kwargs and not member.api_kwargs
    assert await bot.leave_chat(channel)
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.send_message(channel, "x")


async def test_it_answers_inline_queries(bot: ExtBot[None], caller: Caller) -> None:
    await bot.get_updates(allowed_updates=["inline_query", "chosen_inline_result"])
    _, asked = await caller.post("inline", from_id=ALEX, query="boi", chat_id=ALEX)
    [update] = await bot.get_updates(timeout=1)
    assert update.inline_query is not None and update.inline_query.query == "boi"
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    result = InlineQueryResultArticle(
        "1", "Boise", InputTextMessageContent("<b>Boise</b>", HTML), reply_markup=markup
    )
    assert await update.inline_query.answer(
        [result], button=InlineQueryResultsButton("Open", start_parameter="s")
    )
    await caller.post("inline_choices", inline_query_id=asked["inline_query_id"], result_id="1", chat_id=ALEX,
                      from_id=ALEX)  # fmt: skip
    [update] = await bot.get_updates(offset=update.update_id + 1, timeout=1)
    chosen = update.chosen_inline_result
    assert chosen is not None and chosen.result_id == "1" and not chosen.api_kwargs
    assert await bot.edit_message_text("Later", inline_message_id=chosen.inline_message_id) is True


async def test_it_learns_of_the_change_into_a_supergroup(bot: ExtBot[None], caller: Caller) -> None:
    await caller.post("people", id=2002, first_name="Sam")
    group = await caller.group("group")
    _, answer = await caller.post("migration", chat_id=group)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group, "x")
    assert caught.value.new_chat_id == answer["chat_id"]
    *_, old, new = await bot.get_updates(timeout=1)
    assert old.message is not None and old.message.migrate_to_chat_id == answer["chat_id"]
    assert new.message is not None and new.message.migrate_from_chat_id == group
    assert not new.message.api_kwargs


async def test_its_errors_about_files_are_the_ones_it_knows(bot: ExtBot[None]) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(ALEX, PDF)
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_document(ALEX, "https://example.org/a.pdf")
