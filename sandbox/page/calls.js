// What the bot has called, newest first: every call, or only what became of the accepted sends.

import { chatName, faultWords } from "./faults.js";
import { $, ask, make } from "./state.js";

const MOST = 300;  // lines that are kept on the page
const list = $("calls");
let shown = "calls", seq = 0;

export async function followCalls(isFirst) {
  if (isFirst) begin(shown);
  const wanted = shown;
  const answer = await ask(`${wanted}?after=${seq}`);
  if (wanted !== shown) return;
  if (answer.seq < seq) return begin(shown);  // the sandbox started again
  seq = answer.seq;
  const entries = answer[wanted];
  list.prepend(...entries.slice(-MOST).reverse().map(wanted === "calls" ? call : accepted));
  while (list.children.length > MOST) list.lastChild.remove();
  $("polls").textContent = answer.polls ? `Besides, it asked ${answer.polls.toLocaleString()} times for updates.` : "";
  if (!list.children.length) list.append(make("li", "none", "Nothing yet."));
  else if (list.children.length > 1) list.querySelector(".none")?.remove();
}

function begin(which) {
  shown = which;
  seq = 0;
  list.replaceChildren();
}

function call({ method, chat_id: chat, at, status, description, fault }) {
  const mark = make("b", status === 200 ? "good" : "bad", status === null ? "none" : String(status));
  return line(at, method, mark, [chat && chatName(chat), fault && faultWords(fault), status !== 200 && description]);
}

function accepted({ method, chat_id: chat, at, arguments: given, outcome }) {
  const mark = make("b", (outcome ?? "answered") === "answered" ? "good" : "bad", outcome ?? "answered");
  return line(at, method, mark, [chat && chatName(chat), (given.text ?? given.caption)?.replace(/<[^>]*>/g, "")]);
}

function line(at, method, mark, more) {
  const item = make("li"), when = make("time", "", new Date(at * 1000).toLocaleTimeString());
  item.append(when, make("span", "method", method), mark, make("span", "detail", more.filter(Boolean).join(" · ")));
  return item;
}

for (const choice of document.querySelectorAll("[name=shown]")) {
  choice.addEventListener("change", async () => { begin(choice.value); await followCalls(false); });
}
