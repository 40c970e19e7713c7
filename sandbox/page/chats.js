// Where the page is: the list of chats and the head of the page.

import { showWriters } from "./composer.js";
import { closeMenu } from "./menu.js";
import { redraw } from "./messages.js";
import { $, current, isChannel, isPrivate, make, nameOf, place, press, state, writers } from "./state.js";

const GENERAL = 1;  // the number of a forum's first topic, which its messages do not carry
const list = $("list"), listButton = $("list-button");

// ---- Going somewhere ----

export function go(chatId, topic = 0, me = 0) {
  const { chat } = state.chats.get(chatId);
  const people = writers(chat).map(({ user_id: id }) => id);
  const writer = [me, state.me].find((id) => people.includes(id)) ?? people[0] ?? 0;
  const isThere = chat.topics.some(({ message_thread_id: id }) => id === topic && id !== GENERAL);
  Object.assign(state, { chat: chatId, topic: isThere ? topic : 0, me: writer, answering: 0 });
  state.unread.delete(place(chatId, state.topic));
  closeMenu();
  if (document.body.classList.contains("listing")) openList(false);
  showChats();
  redraw();
  remember();
}

// A reload comes back to the same place.
function remember() {
  if (state.chats.size < 2) return;
  const where = new URLSearchParams({ chat: state.chat });
  if (state.topic) where.set("topic", state.topic);
  if (!isPrivate()) where.set("as", state.me);
  history.replaceState(null, "", `?${where}`);
}

export function showChats() {
  showHead();
  showList();
  showWriters();
}

function showHead() {
  const chat = current(), bot = state.bot.first_name, isOnly = state.chats.size < 2;
  const topic = chat.topics.find(({ message_thread_id: id }) => id === (state.topic || GENERAL));
  const title = isPrivate() ? (isOnly ? bot : `${bot} with ${nameOf(chat)}`) : chat.title;
  $("title").textContent = topic ? `${title} · ${topic.name}` : title;
  $("mark").textContent = [...title][0];
  document.title = `${title} – local sandbox`;
}

// ---- The list: nothing to see while there is one chat only ----

export function showList() {
  const isOnly = state.chats.size < 2;
  list.hidden = listButton.hidden = isOnly;
  if (isOnly) return;
  listButton.classList.toggle("unread", state.unread.size > 0);
  const chats = [...state.chats.values()].filter((entry) => !isLeftBehind(entry)).map(({ chat }) => chat);
  const held = list.contains(document.activeElement) && document.activeElement.dataset.place;
  $("chats").replaceChildren(
    ...section("Private chats", chats.filter((chat) => isPrivate(chat))),
    ...section("Groups", chats.filter((chat) => !isPrivate(chat) && !isChannel(chat))),
    ...section("Channels", chats.filter((chat) => isChannel(chat))),
  );
  if (held) list.querySelector(`[data-place="${held}"]`)?.focus();
}

// A group that has become a supergroup goes on there.
function isLeftBehind({ messages }) {
  return [...messages.values()].some((message) => message.migrate_to_chat_id);
}

function section(title, chats) {
  if (!chats.length) return [];
  const entries = make("ul");
  for (const chat of chats) {
    const item = make("li");
    if (chat.topics.length) item.append(make("h4", "", chat.title), topics(chat));
    else item.append(entry(chat, 0, isPrivate(chat) ? nameOf(chat) : chat.title));
    entries.append(item);
  }
  return [make("h3", "kind", title), entries];
}

function topics(chat) {
  const entries = make("ul");
  for (const { message_thread_id: id, name, is_closed: isClosed } of chat.topics) {
    const item = make("li");
    item.append(entry(chat, id === GENERAL ? 0 : id, isClosed ? `${name} (closed)` : name));
    entries.append(item);
  }
  return entries;
}

function entry(chat, topic, name) {
  const button = press("place", name, () => go(chat.id, topic));
  button.dataset.place = place(chat.id, topic);
  if (chat.id === state.chat && topic === state.topic) button.setAttribute("aria-current", "true");
  if (state.unread.has(place(chat.id, topic))) {
    button.classList.add("unread");
    button.append(make("span", "sr", "new"));
  }
  return button;
}

// On a narrow screen the list is a page of its own, and only when it is asked for.
function openList(is) {
  document.body.classList.toggle("listing", is);
  $("chat").inert = is;
  listButton.setAttribute("aria-expanded", String(is));
  if (is) list.querySelector("[aria-current]")?.focus();
}

listButton.addEventListener("click", () => openList(true));
$("list-close").addEventListener("click", () => { openList(false); listButton.focus(); });
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.body.classList.contains("listing")) return;
  openList(false);
  listButton.focus();
});
matchMedia("(min-width: 1000px)").addEventListener("change", () => {
  if (document.body.classList.contains("listing")) openList(false);
});
