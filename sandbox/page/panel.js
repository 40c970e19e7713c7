// The panel: what shall go wrong, and what the bot does. It lies beside the chat, or, where that is narrow, over it.

import { followCalls } from "./calls.js";
import { showFaults, showLimits } from "./faults.js";
import { $, ask } from "./state.js";

const EVERY = 1000;  // milliseconds
const panel = $("panel"), button = $("panel-button"), isNarrow = matchMedia("(max-width: 999.98px)");
let round = 0;

export function beginPanel(world) {
  showLimits(world.limits);
  showFaults(world.faults);
  open(!panel.hidden);
}

function open(is) {
  panel.hidden = !is;
  document.body.classList.toggle("watching", is);
  button.setAttribute("aria-expanded", String(is));
  layOver();
  round += 1;
  if (is) follow(round);
}

function layOver() { $("chat").inert = isNarrow.matches && !panel.hidden; }

async function follow(own) {
  for (let isFirst = true; own === round; isFirst = false) {
    try {
      showFaults((await ask("faults")).faults);
      await followCalls(isFirst);
    } catch {
      // The page says by itself that the connection is lost.
    }
    await new Promise((done) => setTimeout(done, EVERY));
  }
}

function close() {
  open(false);
  button.focus();
}

button.addEventListener("click", () => {
  if (!panel.hidden) return close();
  open(true);
  $("panel-title").focus();
});
$("panel-close").addEventListener("click", close);
panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
isNarrow.addEventListener("change", layOver);
