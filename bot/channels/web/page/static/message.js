// One message as an element. What people wrote is set as text, never as HTML.

import { offerPush } from "./push.js";
import { link, safeNodes, safeUrl } from "./safe.js";
import { shareButton } from "./share.js";
import { withSigns } from "./signs.js";
import { timeOf } from "./when.js";

const LONG = 3000;
const LABELS = { "/start": "", ...menuLabels() };
const STATES = { sending: "Đang gửi…", failed: "Chưa gửi được" };

/** The element of `message` (as the server lists it, or on its way there with a `state`). */
export function messageElement(message, actions) {
  const element = make("div", `message ${message.author}`);
  element.dataset.revision = message.revision ?? "";
  const bubble = bubbleOf(message, actions);
  element.hidden = bubble === null;
  if (bubble) element.append(bubble, ...rowsOf(message, actions), metaOf(message, actions));
  if (stateOf(message) === "failed") element.classList.add("failed");
  showPressed({ element, message });
  return element;
}

/** Show which button of a message was touched, and whether its buttons still act. */
export function showPressed({ element, message }) {
  const isOff = Boolean(message.spent || message.rests);
  for (const button of element.querySelectorAll(".rows button")) {
    button.disabled = isOff;
    button.classList.toggle("pressed", message.pressed !== undefined && button.dataset.does === message.pressed);
  }
}

function bubbleOf(message, actions) {
  const parts = [wordsOf(message, actions), photosOf(message, actions), ...recordingsOf(message), ...attachedOf(message)].filter(Boolean);
  if (!parts.length) return null;
  const bubble = make("div", "bubble");
  bubble.append(make("span", "hidden-label", message.author === "me" ? "Anh/chị:" : "Dân giám sát:"), ...parts);
  return bubble;
}

function wordsOf(message, actions) {
  const words = make("div", "words");
  if (message.html) words.append(withCommands(safeNodes(message.html), actions));
  else words.textContent = ownWords(message);
  for (const bold of words.querySelectorAll("b")) bold.classList.toggle("code", isLoneCode(bold));
  if (words.textContent.length > LONG) words.classList.add("long");
  return words.textContent ? withSigns(words) : null;
}

/** A report's code on a line of its own is there to be read out or copied by hand. */
function isLoneCode({ textContent, previousSibling, nextSibling }) {
  const stands = /\n\s*$/.test(previousSibling?.data ?? "") && /^\s*\n/.test(nextSibling?.data ?? "");
  return stands && /^LC-[0-9A-Z]{6}$/.test(textContent);
}

/** The commands the bot speaks of can be tapped, as people know it from Telegram. */
function withCommands(nodes, actions) {
  const walker = document.createTreeWalker(nodes, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest("a, code, pre")) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/(^|[\s(])(\/[a-z]{2,32})(?![\w/])/);
    text.replaceWith(...parts.map((part, index) => (index % 3 === 2 ? commandButton(part, actions) : part)));
  }
  return nodes;
}

function commandButton(command, actions) {
  const button = make("button", "command", command);
  button.type = "button";
  button.addEventListener("click", () => actions.command(command));
  return button;
}

/** A command from the menu is shown as what was chosen there. */
function menuLabels() {
  const buttons = [...document.querySelectorAll("#menu [data-command]")];
  return Object.fromEntries(buttons.map((button) => [button.dataset.command, button.textContent]));
}

function ownWords(message) {
  const text = LABELS[message.text] ?? message.text ?? "";
  const refused = message.not_taken && `(${message.not_taken} tệp không nhận được)`;
  const gone = message.gone && `(${message.gone} ảnh đã xóa vì chưa gửi đi)`;
  return [text, refused, gone].filter(Boolean).join("\n");
}

function photosOf(message, actions) {
  if (!message.photos?.length) return null;
  const grid = make("div", photosClass(message));
  message.photos.forEach((address, index) => {
    const name = `Ảnh ${index + 1}/${message.photos.length}`;
    const image = make("img");
    Object.assign(image, { src: small(address, message), alt: name, loading: "lazy" });
    const button = make("button");
    button.type = "button";
    button.setAttribute("aria-label", `${name}, bấm để xem lớn`);
    button.append(image);
    button.addEventListener("click", () => actions.view(address, name));
    grid.append(button);
  });
  return grid;
}

function recordingsOf(message) {
  return (message.recordings ?? []).map(({ url, video }) => {
    const player = make(video ? "video" : "audio", "recording");
    Object.assign(player, { src: url, controls: true, preload: "none" });
    player.setAttribute("aria-label", video ? "Video" : "Ghi âm");
    return player;
  });
}

/** The small ones are enough, until one is tapped: data costs money. A preview is here already. */
function small(address, { drawn }) {
  const isOurs = address.startsWith("media/");
  return isOurs && !drawn ? `${address}&small=1` : address;
}

/** Pictures that the bot has drawn are there to be read: whole, and as wide as can be. */
function photosClass({ photos, drawn }) {
  if (drawn) return "photos drawn";
  return photos.length === 1 ? "photos single" : "photos";
}

function attachedOf(message) {
  const files = (message.files ?? []).map((file) => {
    const anchor = link(file.url, `📄 ${file.name}`);
    anchor.download = file.name;
    return attached(anchor);
  });
  return message.place ? [...files, attached(placeLink(message.place))] : files;
}

function attached(anchor) {
  const line = make("div", "attached");
  line.append(anchor);
  return line;
}

function placeLink({ latitude, longitude, title }) {
  const at = `${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${at}`;
  return link(address, `📍 ${title || "Vị trí"} (xem bản đồ)`);
}

function rowsOf(message, actions) {
  const rows = (message.buttons ?? []).filter((row) => row.length).map((row) => rowOf(message, row, actions));
  if (message.ask_place) rows.push(rowOf(message, [{ text: "📍 Gửi vị trí của tôi", place: true }], actions));
  if (!rows.length) return [];
  const block = make("div", "rows");
  block.append(...rows);
  if (isReceipt(message)) offerPush(block.appendChild(make("div", "row")), withSigns);
  return [block];
}

/** After the receipt one may be called back: its message has the button that shows it whole. */
function isReceipt({ author, buttons, spent }) {
  return author === "bot" && !spent && buttons.flat().some(({ data }) => data?.startsWith("receipt:"));
}

function rowOf(message, buttons, actions) {
  const row = make("div", "row");
  row.append(...buttons.map((button) => buttonOf(message, button, actions)));
  return row;
}

function buttonOf(message, { text, data, url, start, share, quiet, place }, actions) {
  if (share) return shareButton(start, text);
  if (url) return link(safeUrl(url) ?? "about:blank", text);
  const button = withSigns(make("button", "", text));
  button.type = "button";
  if (data) button.dataset.does = data;
  button.addEventListener("click", () => {
    if (place) actions.sendPlace();
    else if (start) actions.command(`/start ${start}`);
    else actions.press(message.id, data, text, quiet);
  });
  return button;
}

function metaOf(message, actions) {
  const meta = make("div", "meta");
  const state = stateOf(message);
  if (state) meta.append(make("span", "state", message.why ?? STATES[state]));
  else meta.append(timeElement(message.at));
  // What failed before this page was opened is known only as it was shown, not as it was sent.
  if (message.state === "failed") meta.append(resendButton(message, actions));
  return meta;
}

function resendButton(message, actions) {
  const button = make("button", "resend", "Gửi lại");
  button.type = "button";
  button.addEventListener("click", () => actions.resend(message));
  return button;
}

function timeElement(at) {
  const time = make("time", "", timeOf(new Date(at)));
  time.dateTime = at;
  return time;
}

function stateOf(message) {
  return message.failed ? "failed" : message.state;
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
