// Nothing is chosen that was not meant: a finger that trembles taps twice, and what it meets the
// second time may have come there only just now.

const SETTLED = 400; // ms after which a tap counts again on what has moved
const TWICE = 700; // ms within which a second tap on the same spot is none, whatever has come there
const SPOT = 40; // pixels: as far as a finger strays
const NEAR = 8; // pixels that are no move: what appears does so with a small slide
const HELD = 5000; // ms after which a finger is taken to be lifted, whatever was told of it
const TAPPABLE = "button, a, summary";

const places = new Map(); // element -> where it stood at the last look
const moved = new WeakMap(); // element -> when it came to where it is
let last = { at: -Infinity, x: 0, y: 0 }; // the last tap that counted
let held = false; // a finger is down
let waiting = []; // what is done once it is lifted
let release = 0;
let refused = false; // the finger came down on what had just moved

/** From now on a tap on what moved just before counts as none, and so does a second one. */
export function keepSteady() {
  const capture = { capture: true };
  addEventListener("pointerdown", pressed, capture);
  addEventListener("pointerup", () => letGoIn(60), capture); // its click comes a moment later
  addEventListener("pointercancel", () => letGoIn(0), capture);
  addEventListener("click", clicked, capture);
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["hidden", "style", "open"],
  });
  accept();
}

/** Note what has moved since the last look. */
export function look() {
  const stamp = (element) => moved.set(element, performance.now());
  compare((element) => {
    stamp(element);
    requestAnimationFrame(() => stamp(element)); // a slow page shows later what has moved
  });
}

/** Note where everything is: it was the person who moved it. */
export function accept() {
  compare(() => {});
}

/** Do `change` now, or once no finger is down: nothing moves under a finger. */
export function whenLifted(change) {
  if (held) waiting.push(change);
  else change();
}

function compare(onMoved) {
  const seen = [...document.querySelectorAll(TAPPABLE)].map((each) => [each, each.getBoundingClientRect()]);
  for (const [element, place] of seen) if (isElsewhere(place, places.get(element))) onMoved(element);
  places.clear();
  for (const [element, place] of seen) places.set(element, place);
}

function isElsewhere(place, before) {
  return !before || Math.abs(place.top - before.top) + Math.abs(place.left - before.left) > NEAR;
}

function pressed(event) {
  look();
  refused = isSettling(event);
  held = true;
  letGoIn(HELD);
}

function letGoIn(ms) {
  clearTimeout(release);
  release = setTimeout(letGo, ms);
}

function letGo() {
  held = false;
  for (const change of waiting.splice(0)) change();
}

function clicked(event) {
  letGoIn(0);
  if (event.detail === 0) return; // by a key, or by a program
  look();
  const element = event.target.closest?.(TAPPABLE);
  const isFirst = event.pointerType === "mouse" && event.detail === 1; // a mouse does not tremble so
  if (!isFirst && (refused || isSettling(event) || isSecond(event))) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (element) last = { at: event.timeStamp, x: event.clientX, y: event.clientY };
}

// A slow page hears of a tap late: what counts is when the finger came down (`timeStamp`).
function isSettling({ target, timeStamp }) {
  const element = target?.closest?.(TAPPABLE);
  return Boolean(element) && timeStamp - (moved.get(element) ?? -Infinity) < SETTLED;
}

function isSecond({ clientX, clientY, timeStamp }) {
  return timeStamp - last.at < TWICE && Math.hypot(clientX - last.x, clientY - last.y) < SPOT;
}
