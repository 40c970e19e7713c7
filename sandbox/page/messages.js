// Draws the messages of the place where the page is, and follows the newest. Text of messages is only ever
// put into the page as text nodes.

import { deepLink } from "./chats.js";
import { answer, showAnswering } from "./composer.js";
import { render } from "./render.js";
import { send, tap } from "./send.js";
import { $, current, here, isHere, isPrivate, make, nameOf, place, state, topicOf } from "./state.js";

const log = $("log"), list = $("messages");
const items = new Map();  // of the messages that are drawn
let last = null;  // the newest of them

export function redraw() {
  items.clear();
  last = null;
  list.replaceChildren();
  for (const message of here()) draw(message);
  showTyping(false);
  showAround();
  scrollDown(false);
}

export function put(message) {
  const known = state.chats.get(message.chat.id).messages;
  const isNew = !known.has(message.message_id);
  known.set(message.message_id, message);
  if (!isHere(message)) {
    if (isNew && message.from.id !== state.me) state.unread.add(place(message.chat.id, topicOf(message)));
    return;
  }
  const wasDown = isDown();
  if (message.from.is_bot) showTyping(false);
  const item = draw(message, true);
  showAround();
  if (wasDown) reveal(item);
  else showNewest();
}

export function take(chat, id) {
  state.chats.get(chat)?.messages.delete(id);
  if (chat !== state.chat) return;
  items.get(id)?.remove();
  items.delete(id);
  showAround();
}

function showAround() {
  showAnswering();
  showEmpty();
}

function draw(message, isNew = false) {
  const before = items.get(message.message_id);
  const said = note(message);
  const item = said ? make("li", "note", said) : bubble(message);
  items.set(message.message_id, item);
  if (before) {
    const held = before.contains(document.activeElement);
    item.classList.toggle("follows", before.classList.contains("follows"));
    before.replaceWith(item);
    if (held) (item.querySelector(".key") ?? log).focus({ preventScroll: true });
    return item;
  }
  const opensDay = !last || day(last.date) !== day(message.date);
  if (opensDay) list.append(make("li", "day", day(message.date)));
  else item.classList.toggle("follows", last.from.id === message.from.id && !note(last));
  if (isNew) item.classList.add("fresh");
  list.append(item);
  last = message;
  return item;
}

function bubble(message) {
  const isMine = message.from.id === state.me;
  const item = make("li", isMine ? "message mine" : "message");
  const block = make("div", "block"), body = make("div", "bubble"), text = make("div", "text");
  const name = nameOf(message.from);
  body.append(isMine || isPrivate() ? make("span", "sr", `${isMine ? "You" : name}: `) : make("span", "name", name));
  const replied = message.reply_to_message;
  if (replied && !replied.forum_topic_created) body.append(make("span", "reply", replied.text ?? note(replied)));
  text.dir = "auto";
  text.append(render(message.text, message.entities ?? [], { say: sayCommand, lead: deepLink }));
  body.append(text);
  const when = make("time", "when", (message.edit_date ? "edited " : "") + clock(message.date));
  when.dateTime = new Date(message.date * 1000).toISOString();
  // Inside the text, the time takes the free end of the last line.
  (/^(PRE|BLOCKQUOTE)$/.test(text.lastChild?.nodeName) ? body : text).append(when);
  block.append(body);
  if (message.reply_markup) block.append(keys(message));
  item.append(block);
  if (!isPrivate() && !isMine) item.append(replyButton(message, name));
  return item;
}

// In a group a command names whom it is for, as the apps do it.
export function sayCommand(command) {
  send(isPrivate() || command.includes("@") ? command : `${command}@${state.bot.username}`);
}

function replyButton(message, name) {
  const button = make("button", "answer", "↩");
  button.type = "button";
  button.setAttribute("aria-label", `Reply to ${name}`);
  button.addEventListener("click", () => answer(message.message_id));
  return button;
}

function keys(message) {
  const rows = make("div", "keys");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div");
    for (const { text, url, callback_data: data } of row) {
      const lead = url && deepLink(url);
      const key = make(url && !lead ? "a" : "button", "key", text);
      if (url && !lead) Object.assign(key, { href: url, target: "_blank", rel: "noopener noreferrer" });
      else { key.type = "button"; key.addEventListener("click", lead || (() => tap(key, message, data))); }
      line.append(key);
    }
    rows.append(line);
  }
  return rows;
}

// What somebody did, in a sentence; empty if it is an ordinary message.
export function note(message) {
  const who = nameOf(message.from), left = message.left_chat_member;
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} created the group`;
  if (message.forum_topic_created) return `${who} opened the topic “${message.forum_topic_created.name}”`;
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.forum_topic_reopened) return `${who} opened the topic again`;
  if (left) return left.id === message.from.id ? `${who} left` : `${who} removed ${nameOf(left)}`;
  const came = message.new_chat_members;
  if (came) return came[0].id === message.from.id ? `${who} joined` : `${who} added ${came.map(nameOf).join(", ")}`;
  return "";
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  return date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}

function showEmpty() {
  $("empty").hidden = here().some((message) => !note(message));
  const chat = current(), name = state.bot.first_name;
  $("empty-title").textContent = isPrivate() ? name : chat.title;
  $("empty-text").textContent = isPrivate()
    ? state.bot.description || "Nothing has been said here yet."
    : `In a group ${name} gets to see commands, replies to its messages and who comes and goes, and nothing else.`;
}

let typingEnds;
export function showTyping(is) {
  const wasDown = isDown();
  clearTimeout(typingEnds);
  $("typing").hidden = !is;
  if (is) typingEnds = setTimeout(showTyping, 5000, false);
  if (is && wasDown) scrollDown();
}

// The page follows the newest message only for somebody who is already there.
function isDown() { return log.scrollHeight - log.scrollTop - log.clientHeight < 90; }

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function scrollDown(smooth = true) {
  log.scrollTo({ top: log.scrollHeight, behavior: smooth && !calm.matches ? "smooth" : "instant" });
}

function reveal(item) {
  // Of a long answer the reader sees the beginning, not the end.
  if (item.offsetHeight > log.clientHeight) {
    log.scrollTo({ top: item.offsetTop - 12, behavior: calm.matches ? "instant" : "smooth" });
  } else scrollDown();
}

function showNewest() { $("newest").hidden = isDown(); }

$("newest").addEventListener("click", () => scrollDown());
log.addEventListener("scroll", showNewest, { passive: true });
addEventListener("resize", showNewest);
