// A chat's people: who is there, who leads, who comes and goes; and what else can become of it.

import { $, ask, current, isChannel, isPrivate, leads, make, nameOf, nameOfId, press, state, statusIn, why } from "./state.js";

const sheet = $("about");
const NAMES = { creator: "made it", administrator: "administrator", member: "member" };

export function showAbout() {
  if (!sheet.open) return;
  const chat = current(), held = document.activeElement.dataset?.act;
  $("about-title").textContent = isPrivate() ? nameOf(chat) : chat.title;
  $("about-text").textContent = isPrivate() ? "A private chat with the bot" : `A ${chat.type} · you act as ${nameOfId(state.me)}`;
  const others = [...state.people.keys(), state.bot.id].filter((id) => !statusIn(chat, id));
  const everybody = [...chat.members.map(({ user_id: id }) => id), ...others];
  $("about-members").replaceChildren(...(isPrivate() ? [] : everybody.map((id) => member(chat, id))));
  $("about-acts").replaceChildren(...acts(chat));
  sheet.querySelector(`[data-act="${held}"]`)?.focus();
}

function member(chat, id) {
  const item = make("li"), status = statusIn(chat, id), name = make("span", "person", nameOfId(id));
  name.append(make("small", "", `${id === state.bot.id ? "the bot, " : ""}${NAMES[status] ?? "not in it"}`));
  item.append(name);
  const iLead = leads(chat, state.me), isMe = id === state.me, isBot = id === state.bot.id;
  if (!status) {
    if (isMe || statusIn(chat, state.me)) item.append(change(id, "add", isMe ? "Join" : "Add"));
    else item.append(change(id, "add", "Join", id));
  } else if (status !== "creator") {
    if (iLead && status === "member") item.append(change(id, "promote", "Make administrator"));
    // In a channel the bot is an administrator or not there.
    if (iLead && status === "administrator" && !(isBot && isChannel(chat))) item.append(change(id, "demote", "Take rights"));
    if (isMe) item.append(change(id, "remove", "Leave"));
    else if (iLead) item.append(change(id, "remove", "Remove"));
  }
  return item;
}

function change(user, action, label, by = state.me) {
  return act(`${action}-${user}`, label, `${label}: ${nameOfId(user)}`, () => {
    return ask("membership", { chat_id: state.chat, from_id: by, action, user_id: user });
  });
}

function acts(chat) {
  if (isPrivate()) {
    const isThere = Boolean(statusIn(chat, state.bot.id)), action = isThere ? "block" : "unblock";
    const label = isThere ? "Block the bot" : "Unblock the bot";
    return [act("block", label, label, () => ask("membership", { chat_id: chat.id, from_id: state.me, action }))];
  }
  if (chat.type !== "group" || !leads(chat, state.me)) return [];
  const label = "Make it a supergroup";
  return [act("migrate", label, label, async () => {
    await ask("migration", { chat_id: chat.id, from_id: state.me });
    sheet.close();
  })];
}

function act(key, label, name, run) {
  const button = press("chip small", label, async () => {
    $("about-problem").textContent = "";
    try {
      await run();
    } catch (error) {
      $("about-problem").textContent = `Not done: ${why(error)}`;
    }
  });
  button.dataset.act = key;
  button.setAttribute("aria-label", name);
  return button;
}

$("about-button").addEventListener("click", () => {
  $("about-problem").textContent = "";
  sheet.showModal();
  showAbout();
});
