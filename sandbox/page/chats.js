// Where the page is: the list of chats, the head of the page, groups to try, and links that lead to the bot.

import { closeMenu, showWriters } from "./composer.js";
import { redraw } from "./messages.js";
import { send } from "./send.js";
import { $, ask, current, isPrivate, make, nameOf, place, state, toast, why, writers } from "./state.js";

const GENERAL = 1;  // the number of a forum's first topic, which its messages do not carry
const list = $("list"), listButton = $("list-button"), more = $("more");

// ---- Going somewhere ----

export function go(chatId, topic = 0, me = 0) {
  const { chat } = state.chats.get(chatId);
  const people = writers(chat).map(({ user_id: id }) => id);
  const writer = [me, state.me].find((id) => people.includes(id)) ?? people[0] ?? 0;
  const isThere = chat.topics.some(({ message_thread_id: id }) => id === topic && id !== GENERAL);
  Object.assign(state, { chat: chatId, topic: isThere ? topic : 0, me: writer, answering: 0 });
  state.unread.delete(place(chatId, state.topic));
  closeMenu();
  openList(false);
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
  const chats = [...state.chats.values()].map(({ chat }) => chat);
  list.replaceChildren(
    ...section("Private chats", chats.filter((chat) => isPrivate(chat))),
    ...section("Groups", chats.filter((chat) => !isPrivate(chat))),
  );
}

function section(title, chats) {
  if (!chats.length) return [];
  const entries = make("ul");
  for (const chat of chats) {
    const item = make("li");
    if (chat.topics.length) item.append(make("h3", "", chat.title), topics(chat));
    else item.append(entry(chat, 0, isPrivate(chat) ? nameOf(chat) : chat.title));
    entries.append(item);
  }
  return [make("h2", "", title), entries];
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
  const button = make("button", "place", name);
  button.type = "button";
  if (chat.id === state.chat && topic === state.topic) button.setAttribute("aria-current", "true");
  if (state.unread.has(place(chat.id, topic))) {
    button.classList.add("unread");
    button.append(make("span", "sr", "new"));
  }
  button.addEventListener("click", () => go(chat.id, topic));
  return button;
}

// On a narrow screen the list lies over the messages, and only when it is asked for.
function openList(is) {
  document.body.classList.toggle("listing", is);
  listButton.setAttribute("aria-expanded", String(is));
}

listButton.addEventListener("click", () => openList(!document.body.classList.contains("listing")));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.body.classList.contains("listing")) { openList(false); listButton.focus(); }
  if (more.open) { more.open = false; more.firstElementChild.focus(); }
});
document.addEventListener("click", (event) => { if (!event.target.closest("#more")) more.open = false; });

// ---- A group to try ----

async function addGroup(payload = "") {
  more.open = false;
  const taken = [...state.chats.values()].map(({ chat }) => chat.title);
  let title = "Neighborhood";
  for (let count = 2; taken.includes(title); count += 1) title = `Neighborhood ${count}`;
  const founder = state.me;
  try {
    const friend = [...state.people.keys()].find((id) => id !== founder) ?? (await newcomer());
    const members = [friend, state.bot.id];
    const group = { type: "supergroup", title, is_forum: true, creator: founder, members };
    const { chat_id: id } = await ask("chats", group);
    const { message_thread_id: topic } = await ask("topics", { chat_id: id, name: "Questions" });
    await arrival(id, topic);
    go(id, payload ? 0 : topic, founder);
    if (payload) send(`/start@${state.bot.username} ${payload}`, null);
  } catch (error) {
    toast(`No group: ${why(error)}`);
  }
}

async function newcomer() {
  const id = Math.max(...state.people.keys()) + 1;
  await ask("people", { id, first_name: "Sam", language_code: "en" });
  return id;
}

// The page learns of what it asked for as of everything else: from the events.
async function arrival(id, topic) {
  const isThere = () => state.chats.get(id)?.chat.topics.some((one) => one.message_thread_id === topic);
  for (let tries = 0; tries < 100 && !isThere(); tries += 1) await new Promise((done) => setTimeout(done, 30));
}

$("add-group").addEventListener("click", () => addGroup());

// ---- Links that lead to the bot ----

// What a click on an address does if it leads to this bot; otherwise it is an address like any other.
export function deepLink(address) {
  let url;
  try { url = new URL(address); } catch { return undefined; }
  const isApp = url.protocol === "tg:" && url.hostname === "resolve";
  const name = isApp ? url.searchParams.get("domain") : url.pathname.slice(1);
  if (!isApp && !["t.me", "telegram.me"].includes(url.hostname)) return undefined;
  if (name?.toLowerCase() !== state.bot.username.toLowerCase()) return undefined;
  const group = payload(url, "startgroup"), start = payload(url, "start");
  if (url.searchParams.has("startgroup")) return () => addGroup(group);
  return () => {
    go(state.me);
    if (start) send(`/start ${start}`, null);
  };
}

function payload(url, name) {
  const value = url.searchParams.get(name) ?? "";
  return /^[\w-]{1,64}$/.test(value) ? value : "";
}
