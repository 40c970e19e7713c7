// The chat page: follows the sandbox's events and does what a person does. Text of messages is only ever
// put into the page as text nodes.

import { render } from "./render.js";

const $ = (id) => document.getElementById(id);
const log = $("log"), list = $("messages"), field = $("text"), menu = $("menu");

const state = { boot: "", seq: 0, me: 0, bot: {}, commands: [], messages: new Map(), taps: new Map(), replyTo: 0 };

// ---- The sandbox ----

async function ask(path, body) {
  const options = body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const response = await fetch(`/_sandbox/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { refused: true });
  return answer;
}

async function load() {
  const world = await ask("state");
  const wanted = Number(new URLSearchParams(location.search).get("chat"));
  const chat = world.chats.find((one) => one.id === wanted) ?? world.chats[0];
  Object.assign(state, { boot: world.boot, seq: world.seq, me: chat.id, bot: world.bot, commands: chat.commands });
  state.messages.clear();
  list.replaceChildren();
  introduce();
  for (const message of world.messages) if (message.chat.id === state.me) put(message, false);
  showEmpty();
  scrollDown(false);
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
        if (event.chat_id === state.me) react[event.type]?.(event);
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
    if (message.from.is_bot) showTyping(false);
    put(message, true);
  },
  edit({ message }) { put(message, true); },
  delete({ message_id }) { take(message_id); },
  typing({ action }) { showTyping(action === "typing"); },
  commands({ commands }) { state.commands = commands; if (!menu.hidden) openMenu(); },
  toast({ callback_query_id, text, show_alert }) {
    rest(state.taps.get(callback_query_id));
    state.taps.delete(callback_query_id);
    if (text && show_alert) { $("alert-text").textContent = text; $("alert").showModal(); }
    else if (text) toast(text);
  },
};

async function send(text) {
  const body = { chat_id: state.me, from_id: state.me, text };
  if (state.replyTo) body.reply_to_message_id = state.replyTo;
  try {
    await ask("messages", body);
    scrollDown();
    return true;
  } catch (error) {
    toast(error.refused ? `Not sent: ${error.message}` : "Not sent: the sandbox does not answer");
    return false;
  }
}

async function tap(button, message, data) {
  button.setAttribute("aria-busy", "true");
  setTimeout(rest, 8000, button);
  try {
    const body = { chat_id: state.me, message_id: message.message_id, from_id: state.me, data };
    state.taps.set((await ask("taps", body)).callback_query_id, button);
  } catch (error) {
    rest(button);
    toast(error.refused ? "That button is no longer there" : "The sandbox does not answer");
  }
}

function rest(button) { button?.removeAttribute("aria-busy"); }

// ---- Messages ----

function put(message, isNew) {
  const before = state.messages.get(message.message_id);
  const wasDown = isDown();
  const item = draw(message);
  state.messages.set(message.message_id, { message, item });
  if (before) {
    const held = before.item.contains(document.activeElement);
    item.classList.toggle("follows", before.item.classList.contains("follows"));
    before.item.replaceWith(item);
    if (held) (item.querySelector(".key") ?? log).focus({ preventScroll: true });
  } else {
    const last = [...state.messages.values()].at(-2)?.message;
    if (!last || day(last.date) !== day(message.date)) list.append(make("li", "day", day(message.date)));
    else item.classList.toggle("follows", last.from.id === message.from.id);
    if (isNew) item.classList.add("fresh");
    list.append(item);
  }
  expectReply();
  showEmpty();
  if (isNew && wasDown) reveal(item);
  else showNewest();
}

function take(id) {
  state.messages.get(id)?.item.remove();
  state.messages.delete(id);
  expectReply();
  showEmpty();
}

function draw(message) {
  const mine = !message.from.is_bot;
  const item = make("li", mine ? "message mine" : "message");
  const block = make("div", "block");
  const bubble = make("div", "bubble");
  bubble.append(make("span", "sr", mine ? "You: " : `${state.bot.first_name}: `));
  if (message.reply_to_message) bubble.append(make("span", "reply", message.reply_to_message.text));
  const text = make("div", "text");
  text.dir = "auto";
  text.append(render(message.text, message.entities ?? [], send));
  bubble.append(text);
  const when = make("time", "when", (message.edit_date ? "edited " : "") + clock(message.date));
  when.dateTime = new Date(message.date * 1000).toISOString();
  // Inside the text, the time takes the free end of the last line.
  (/^(PRE|BLOCKQUOTE)$/.test(text.lastChild?.nodeName) ? bubble : text).append(when);
  block.append(bubble);
  if (message.reply_markup) block.append(keys(message));
  item.append(block);
  return item;
}

function keys(message) {
  const rows = make("div", "keys");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div");
    for (const { text, url, callback_data: data } of row) {
      const key = make(url ? "a" : "button", "key", text);
      if (url) Object.assign(key, { href: url, target: "_blank", rel: "noopener noreferrer" });
      else { key.type = "button"; key.addEventListener("click", () => tap(key, message, data)); }
      line.append(key);
    }
    rows.append(line);
  }
  return rows;
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  return date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}

// ---- Around the messages ----

function introduce() {
  const name = state.bot.first_name;
  document.title = `${name} – local sandbox`;
  $("bot-name").textContent = $("empty-title").textContent = name;
  $("mark").textContent = [...name][0];
  $("empty-text").textContent = state.bot.description || "Nothing has been said here yet.";
}

function showEmpty() { $("empty").hidden = state.messages.size > 0; }

function expectReply() {
  const last = [...state.messages.values()].at(-1)?.message;
  const asked = last?.force_reply;
  state.replyTo = asked ? last.message_id : 0;
  field.placeholder = asked?.input_field_placeholder || (asked ? "Your reply" : "Message");
}

let typingEnds;
function showTyping(is) {
  const wasDown = isDown();
  clearTimeout(typingEnds);
  $("typing").hidden = !is;
  if (is) typingEnds = setTimeout(showTyping, 5000, false);
  if (is && wasDown) scrollDown();
}

function toast(text) {
  const one = make("div", "toast", text);
  $("toasts").append(one);
  setTimeout(() => one.remove(), 3000 + text.length * 40);
}

// The page follows the newest message only for somebody who is already there.
function isDown() { return log.scrollHeight - log.scrollTop - log.clientHeight < 90; }

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function scrollDown(smooth = true) {
  log.scrollTo({ top: log.scrollHeight, behavior: smooth && !calm.matches ? "smooth" : "instant" });
}

function reveal(item) {
  // Of a long answer the reader sees the beginning, not the end.
  if (item.offsetHeight > log.clientHeight) {
    log.scrollTo({ top: item.offsetTop - 12, behavior: calm.matches ? "instant" : "smooth" });
  } else scrollDown();
}

function showNewest() { $("newest").hidden = isDown(); }

// ---- Writing ----

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 152)}px`;
}

async function submit() {
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  closeMenu();
  if (!(await send(text)) && !field.value) { field.value = text; grow(); }
}

let chosen = -1;

function openMenu() {
  const typed = field.value.match(/^\/(\w*)$/)?.[1].toLowerCase() ?? "";
  const found = state.commands.filter(({ command }) => command.startsWith(typed));
  if (typed && !found.length) return closeMenu();
  menu.replaceChildren(...found.map(({ command, description }, index) => {
    const item = make("li");
    Object.assign(item, { id: `command-${index}`, role: "option" });
    item.dataset.command = command;
    item.append(make("b", "", `/${command}`), make("span", "", description));
    return item;
  }));
  if (!found.length) menu.append(make("li", "none", "The bot has no commands yet."));
  menu.hidden = false;
  choose(-1);
  for (const control of [field, $("menu-button")]) control.setAttribute("aria-expanded", "true");
}

function closeMenu() {
  menu.hidden = true;
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
  for (const control of [field, $("menu-button")]) control.setAttribute("aria-expanded", "false");
}

function choose(index) {
  const items = [...menu.querySelectorAll("[data-command]")];
  chosen = index;
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
  if (!items[chosen]) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", items[chosen].id);
  items[chosen].scrollIntoView({ block: "nearest" });
}

function pick(item) {
  closeMenu();
  field.value = "";
  grow();
  send(`/${item.dataset.command}`);
  field.focus();
}

field.addEventListener("input", () => {
  grow();
  if (/^\/\w*$/.test(field.value)) openMenu();
  else closeMenu();
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const items = menu.hidden ? [] : [...menu.querySelectorAll("[data-command]")];
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (items[chosen]) pick(items[chosen]);
    else submit();
  } else if (event.key === "Tab" && items[chosen]) {
    event.preventDefault();
    field.value = `/${items[chosen].dataset.command} `;
    closeMenu();
  } else if (items.length && event.key === "ArrowDown") {
    event.preventDefault();
    choose((chosen + 1) % items.length);
  } else if (items.length && event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen <= 0 ? items.length - 1 : chosen - 1);
  }
});

menu.addEventListener("mousedown", (event) => event.preventDefault());
menu.addEventListener("click", (event) => {
  const item = event.target.closest("[data-command]");
  if (item) pick(item);
});

$("menu-button").addEventListener("click", () => {
  if (!menu.hidden) return closeMenu();
  openMenu();
  field.focus();
});
$("show-commands").addEventListener("click", (event) => { event.stopPropagation(); openMenu(); field.focus(); });
$("start").addEventListener("click", () => send("/start"));
$("newest").addEventListener("click", () => scrollDown());
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
log.addEventListener("scroll", showNewest, { passive: true });
addEventListener("resize", showNewest);
addEventListener("keydown", (event) => { if (event.key === "Escape" && !menu.hidden) closeMenu(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".bottom")) closeMenu(); });

follow();
