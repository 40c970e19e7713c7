// Files and places to send.

import { send } from "./send.js";
import { size } from "./media.js";
import { $, make, press, toast } from "./state.js";

const MOST = 10, LARGEST = 20 * 1024 * 1024;
const PICTURES = ["image/jpeg", "image/png", "image/gif", "image/webp"];
export const tray = [];

export async function sendFiles(text) {
  const chosen = [...tray];
  // Pictures and other files cannot share an album: then all go as files.
  const arePhotos = !$("as-files").checked && chosen.every(isPicture);
  const files = await Promise.all(chosen.map(async (file) => ({
    kind: arePhotos ? "photo" : "document", name: file.name, mime_type: file.type || "application/octet-stream",
    data: await read(file),
  })));
  fill([]);
  if (await send(text ? { files, text } : { files })) return true;
  fill(chosen);
  return false;
}

const isPicture = (file) => PICTURES.includes(file.type);

function read(file) {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(file);
  });
}

function add(files) {
  const fitting = [...files].filter(({ size: bytes }) => bytes <= LARGEST);
  if (fitting.length < files.length) toast("A file may have 20 MB at most");
  if (tray.length + fitting.length > MOST) toast(`${MOST} files at most go together`);
  fill([...tray, ...fitting].slice(0, MOST));
  $("text").focus();
}

function fill(files) {
  tray.splice(0, tray.length, ...files);
  $("tray").hidden = !tray.length;
  $("as-files-choice").hidden = !tray.length || !tray.every(isPicture);
  $("tray-files").replaceChildren(...tray.map((file) => {
    const item = make("li"), words = make("span", "", file.name);
    words.append(make("small", "", size(file.size)));
    if (isPicture(file)) item.append(thumbnail(file));
    const drop = press("round bare", "×", () => { fill(tray.filter((other) => other !== file)); $("text").focus(); });
    drop.setAttribute("aria-label", `Leave out ${file.name}`);
    item.append(words, drop);
    return item;
  }));
}

function thumbnail(file) {
  const canvas = Object.assign(make("canvas"), { width: 72, height: 72 });
  canvas.setAttribute("aria-hidden", "true");
  createImageBitmap(file).then((image) => {
    const side = Math.min(image.width, image.height);
    const left = (image.width - side) / 2, top = (image.height - side) / 2;
    canvas.getContext("2d").drawImage(image, left, top, side, side, 0, 0, 72, 72);
  }, () => canvas.remove());
  return canvas;
}

$("attach-files").addEventListener("click", () => $("files").click());
$("files").addEventListener("change", ({ target }) => { add(target.files); target.value = ""; });
$("text").addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  add(event.clipboardData.files);
});
$("chat").addEventListener("dragover", (event) => event.preventDefault());
$("chat").addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length && !$("composer").hidden) add(event.dataTransfer.files);
});

// ---- A place ----

const SPOTS = [["Baltimore", 39.29, -76.61], ["Boise", 43.62, -116.2], ["New Orleans", 29.95, -90.07], ["Honolulu", 21.31, -157.86]];

export function openSpot() { $("spot").showModal(); }

$("spots").append(...SPOTS.map(([name, latitude, longitude]) => press("chip small", name, () => {
  $("latitude").value = latitude;
  $("longitude").value = longitude;
})));
$("attach-place").addEventListener("click", openSpot);
$("spot-form").addEventListener("submit", (event) => {
  event.preventDefault();
  $("spot").close();
  send({ location: { latitude: Number($("latitude").value), longitude: Number($("longitude").value) } });
});
