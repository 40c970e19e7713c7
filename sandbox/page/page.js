// The chat page: follows the sandbox's events, and does what a person does.

import { showAbout } from "./about.js";
import { go, showChats, showList } from "./chats.js";
import { showClock } from "./clock.js";
import { refreshMenu } from "./composer.js";
import { showResults } from "./inline.js";
import { put, showTyping, take } from "./messages.js";
import { beginPanel } from "./panel.js";
import { rest } from "./send.js";
import { $, ask, keep, state, toast } from "./state.js";

async function load() {
  const world = await ask("state");
  Object.assign(state, { boot: world.boot, seq: world.seq, bot: world.bot });
  for (const kept of [state.people, state.chats, state.dismissed, state.unread]) kept.clear();
  for (const person of world.people) state.people.set(person.id, person);
  world.chats.forEach(keep);
  for (const message of world.messages) state.chats.get(message.chat.id).messages.set(message.message_id, message);
  showClock(world.clock);
  beginPanel(world);
  const wanted = new URLSearchParams(location.search);
  const chat = state.chats.has(Number(wanted.get("chat"))) ? Number(wanted.get("chat")) : world.chats[0].id;
  go(chat, Number(wanted.get("topic")), Number(wanted.get("as")));
}

async function follow() {
  for (let pause = 500; ; ) {
    try {
      if (!state.boot) await load();
      // After a loss the first question is only whether somebody is there.
      const wait = $("lost").hidden ? 25 : 0;
      const { boot, events } = await ask(`events?boot=${state.boot}&after=${state.seq}&wait=${wait}`);
      $("lost").hidden = true;
      pause = 500;
      if (boot !== state.boot) state.boot = "";  // the sandbox started again with nothing in it
      else for (const event of events) {
        state.seq = event.seq;
        react[event.type]?.(event);
      }
    } catch {
      $("lost").hidden = false;
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, 4000);
    }
  }
}

const react = {
  message({ message }) {
    put(message);
    showList();
    if (message.migrate_to_chat_id && message.chat.id === state.chat) go(message.migrate_to_chat_id, 0, state.me);
  },
  edit({ message }) { put(message); showList(); },
  delete({ chat_id, message_id }) { take(chat_id, message_id); },
  typing({ chat_id, message_thread_id: topic, action }) {
    if (chat_id === state.chat && (topic === 1 ? 0 : topic) === state.topic) showTyping(action === "typing");
  },
  person({ user, chat }) { state.people.set(user.id, user); keep(chat); showChats(); },
  chat({ chat }) {
    keep(chat);
    showChats();
    if (chat.id === state.chat && !chat.members.some(({ user_id: id }) => id === state.me)) go(chat.id, state.topic);
    refreshMenu();
    showAbout();
  },
  commands({ chat_id, from_id, commands }) {
    const member = state.chats.get(chat_id).chat.members.find(({ user_id: id }) => id === from_id);
    if (member) member.commands = commands;
    refreshMenu();
  },
  inline_results: showResults,
  toast({ from_id, callback_query_id, text, show_alert }) {
    rest(state.taps.get(callback_query_id));
    state.taps.delete(callback_query_id);
    if (!text || from_id !== state.me) return;
    if (show_alert) { $("alert-text").textContent = text; $("alert").showModal(); }
    else toast(text);
  },
};

follow();
