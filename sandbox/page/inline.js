// Inline queries: "@the_bot words" in any chat asks the bot, and posting one of its answers is the person's.

import { startInPrivate } from "./links.js";
import { isOpen, openMenu } from "./menu.js";
import { $, ask, state, toast, why } from "./state.js";

const PAUSE = 250;  // milliseconds without a key, before the bot is asked
const LABEL = "Answers of the bot";
let pause, asking = 0, query = "";

// Is this one? Then the bot is asked soon.
export function inlineQuery(text) {
  clearTimeout(pause);
  asking += 1;
  const words = text.match(/^@(\w+)\s(.*)$/s);
  if (words?.[1].toLowerCase() !== state.bot.username.toLowerCase()) return false;
  pause = setTimeout(askBot, PAUSE, asking, words[2]);
  return true;
}

async function askBot(number, words) {
  query = "";
  try {
    const body = { from_id: state.me, query: words, chat_id: state.chat };
    const { inline_query_id: id } = await ask("inline", body);
    if (number !== asking) return;
    query = id;
    if (early.get(id)) show(early.get(id));
    else if (!isOpen(LABEL)) openMenu(LABEL, [], "The bot is looking…");
    early.clear();
  } catch (error) {
    toast(`Not asked: ${why(error)}`);
  }
}

const early = new Map();  // answers that come before the number of their query does

export function showResults(event) {
  if (event.inline_query_id === query) show(event);
  else early.set(event.inline_query_id, event);
}

function show({ inline_query_id: id, results, button }) {
  const answers = results.map((result) => ({
    title: result.title ?? result.type, text: result.description ?? "", act() { post(id, result.id); },
  }));
  const start = button && {
    title: button.text, text: "in the private chat", act() { startInPrivate(button.start_parameter); },
  };
  openMenu(LABEL, start ? [start, ...answers] : answers, "The bot has found nothing.");
}

async function post(id, result) {
  const body = { inline_query_id: id, result_id: result, chat_id: state.chat, from_id: state.me };
  try {
    await ask("inline_choices", body);
  } catch (error) {
    toast(`Not sent: ${why(error)}`);
  }
}

$("text").addEventListener("blur", () => clearTimeout(pause));
