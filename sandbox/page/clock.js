// The bot's calendar, where whoever runs the sandbox lets it be set.

import { $, ask, press, toast, why } from "./state.js";

let shown = null;  // what the calendar showed, and when that was, by this page's own time

export function showClock(clock) {
  $("clock-button").hidden = !clock;
  if (!clock) return;
  $("clock-presets").replaceChildren(...clock.presets.map(({ label, instant }) => {
    return press("chip small", label, () => set(instant));
  }));
  keepTime(clock.instant);
}

function keepTime(instant) {
  shown = instant && { wall: wall(instant), zone: zone(instant), at: performance.now() };
  tick();
}

// As the calendar's own zone writes it, whatever zone this page is in.
const wall = (instant) => Date.parse(`${instant.slice(0, 19)}Z`);
const zone = (instant) => instant.match(/[+-]\d\d:\d\d$/)?.[0] ?? "+00:00";

function tick() {
  const form = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  $("clock-shown").textContent = shown ? new Date(now()).toLocaleString([], form) : "today";
}

const now = () => shown.wall + performance.now() - shown.at;
setInterval(tick, 10000);

async function set(instant) {
  const controls = $("clock").querySelectorAll("form button, input");
  for (const control of controls) control.disabled = true;
  $("clock").setAttribute("aria-busy", "true");
  $("clock-working").textContent = "The calendar is moving…";
  $("clock-problem").textContent = "";
  try {
    const { instant: reached } = await ask("clock", { instant });
    keepTime(reached);
    $("clock").close();
    toast(`The bot’s calendar shows ${$("clock-shown").textContent}`);
  } catch (error) {
    $("clock-problem").textContent = `Not set: ${why(error)}`;
  }
  $("clock-working").textContent = "";
  $("clock").removeAttribute("aria-busy");
  for (const control of controls) control.disabled = false;
}

$("clock-button").addEventListener("click", () => {
  $("clock-zone").textContent = shown ? `UTC ${shown.zone}` : "";
  $("clock-wanted").value = new Date(shown ? now() : Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  $("clock").showModal();
});
$("clock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = $("clock-wanted").value;
  set(shown ? `${wanted}:00${shown.zone}` : new Date(wanted).toISOString());
});
