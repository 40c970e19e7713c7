// Where a person writes: the field, the menu of commands, what is answered, and who writes.

import { note, redraw, sayCommand } from "./messages.js";
import { send } from "./send.js";
import { $, here, isPrivate, make, nameOf, nameOfId, place, state, writers } from "./state.js";

const field = $("text"), menu = $("menu");

// ---- Answering ----

// The message that the next one answers: a chosen one, or the bot's newest if it asks this person for a reply.
export function replyTo() {
  const messages = here();
  const chosen = messages.find(({ message_id: id }) => id === state.answering);
  if (chosen) return chosen;
  const last = messages.findLast(({ from }) => from.is_bot || from.id === state.me);
  const isAsked = last?.force_reply?.for.includes(state.me);
  return isAsked && !state.dismissed.has(place(state.chat, last.message_id)) ? last : undefined;
}

export function answer(id) {
  state.answering = id;
  showAnswering();
  field.focus();
}

export function showAnswering() {
  const asked = replyTo();
  $("answering").hidden = !asked;
  $("answering-to").textContent = asked ? `Replying to ${nameOf(asked.from)}` : "";
  $("answering-text").textContent = asked ? (asked.text ?? note(asked)) : "";
  field.placeholder = asked?.force_reply?.input_field_placeholder || (asked ? "Your reply" : "Message");
}

export function sent() {
  state.answering = 0;
  showAnswering();
}

$("answering-cancel").addEventListener("click", () => {
  if (state.answering) state.answering = 0;
  else state.dismissed.add(place(state.chat, replyTo()?.message_id));
  showAnswering();
  field.focus();
});

// ---- Who writes ----

const me = $("me");

export function showWriters() {
  const people = writers();
  $("writer").hidden = isPrivate() || people.length < 2;
  me.replaceChildren(...people.map(({ user_id: id }) => {
    return Object.assign(make("option", "", nameOfId(id)), { value: id, selected: id === state.me });
  }));
}

me.addEventListener("change", () => {
  Object.assign(state, { me: Number(me.value), answering: 0 });
  closeMenu();
  redraw();
});

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

export function openMenu() {
  const typed = field.value.match(/^\/(\w*)$/)?.[1].toLowerCase() ?? "";
  const commands = writers().find(({ user_id: id }) => id === state.me)?.commands ?? [];
  const found = commands.filter(({ command }) => command.startsWith(typed));
  if (typed && !found.length) return closeMenu();
  menu.replaceChildren(...found.map(({ command, description }, index) => {
    const item = make("li");
    Object.assign(item, { id: `command-${index}`, role: "option" });
    item.dataset.command = command;
    item.append(make("b", "", `/${command}`), make("span", "", description));
    return item;
  }));
  if (!found.length) menu.append(make("li", "none", "The bot has no commands here yet."));
  menu.hidden = false;
  choose(-1);
  for (const control of [field, $("menu-button")]) control.setAttribute("aria-expanded", "true");
}

export function closeMenu() {
  menu.hidden = true;
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
  for (const control of [field, $("menu-button")]) control.setAttribute("aria-expanded", "false");
}

export function refreshMenu() { if (!menu.hidden) openMenu(); }

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
  sayCommand(`/${item.dataset.command}`);
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
$("start").addEventListener("click", () => sayCommand("/start"));
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && !menu.hidden) closeMenu(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".bottom")) closeMenu(); });
