// The list above the field: the bot's commands, or its answers to an inline query.

import { $, make } from "./state.js";

const menu = $("menu"), field = $("text");
let entries = [], chosen = -1;

export const isOpen = (label) => !menu.hidden && menu.getAttribute("aria-label") === label;

// An entry has a title, a text, what it does, and what Tab writes into the field.
export function openMenu(label, found, none) {
  entries = found;
  menu.setAttribute("aria-label", label);
  menu.replaceChildren(...found.map(({ title, text }, index) => {
    const item = Object.assign(make("li"), { id: `entry-${index}`, role: "option" });
    item.append(make("b", "", title), make("span", "", text));
    return item;
  }));
  if (!found.length) {
    const item = Object.assign(make("li", "none", none), { role: "option" });
    item.setAttribute("aria-disabled", "true");
    menu.append(item);
  }
  menu.hidden = false;
  choose(-1);
  field.setAttribute("aria-expanded", "true");
  $("menu-button").setAttribute("aria-expanded", String(label === "Commands"));
}

export function closeMenu() {
  menu.hidden = true;
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
  for (const control of [field, $("menu-button")]) control.setAttribute("aria-expanded", "false");
}

export const chosenEntry = () => (menu.hidden ? undefined : entries[chosen]);

export function chooseNext(step) {
  if (menu.hidden || !entries.length) return false;
  choose(chosen < 0 && step < 0 ? entries.length - 1 : (chosen + step + entries.length) % entries.length);
  return true;
}

function choose(index) {
  chosen = index;
  [...menu.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
  const item = entries[chosen] && menu.children[chosen];
  if (!item) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

menu.addEventListener("mousedown", (event) => event.preventDefault());
menu.addEventListener("click", (event) => {
  const entry = entries[[...menu.children].indexOf(event.target.closest("li"))];
  if (entry) menu.dispatchEvent(new CustomEvent("picked", { detail: entry }));
});
addEventListener("keydown", (event) => { if (event.key === "Escape" && !menu.hidden) closeMenu(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".bottom")) closeMenu(); });
