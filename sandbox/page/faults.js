// Faults on request, and flood limits.

import { $, ask, make, nameOf, press, state, toast, why } from "./state.js";

const KINDS = {
  "Refused": {
    "Too many requests (429)": { kind: "error", code: 429 },
    "Blocked by the person (403)": { kind: "error", code: 403, description: "Forbidden: bot was blocked by the user" },
    "Chat not found (400)": { kind: "error", code: 400, description: "Bad Request: chat not found" },
    "Server error (500)": { kind: "error", code: 500 },
    "Bad gateway (502)": { kind: "error", code: 502 },
  },
  "No answer": {
    "Cut off before it is done": { kind: "cut", when: "before" },
    "Cut off after it is done": { kind: "cut", when: "after" },
    "Silence before it is done": { kind: "hang", when: "before" },
    "Silence after it is done": { kind: "hang", when: "after" },
    "Connected, but never read": { kind: "half_open" },
  },
  "Late": { "Done, but answered late": { kind: "slow" } },
  "The bot is killed": {
    "Before the call is done": { kind: "kill", when: "before" },
    "After it is done": { kind: "kill", when: "after" },
    "After the answer": { kind: "kill", when: "answered" },
  },
};
const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery", "sendChatAction", "sendDocument", "sendPhoto",
  "sendMediaGroup", "answerInlineQuery", "getUpdates", "getFile"];
const WORDS = {
  error: ({ code, description }) => `${description || "Error"}${String(description).startsWith(code) ? "" : ` (${code})`}`,
  slow: ({ seconds }) => `Answered ${seconds} s late`,
  cut: ({ when }) => `Cut off ${when} it is done`,
  hang: ({ when, seconds }) => `Silence ${when} it is done${seconds ? `, ${seconds} s` : ""}`,
  kill: ({ when }) => `The bot is killed, ${when === "answered" ? "after the answer" : `${when} it is done`}`,
  half_open: () => "Connected, but never read",
};
export const faultWords = (kind) => ({ error: "refused on request", slow: "late", cut: "cut off", hang: "silence", kill: "killed", half_open: "never read" })[kind];

let drawn = "";

export function showFaults(faults) {
  const now = JSON.stringify(faults);
  if (now === drawn) return;
  drawn = now;
  const hadFocus = $("faults").contains(document.activeElement);
  $("faults").replaceChildren(...faults.map(waiting));
  $("faults").hidden = !faults.length;
  $("faults-clear").hidden = faults.length < 2;
  if (hadFocus) ($("faults").querySelector("button") ?? $("fault-kind")).focus();
}

function waiting(fault) {
  const item = make("li"), words = make("span", "", WORDS[fault.kind](fault));
  const method = fault.method === "*" ? "every call" : fault.method;
  const chat = fault.chat_id ? ` in ${chatName(fault.chat_id)}` : "";
  words.append(make("small", "", `${method}${chat} · ${fault.times_left ? `${fault.times_left} left` : "until cleared"}`));
  const clear = press("chip small", "Clear", () => change(() => ask(`faults/${fault.fault_id}`, undefined, "DELETE")));
  clear.setAttribute("aria-label", `Clear: ${words.firstChild.data}`);
  item.append(words, clear);
  return item;
}

export function chatName(id) {
  const chat = state.chats.get(id)?.chat;
  return chat ? nameOf(chat) : String(id);
}

async function change(act) {
  try {
    await act();
    showFaults((await ask("faults")).faults);
  } catch (error) {
    toast(`Not done: ${why(error)}`);
  }
}

export function showLimits({ is_on: isOn }) { $("limits").checked = isOn; }

// ---- The form ----

const kinds = $("fault-kind");
for (const [label, faults] of Object.entries(KINDS)) {
  const group = Object.assign(make("optgroup"), { label });
  group.append(...Object.keys(faults).map((name) => make("option", "", name)));
  kinds.append(group);
}
$("fault-method").append(Object.assign(make("option", "", "Every call"), { value: "*" }), ...METHODS.map((name) => make("option", "", name)));

const wanted = () => Object.assign({}, ...Object.values(KINDS))[kinds.value];

function showFields() {
  $("fault-seconds-field").hidden = !["slow", "hang"].includes(wanted().kind);
  $("fault-retry-field").hidden = wanted().code !== 429;
}

kinds.addEventListener("change", showFields);
showFields();
$("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  const times = $("fault-times").value;
  const fault = { ...wanted(), method: $("fault-method").value, times: times ? Number(times) : null };
  if ($("fault-chat").value) fault.chat_id = state.chat;
  if (!$("fault-seconds-field").hidden) fault.seconds = Number($("fault-seconds").value);
  if (!$("fault-retry-field").hidden) fault.retry_after = Number($("fault-retry").value);
  change(() => ask("faults", fault));
});
$("faults-clear").addEventListener("click", () => change(() => ask("faults", undefined, "DELETE")));
$("limits").addEventListener("change", ({ target }) => change(() => ask("limits", { is_on: target.checked })));
