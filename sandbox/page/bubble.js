// Draws one message, or an album. Text of messages is only ever put into the page as text nodes.

import { answer } from "./composer.js";
import { keys } from "./keyboard.js";
import { deepLink } from "./links.js";
import { media } from "./media.js";
import { render } from "./render.js";
import { send } from "./send.js";
import { authorOf, isPrivate, make, nameOf, press, state } from "./state.js";

export function bubble(together) {
  const message = together.find(({ caption }) => caption) ?? together[0];
  const author = authorOf(message), isMine = author.id === state.me;
  const item = make("li", isMine ? "message mine" : "message");
  const block = make("div", "block"), body = make("div", "bubble"), text = make("div", "text");
  const name = nameOf(author), isNamed = !isMine && !isPrivate();
  body.append(isNamed ? make("span", "name", name) : make("span", "sr", `${isMine ? "You" : name}: `));
  if (message.via_bot) body.append(make("span", "via", `via @${message.via_bot.username}`));
  const replied = message.reply_to_message;
  if (replied && !replied.forum_topic_created) body.append(make("span", "reply", summary(replied)));
  body.append(...media(together));
  const words = message.text ?? message.caption ?? "", hands = { say: sayCommand, lead: deepLink };
  text.dir = "auto";
  text.append(render(words, message.entities ?? message.caption_entities ?? [], hands));
  if (words) body.append(text);
  const when = make("time", "when", (message.edit_date ? "edited " : "") + clock(message.date));
  when.dateTime = new Date(message.date * 1000).toISOString();
  // Inside the text, the time takes the free end of the last line.
  (!words || /^(PRE|BLOCKQUOTE)$/.test(text.lastChild?.nodeName) ? body : text).append(when);
  block.append(body);
  if (message.reply_markup) block.append(keys(message));
  item.append(block);
  if (isNamed) item.append(replyButton(message, name));
  return item;
}

function replyButton(message, name) {
  const button = press("answer", "↩", () => answer(message.message_id));
  button.setAttribute("aria-label", `Reply to ${name}`);
  return button;
}

// In a group a command names whom it is for, as the apps do it.
export function sayCommand(command) {
  send({ text: isPrivate() || command.includes("@") ? command : `${command}@${state.bot.username}` });
}

// A message in a line.
export function summary(message) {
  if (message.text ?? message.caption) return message.text ?? message.caption;
  if (message.photo) return "Photo";
  if (message.document) return message.document.file_name;
  if (message.location) return message.venue?.title ?? "Location";
  return note(message);
}

// What somebody did, in a sentence; empty if it is an ordinary message.
export function note(message) {
  const who = nameOf(authorOf(message)), left = message.left_chat_member;
  if (message.channel_chat_created) return "The channel was created";
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} created the group`;
  if (message.migrate_to_chat_id) return `${who} made the group a supergroup`;
  if (message.migrate_from_chat_id) return "The group became a supergroup";
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

export function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  return date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}
