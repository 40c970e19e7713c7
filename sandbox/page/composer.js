// Where a person writes: the field, its commands, what is answered, and who writes.

import { sendFiles, tray } from "./attach.js";
import { sayCommand, summary } from "./bubble.js";
import { inlineQuery } from "./inline.js";
import { chooseNext, chosenEntry, closeMenu, isOpen, openMenu } from "./menu.js";
import { redraw } from "./messages.js";
import { send } from "./send.js";
import { $, authorOf, current, here, isChannel, isPrivate, leads, make, nameOf, nameOfId, place, state, writers } from "./state.js";

const field = $("text");

// ---- Answering ----

// The message that the next one answers: a chosen one, or the bot's newest if it asks this person for a reply.
export function replyTo() {
  const messages = here();
  const chosen = messages.find(({ message_id: id }) => id === state.answering);
  if (chosen) return chosen;
  const last = messages.findLast(({ from }) => from?.is_bot || from?.id === state.me);
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
  $("answering-to").textContent = asked ? `Replying to ${nameOf(authorOf(asked))}` : "";
  $("answering-text").textContent = asked ? summary(asked) : "";
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
  $("writer").firstChild.data = isChannel() ? "You are " : "Write as ";
  const mayWrite = people.length > 0 && (!isChannel() || leads(current(), state.me));
  $("composer").hidden = !mayWrite;
  $("reading").hidden = mayWrite;
  $("reading").textContent = people.length ? "You read this channel. Its administrators write here." : "None of your people is in this chat.";
  me.replaceChildren(...people.map(({ user_id: id }) => {
    return Object.assign(make("option", "", nameOfId(id)), { value: id, selected: id === state.me });
  }));
}

me.addEventListener("change", () => {
  Object.assign(state, { me: Number(me.value), answering: 0 });
  closeMenu();
  showWriters();
  redraw();
});

// ---- Writing ----

export function write(text) {
  field.value = text;
  grow();
  field.focus();
  listen();
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 152)}px`;
}

async function submit() {
  const text = field.value.trim();
  const isFull = tray.length > 0;
  if (!text && !isFull) return;
  field.value = "";
  grow();
  closeMenu();
  const isSent = await (isFull ? sendFiles(text) : send({ text }));
  if (!isSent && !field.value) { field.value = text; grow(); }
}

function openCommands() {
  const typed = field.value.match(/^\/(\w*)$/)?.[1].toLowerCase() ?? "";
  const commands = writers().find(({ user_id: id }) => id === state.me)?.commands ?? [];
  const found = commands.filter(({ command }) => command.startsWith(typed));
  if (typed && !found.length) return closeMenu();
  openMenu("Commands", found.map(({ command, description }) => ({
    title: `/${command}`, text: description, complete: `/${command} `, act() { sayCommand(`/${command}`); },
  })), "The bot has no commands here yet.");
}

export function refreshMenu() { if (isOpen("Commands")) openCommands(); }

function listen() {
  if (/^\/\w*$/.test(field.value)) return openCommands();
  if (!inlineQuery(field.value)) closeMenu();
}

function pick(entry) {
  closeMenu();
  field.value = "";
  grow();
  entry.act();
  field.focus();
}

field.addEventListener("input", () => { grow(); listen(); });

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const entry = chosenEntry();
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (entry) pick(entry);
    else submit();
  } else if (event.key === "Tab" && entry?.complete) {
    event.preventDefault();
    write(entry.complete);
    closeMenu();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && chooseNext(event.key === "ArrowDown" ? 1 : -1)) {
    event.preventDefault();
  }
});

$("menu").addEventListener("picked", ({ detail }) => pick(detail));
$("menu-button").addEventListener("click", () => {
  if (isOpen("Commands")) return closeMenu();
  openCommands();
  field.focus();
});
$("show-commands").addEventListener("click", (event) => { event.stopPropagation(); openCommands(); field.focus(); });
$("start").addEventListener("click", () => sayCommand("/start"));
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
