// The bot's buttons: below a message, and below the field.

import { openSpot } from "./attach.js";
import { write } from "./composer.js";
import { deepLink } from "./links.js";
import { send, tap } from "./send.js";
import { $, here, make, press, state, toast } from "./state.js";

export function keys(message) {
  const rows = make("div", "keys");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div");
    line.append(...row.map((button) => key(message, button)));
    rows.append(line);
  }
  return rows;
}

function key(message, button) {
  const lead = button.url && deepLink(button.url);
  if (button.url && !lead) {
    const anchor = make("a", "key", button.text);
    return Object.assign(anchor, { href: button.url, target: "_blank", rel: "noopener noreferrer" });
  }
  const made = press("key", button.text, lead || (() => act(message, button, made)));
  return made;
}

function act(message, button, made) {
  const query = button.switch_inline_query ?? button.switch_inline_query_current_chat;
  if (query !== undefined) write(`@${state.bot.username} ${query}`);
  else if (button.copy_text) copy(button.copy_text.text);
  else tap(made, message, button.callback_data);
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast("Copied");
}

// The newest keyboard for whoever writes, until the bot takes it away.
export function showKeyboard() {
  const forMe = ({ reply_keyboard: keyboard, remove_keyboard: gone }) => (keyboard ?? gone)?.for.includes(state.me);
  const { reply_keyboard: keyboard } = here().findLast(forMe) ?? {};
  $("keyboard").hidden = !keyboard;
  $("keyboard").replaceChildren(...(keyboard?.keyboard ?? []).map((row) => {
    const line = make("div");
    line.append(...row.map(({ text, request_location: asksPlace }) => {
      return press("key", text, () => (asksPlace ? openSpot() : send({ text })));
    }));
    return line;
  }));
}
