// Draws what messages hold besides words: photos, documents, places.

import { make } from "./state.js";

const SVG = "http://www.w3.org/2000/svg";

export function media(together) {
  const photos = together.filter((message) => message.photo);
  const documents = together.filter((message) => message.document);
  return [
    ...(photos.length ? [album(photos)] : []),
    ...documents.map(({ document: file }) => download(file)),
    ...together.filter((message) => message.location).map(place),
  ];
}

function album(photos) {
  const frame = make("div", photos.length > 1 ? "photos many" : "photos");
  for (const { photo, caption } of photos) {
    const largest = photo.at(-1), image = make("img"), link = make("a");
    Object.assign(image, { src: address(largest), alt: caption ?? "Photo", width: largest.width, height: largest.height });
    Object.assign(link, { href: address(largest), target: "_blank", rel: "noopener noreferrer" });
    link.append(image);
    frame.append(link);
  }
  return frame;
}

function download(file) {
  const link = make("a", "file"), words = make("span");
  const kind = file.file_name?.split(".").at(-1).slice(0, 4).toUpperCase() || "FILE";
  words.append(make("b", "", file.file_name ?? "File"), make("small", "", size(file.file_size)));
  link.append(make("i", "", kind), words);
  link.firstChild.setAttribute("aria-hidden", "true");
  return Object.assign(link, { href: address(file), download: file.file_name ?? "file" });
}

function place({ location, venue }) {
  const { latitude, longitude } = location, card = make("div", "spot"), words = make("span");
  const where = `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
  words.append(make("b", "", venue?.title ?? "Location"), make("small", "", venue ? `${venue.address} · ${where}` : where));
  card.append(globe(latitude, longitude), words);
  return card;
}

// Where on earth, very roughly: a grid of 30 degrees and a dot.
function globe(latitude, longitude) {
  const drawing = shape("svg", { viewBox: "-180 -90 360 180", "aria-hidden": "true" });
  const lines = [];
  for (let at = -150; at <= 150; at += 30) lines.push(`M${at} -90V90`);
  for (let at = -60; at <= 60; at += 30) lines.push(`M-180 ${at}H180`);
  drawing.append(shape("path", { d: lines.join("") }), shape("path", { d: "M-180 0H180M0 -90V90", class: "axis" }));
  drawing.append(shape("circle", { cx: longitude, cy: -latitude, r: 12 }));
  return drawing;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const address = ({ file_unique_id: id }) => `/_sandbox/files/${encodeURIComponent(id)}`;
const degrees = (value, plus, minus) => `${Math.abs(value).toFixed(4).replace(/0{1,2}$/, "")}° ${value < 0 ? minus : plus}`;

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
