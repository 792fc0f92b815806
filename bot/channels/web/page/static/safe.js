// The bot's small HTML, rebuilt from a list of what may be in it. The server has escaped it
// already; this is the second lock on the same door.

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE"]);
const SCHEMES = new Set(["http:", "https:", "tg:", "tel:", "mailto:"]);

/** Nodes for `html`: allowed tags without attributes, all else as the text in it. */
export function safeNodes(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copyChildren(parsed.body, fragment);
  for (const block of fragment.querySelectorAll("details, blockquote, pre")) trimAround(block);
  return fragment;
}

/** The address if it leads somewhere harmless, else null. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that tells the other side nothing about this page. */
export function link(address, text) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = text;
  return anchor;
}

function copyChildren(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, to);
  }
}

function copyElement(node, to) {
  const copy = ALLOWED.has(node.tagName) ? copyTag(node) : null;
  copyChildren(node, copy ?? to);
  if (copy) to.append(node.hasAttribute("expandable") ? folded(copy) : copy);
}

/** A long quote that is opened by who wants to read it. */
function folded(block) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Xem chi tiết";
  details.append(summary, block);
  return details;
}

/** A block begins and ends a line by itself: the line breaks beside it would be empty lines. */
function trimAround({ previousSibling, nextSibling }) {
  if (previousSibling?.nodeType === Node.TEXT_NODE) previousSibling.data = previousSibling.data.replace(/\n$/, "");
  if (nextSibling?.nodeType === Node.TEXT_NODE) nextSibling.data = nextSibling.data.replace(/^\n/, "");
}

function copyTag(node) {
  if (node.tagName !== "A") return document.createElement(node.tagName);
  const address = safeUrl(node.getAttribute("href"));
  return address && link(address, "");
}
