"""python-telegram-bot talks to the sandbox as it does to Telegram."""

from collections.abc import AsyncIterator

import pytest
import telegram
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChatMember,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{sandbox.address}/bot") as bot:
        yield bot


def markup(label: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)]])


async def test_it_knows_who_it_is(bot: Bot) -> None:
    assert (bot.id, bot.first_name, bot.username) == (123456, "Proviso", "Proviso_sandbox_bot")
    assert bot.bot.is_bot


async def test_it_reads_updates_answers_and_edits(bot: Bot, caller: Caller) -> None:
    await caller.say("/status Baltimore")
    [update] = await bot.get_updates(timeout=1)
    assert update.message is not None and update.effective_user is not None
    assert update.message.parse_entities() == {update.message.entities[0]: "/status"}

    sent = await update.message.reply_html("😀 <b>Baltimore</b> <a href='https://example.org'>[1]</a>",
                                           reply_markup=markup("More"), do_quote=True)  # fmt: skip
    assert sent.text_html == '😀 <b>Baltimore</b> <a href="https://example.org/">[1]</a>'
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "/status Baltimore"
    assert sent.reply_markup == markup("More")

    await caller.tap(sent.message_id, "More")
    [update] = await bot.get_updates(offset=update.update_id + 1, timeout=1)
    assert update.callback_query is not None and update.callback_query.data == "More"
    assert update.callback_query.message == sent
    assert await update.callback_query.answer("One moment")
    edited = await update.callback_query.edit_message_text("<i>Longer</i>", parse_mode=ParseMode.HTML)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None and edited.text_html == "<i>Longer</i>"
    assert edited.reply_markup is None
    assert await edited.delete()


async def test_it_parses_everything_without_leftovers(bot: Bot) -> None:
    commands = [BotCommand("help", "How to ask")]
    assert await bot.set_my_commands(commands)
    assert await bot.get_my_commands() == tuple(commands)
    assert await bot.set_my_description("Sourced answers")
    assert (await bot.get_my_description()).description == "Sourced answers"
    assert await bot.set_my_short_description("Answers")
    assert (await bot.get_my_short_description()).short_description == "Answers"
    assert await bot.send_chat_action(ALEX, "typing")
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.delete_webhook()
    chat = await bot.get_chat(ALEX)
    message = await bot.send_message(ALEX, "x", protect_content=True, reply_markup=ForceReply())
    for parsed in (chat, message, message.chat, message.from_user, bot.bot):
        assert parsed is not None and not parsed.api_kwargs


async def test_it_understands_groups_topics_and_members(bot: Bot, caller: Caller) -> None:
    await caller.post("people", id=2002, first_name="Sam")
    chat_id, topic = await caller.forum()
    changed, arrived, opened = await bot.get_updates(timeout=1)
    assert changed.my_chat_member is not None
    assert changed.my_chat_member.difference()["status"] == (ChatMember.LEFT, ChatMember.MEMBER)
    assert arrived.message is not None and arrived.message.new_chat_members[0] == bot.bot
    assert opened.message is not None and opened.message.forum_topic_created is not None
    assert opened.message.forum_topic_created.name == "Questions"

    await caller.write(chat_id, 2002, "/help@Proviso_sandbox_bot", message_thread_id=topic)
    [asked] = await bot.get_updates(offset=opened.update_id + 1, timeout=1)
    assert asked.message is not None and asked.message.is_topic_message
    answer = await asked.message.reply_text("x", reply_markup=ForceReply(selective=True), do_quote=True)
    assert (answer.message_thread_id, answer.is_topic_message, answer.chat.is_forum) == (topic, True, True)
    assert answer.reply_to_message == asked.message

    await caller.change(chat_id, ALEX, "promote", 2002)
    owner, administrator = await bot.get_chat_administrators(chat_id)
    assert isinstance(owner, ChatMemberOwner) and isinstance(administrator, ChatMemberAdministrator)
    assert isinstance(await bot.get_chat_member(chat_id, bot.id), ChatMemberMember)
    assert await bot.get_chat_member_count(chat_id) == 3
    scope = BotCommandScopeChatMember(chat_id, 2002)
    assert await bot.set_my_commands([BotCommand("help", "How to ask")], scope=scope)
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)
    for parsed in (changed.my_chat_member, arrived.message, opened.message, answer, owner, administrator,
                   await bot.get_chat(chat_id)):  # fmt: skip
        assert not parsed.api_kwargs


async def test_its_errors_tell_what_happened_in_a_group(bot: Bot, caller: Caller) -> None:
    await caller.post("people", id=2002, first_name="Sam")
    chat_id, _ = await caller.forum()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(chat_id, "x", message_thread_id=1)
    await caller.change(chat_id, ALEX, "remove")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(chat_id, "x")
    await caller.change(ALEX, ALEX, "block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ALEX, "x")


async def test_its_errors_are_the_ones_it_knows(bot: Bot, caller: Caller, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("x", ALEX, (await bot.send_message(ALEX, "x")).message_id)
    with pytest.raises(InvalidToken):
        async with Bot("123456:other", base_url=f"{sandbox.address}/bot"):
            pass
