// Draws a message's text from its entities. Offsets count UTF-16 units, which is how this language counts too.
// `hands` does what a click can do: `say` a command, and `lead` where an address leads inside of the sandbox.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const LINKS = { url: (text) => (/^[a-z]+:/i.test(text) ? text : `http://${text}`), email: (text) => `mailto:${text}` };

export function render(text, entities, hands) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, sorted, 0, text.length, hands);
}

function within(text, entities, begin, end, hands) {
  const out = document.createDocumentFragment();
  let at = begin;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at), to = Math.min(entity.offset + entity.length, end);
    const inside = [];
    for (index += 1; index < entities.length && entities[index].offset < to; index += 1) inside.push(entities[index]);
    if (to <= from) continue;
    out.append(text.slice(at, from), wrap(entity, text.slice(from, to), within(text, inside, from, to, hands), hands));
    at = to;
    // A quote or a code block ends its line by itself.
    if (/pre|blockquote/.test(entity.type) && text[at] === "\n") at += 1;
  }
  if (at < end) out.append(text.slice(at, end));
  return out;
}

function wrap(entity, text, content, hands) {
  switch (entity.type) {
    case "text_link": return link(entity.url, content, hands);
    case "url": case "email": return link(LINKS[entity.type](text), content, hands);
    case "bot_command": return control("command", content, () => hands.say(text));
    case "spoiler": {
      const cover = control("spoiler", content, () => cover.replaceWith(...cover.childNodes));
      cover.title = "Hidden text: press to show";
      return cover;
    }
    case "expandable_blockquote": {
      const quote = element("blockquote", "folded", content);
      quote.addEventListener("click", () => quote.classList.toggle("folded"));
      return quote;
    }
    default: return element(TAGS[entity.type] ?? "span", TAGS[entity.type] ? "" : "tag", content);
  }
}

function link(address, content, hands) {
  const lead = hands.lead(address);
  if (lead) return control("command", content, lead);
  // Only addresses a browser opens as pages; anything else stays text.
  if (!/^(https?|mailto):/i.test(address)) return element("span", "tag", content);
  const anchor = element("a", "", content);
  return Object.assign(anchor, { href: address, target: "_blank", rel: "noopener noreferrer" });
}

function control(className, content, act) {
  const button = element("button", className, content);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function element(name, className, content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(content);
  return made;
}
