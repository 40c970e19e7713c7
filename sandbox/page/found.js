// People, groups and channels to try the bot with.

import { go } from "./chats.js";
import { send } from "./send.js";
import { $, ask, state, toast, why } from "./state.js";

export async function addGroup(payload = "") {
  await attempt("No group", async (founder) => {
    const members = [await friendOf(founder), state.bot.id];
    const id = await found({ type: "supergroup", title: free("Neighborhood"), is_forum: true, creator: founder, members });
    const { message_thread_id: topic } = await ask("topics", { chat_id: id, name: "Questions" });
    await arrival(() => state.chats.get(id)?.chat.topics.some((one) => one.message_thread_id === topic));
    go(id, payload ? 0 : topic, founder);
    if (payload) send({ text: `/start@${state.bot.username} ${payload}` }, null);
  });
}

async function addSmallGroup() {
  await attempt("No group", async (founder) => {
    const members = [await friendOf(founder), state.bot.id];
    await visit(await found({ type: "group", title: free("Neighbors"), creator: founder, members }), founder);
  });
}

async function addChannel() {
  await attempt("No channel", async (founder) => {
    const helpers = { members: [await friendOf(founder)], administrators: [state.bot.id] };
    await visit(await found({ type: "channel", title: free("Town news"), creator: founder, ...helpers }), founder);
  });
}

async function attempt(failure, act) {
  try {
    await act(state.me);
  } catch (error) {
    toast(`${failure}: ${why(error)}`);
  }
}

async function visit(id, as = 0) {
  await arrival(() => state.chats.has(id));
  go(id, 0, as);
}

const found = async (chat) => (await ask("chats", chat)).chat_id;

function free(title) {
  const taken = [...state.chats.values()].map(({ chat }) => chat.title);
  if (!taken.includes(title)) return title;
  let count = 2;
  while (taken.includes(`${title} ${count}`)) count += 1;
  return `${title} ${count}`;
}

async function friendOf(founder) {
  return [...state.people.keys()].find((id) => id !== founder) ?? (await join("Sam", "en"));
}

async function join(name, language) {
  const id = Math.max(...state.people.keys()) + 1;
  return (await ask("people", { id, first_name: name, language_code: language })).chat_id;
}

// The page learns of what it asked for as of everything else: from the events.
async function arrival(isThere) {
  for (let tries = 0; tries < 100 && !isThere(); tries += 1) await new Promise((done) => setTimeout(done, 30));
}

$("add-group").addEventListener("click", () => addGroup());
$("add-small-group").addEventListener("click", addSmallGroup);
$("add-channel").addEventListener("click", addChannel);
$("add-person").addEventListener("click", () => { $("newcomer-form").reset(); $("newcomer").showModal(); });
$("newcomer-form").addEventListener("submit", (event) => {
  event.preventDefault();
  $("newcomer").close();
  attempt("Nobody new", async () => visit(await join($("newcomer-name").value.trim(), $("newcomer-language").value)));
});
