// Links that lead to the bot stay in the sandbox.

import { go } from "./chats.js";
import { addGroup } from "./found.js";
import { send } from "./send.js";
import { state } from "./state.js";

// What a click on an address does if it leads to this bot; otherwise it is an address like any other.
export function deepLink(address) {
  let url;
  try { url = new URL(address); } catch { return undefined; }
  const isApp = url.protocol === "tg:" && url.hostname === "resolve";
  const name = isApp ? url.searchParams.get("domain") : url.pathname.slice(1);
  if (!isApp && !["t.me", "telegram.me"].includes(url.hostname)) return undefined;
  if (name?.toLowerCase() !== state.bot.username.toLowerCase()) return undefined;
  if (url.searchParams.has("startgroup")) return () => addGroup(payload(url, "startgroup"));
  return () => startInPrivate(payload(url, "start"));
}

export function startInPrivate(start) {
  go(state.me);
  if (start) send({ text: `/start ${start}` }, null);
}

function payload(url, name) {
  const value = url.searchParams.get(name) ?? "";
  return /^[\w-]{1,64}$/.test(value) ? value : "";
}
