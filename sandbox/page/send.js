// What a person does: writing and tapping.

import { replyTo, sent } from "./composer.js";
import { scrollDown } from "./messages.js";
import { ask, state, toast, why } from "./state.js";

// Posts words, files or a location.
export async function send(content, asked = replyTo()) {
  const body = { chat_id: state.chat, from_id: state.me, ...content };
  if (state.topic) body.message_thread_id = state.topic;
  if (asked) body.reply_to_message_id = asked.message_id;
  try {
    await ask("messages", body);
    sent();
    scrollDown();
    return true;
  } catch (error) {
    toast(`Not sent: ${why(error)}`);
    return false;
  }
}

export async function tap(button, message, data) {
  button.setAttribute("aria-busy", "true");
  setTimeout(rest, 8000, button);
  try {
    const body = { chat_id: state.chat, message_id: message.message_id, from_id: state.me, data };
    state.taps.set((await ask("taps", body)).callback_query_id, button);
  } catch (error) {
    rest(button);
    toast(error.refused ? "That button is no longer there" : "The sandbox does not answer");
  }
}

export function rest(button) { button?.removeAttribute("aria-busy"); }
