// Draws the messages of the place where the page is, and follows the newest.

import { bubble, day, note } from "./bubble.js";
import { showAnswering } from "./composer.js";
import { showKeyboard } from "./keyboard.js";
import { $, authorOf, current, here, isChannel, isHere, isPrivate, make, place, state, topicOf } from "./state.js";

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
    if (isNew && authorOf(message).id !== state.me) state.unread.add(place(message.chat.id, topicOf(message)));
    return;
  }
  const wasDown = isDown();
  if (message.from?.is_bot ?? isChannel()) showTyping(false);
  const item = draw(message, true);
  showAround();
  if (wasDown) reveal(item);
  else showNewest();
}

export function take(chat, id) {
  state.chats.get(chat)?.messages.delete(id);
  if (chat !== state.chat) return;
  forget(id);
  showAround();
}

// An album stays as long as one of it is there.
function forget(id) {
  const item = items.get(id);
  items.delete(id);
  if (!item) return;
  const rest = [...items].find(([, other]) => other === item);
  if (rest) draw(state.chats.get(state.chat).messages.get(rest[0]));
  else item.remove();
}

function showAround() {
  showKeyboard();
  showAnswering();
  showEmpty();
}

function draw(message, isNew = false) {
  const album = message.media_group_id;
  const together = album ? here().filter(({ media_group_id: other }) => other === album) : [message];
  const before = together.map(({ message_id: id }) => items.get(id)).find(Boolean);
  const said = note(message);
  const item = said ? make("li", "note", said) : bubble(together);
  for (const { message_id: id } of together) items.set(id, item);
  if (before) {
    const held = before.contains(document.activeElement);
    item.classList.toggle("follows", before.classList.contains("follows"));
    before.replaceWith(item);
    if (held) (item.querySelector(".key") ?? log).focus({ preventScroll: true });
    if (!last || last.message_id < message.message_id) last = message;
    return item;
  }
  const opensDay = !last || day(last.date) !== day(message.date);
  if (opensDay) list.append(make("li", "day", day(message.date)));
  else item.classList.toggle("follows", authorOf(last).id === authorOf(message).id && !note(last));
  if (isNew) item.classList.add("fresh");
  list.append(item);
  last = message;
  return item;
}

function showEmpty() {
  $("empty").hidden = here().some((message) => !note(message));
  const chat = current(), name = state.bot.first_name;
  $("empty-title").textContent = isPrivate() ? name : chat.title;
  for (const chip of ["start", "show-commands"]) $(chip).hidden = isChannel();
  $("empty-text").textContent = isPrivate()
    ? state.bot.description || "Nothing has been said here yet."
    : isChannel() ? `Administrators post here, everybody else reads. ${name} sees every post.`
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
