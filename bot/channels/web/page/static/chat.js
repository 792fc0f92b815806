// The page: what arrives is shown, what is written is sent.

import { history } from "./api.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { setUpMenu } from "./menu.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import { setUpViewer } from "./viewer.js";
import { countUnseen } from "./title.js";

const LOST = "Mất kết nối, đang nối lại…";
const SLOW = 700; // ms after which it is shown that an answer is on its way
const TOO_SLOW = 15_000;
const REST = 1000; // ms that the buttons of a message rest at least
const LONGEST_REST = 5000; // without an answer, too

const banner = document.getElementById("banner");
const earlier = document.getElementById("earlier");
const view = setUpViewer();
let typing = [];
let answered = 0; // revision of the bot's last words
let onAnswer = []; // who waits for them

const log = new Log({
  view,
  press,
  command: (text) => outbox.send({ text }),
  sendPlace: () => composer.sendPlace(),
  resend: (message) => outbox.resend(message),
});
const outbox = new Outbox({ show, refuse, done });
const composer = new Composer((fields) => outbox.send(fields));

setUpMenu((text) => outbox.send({ text }));
earlier.addEventListener("click", showEarlier);
begin();

async function begin() {
  const messages = await untilConnected(() => history());
  messages.forEach((message) => log.put(message));
  earlier.hidden = messages.length < 200;
  composer.ask(messages.filter(({ author }) => author === "bot").at(-1)?.ask);
  outbox.restore();
  log.ready();
  const after = Math.max(0, ...messages.map((message) => message.revision));
  new Stream(after, arrived, connected).open();
  greet();
}

/** The bot speaks first: on the first visit, and to who comes with an invitation or a QR code. */
async function greet() {
  const code = new URLSearchParams(location.search).get("start");
  if (!code && !log.isEmpty) return;
  await outbox.send({ text: code ? `/start ${code}` : "/start" });
  window.history.replaceState(null, "", location.pathname);
}

async function untilConnected(ask) {
  for (let wait = 1000; ; wait = Math.min(wait * 1.5, 15_000)) {
    try {
      const answer = await ask();
      banner.textContent = "";
      return answer;
    } catch (error) {
      banner.textContent = error.final ? error.message : LOST;
      await new Promise((again) => setTimeout(again, wait));
    }
  }
}

async function showEarlier() {
  const messages = await history(log.oldest);
  log.keepingPlace(() => messages.forEach((message) => log.put(message)));
  earlier.hidden = messages.length < 200;
}

function arrived(message) {
  log.put(message, true);
  if (message.author === "me") return;
  answered = message.revision;
  onAnswer.splice(0).forEach((go) => go());
  expectAnswer(false);
  composer.ask(message.ask);
  countUnseen(message);
  tellParent();
}

function connected(yes) {
  banner.textContent = yes ? "" : LOST;
  if (yes) outbox.resendAll();
}

async function press(id, data, label, quiet) {
  log.rest(id, data);
  const settled = Promise.all([after(REST), Promise.race([answer(), after(LONGEST_REST)])]);
  await outbox.send({ button: data, message: id, text: "", label, quiet });
  await settled;
  log.wake(id);
}

function answer() {
  return new Promise((go) => onAnswer.push(go));
}

function after(ms) {
  return new Promise((go) => setTimeout(go, ms));
}

function show(message) {
  const silent = message.quiet && message.state === "sending";
  log.put({ ...message, text: silent ? "" : (message.label ?? message.text) }, message.state === "sending");
}

function done(stored) {
  log.put(stored, true);
  expectAnswer(answered < stored.revision);
}

function refuse(message, sentence) {
  log.remove(message.id);
  composer.giveBack(message, sentence);
}

function expectAnswer(expected) {
  typing.forEach(clearTimeout);
  log.showTyping(false);
  if (!expected) return;
  typing = [setTimeout(() => log.showTyping(true), SLOW), setTimeout(() => log.showTyping(false), TOO_SLOW)];
}

/** Among the seats, the tab of a seat that is not in view gets a dot. */
function tellParent() {
  if (window.parent !== window) window.parent.postMessage("news", location.origin);
}
