// What the page knows: people, chats with their messages, and where it is. And how it asks the sandbox.

export const state = {
  boot: "", seq: 0, bot: {},
  people: new Map(), chats: new Map(),  // a chat's entry holds the chat and its messages, by number
  chat: 0, topic: 0, me: 0,  // where the page is, and who writes
  answering: 0, dismissed: new Set(), unread: new Set(), taps: new Map(),
};

export const $ = (id) => document.getElementById(id);

export function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

export function press(className, text, act) {
  const button = make("button", className, text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

export async function ask(path, body, method = body ? "POST" : "GET") {
  const options = { method };
  if (body) Object.assign(options, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const response = await fetch(`/_sandbox/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { refused: true });
  return answer;
}

export const why = (error) => (error.refused ? error.message : "the sandbox does not answer");

export function keep(chat) {
  const entry = state.chats.get(chat.id) ?? { messages: new Map() };
  state.chats.set(chat.id, Object.assign(entry, { chat }));
}

export const current = () => state.chats.get(state.chat).chat;
export const isPrivate = (chat = current()) => chat.type === "private";
export const isChannel = (chat = current()) => chat.type === "channel";
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : 0);
export const place = (chat, topic) => `${chat}/${topic}`;
export const isHere = (message) => message.chat.id === state.chat && topicOf(message) === state.topic;
export const here = () => [...state.chats.get(state.chat).messages.values()].filter(isHere);

// A channel speaks for itself, and so does a group that has moved.
export const authorOf = (message) => message.sender_chat ?? message.from;
export const nameOf = (user) => user.title ?? [user.first_name, user.last_name].filter(Boolean).join(" ");
export const nameOfId = (id) => nameOf(state.people.get(id) ?? state.bot);

// Who of the people is in a chat: only they can write there.
export const writers = (chat = current()) => chat.members.filter(({ user_id: id }) => state.people.has(id));
export const statusIn = (chat, user) => chat.members.find(({ user_id: id }) => id === user)?.status;
export const leads = (chat, user) => ["creator", "administrator"].includes(statusIn(chat, user));

export function toast(text) {
  const one = make("div", "toast", text);
  $("toasts").append(one);
  setTimeout(() => one.remove(), 3000 + text.length * 40);
}

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const sheet of document.querySelectorAll("dialog.sheet")) {
  // Outside of its content is outside of it.
  sheet.addEventListener("mousedown", (event) => { if (event.target === sheet) sheet.close(); });
}
for (const more of document.querySelectorAll("details.more")) {
  more.addEventListener("click", (event) => { if (event.target.closest(".card > button")) more.open = false; });
  document.addEventListener("click", (event) => { if (!more.contains(event.target)) more.open = false; });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && more.open) { more.open = false; more.firstElementChild.focus(); }
  });
}
