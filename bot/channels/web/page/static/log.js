// The list of messages: their order, the days between them, and where the reader is in it.

import { messageElement, showPressed } from "./message.js";
import { accept, keepSteady, look, whenLifted } from "./steady.js";
import { dayOf } from "./when.js";

const AT_THE_END = 8; // pixels from the end that still count as being there
const MARGIN = 40; // pixels around the newest message

export class Log {
  #frame = document.getElementById("log");
  #list = document.getElementById("messages");
  #news = document.getElementById("news");
  #typing = document.getElementById("typing");
  #known = new Map(); // key -> {message, element}
  #messages = new WeakMap(); // element -> message
  #following = true;
  #pressed = null; // id of the message whose button was pressed last

  constructor(actions) {
    this.actions = actions;
    this.#frame.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#news.addEventListener("click", () => this.toEnd());
    const resized = new ResizeObserver(() => whenLifted(() => this.#resized()));
    resized.observe(this.#frame);
    resized.observe(this.#list);
  }

  get isEmpty() {
    return this.#known.size === 0;
  }

  get oldest() {
    return this.#messages.get(this.#list.firstElementChild)?.id;
  }

  /** Show a message, or what has become of it; `isNew` makes it known to who reads further up. */
  put(message, isNew = false) {
    whenLifted(() => this.#put(message, isNew));
  }

  #put(message, isNew) {
    if (message.erased) return this.#eraseBefore(message.revision);
    const key = keyOf(message);
    const before = this.#known.get(key)?.message;
    const wasKnown = before !== undefined;
    if (wasKnown && JSON.stringify(before.buttons) === JSON.stringify(message.buttons)) {
      Object.assign(message, { pressed: before.pressed, rests: before.rests });
    }
    this.#remove(key);
    const element = messageElement(message, this.actions);
    this.#known.set(key, { message, element });
    this.#messages.set(element, message);
    this.#insert(element, message);
    if (isNew) this.#markDays();
    if (isNew && !wasKnown) this.#announce(message, element);
    if (isNew && wasKnown && message.id === this.#pressed) this.#showChanged(element);
  }

  /** Take a message away (another takes its place, or it went back to the field). */
  remove(key) {
    whenLifted(() => this.#remove(key));
  }

  #remove(key) {
    const known = this.#known.get(key);
    if (!known) return;
    if (known.element.contains(document.activeElement)) this.#frame.focus({ preventScroll: true });
    known.element.remove();
    this.#known.delete(key);
  }

  /** Do `change` to what is above the reader, who stays where they are. */
  keepingPlace(change) {
    whenLifted(() => {
      const before = this.#frame.scrollHeight - this.#frame.scrollTop;
      change();
      this.#markDays();
      this.#frame.scrollTop = this.#frame.scrollHeight - before;
    });
  }

  /** The buttons under a message do nothing from the touch of one of them on. */
  rest(id, data) {
    this.#pressed = id;
    const known = this.#known.get(id);
    if (!known) return;
    Object.assign(known.message, { pressed: data, rests: true });
    showPressed(known);
  }

  /** They act again, unless they belong to a step that is over. */
  wake(id) {
    const known = this.#known.get(id);
    if (!known) return;
    known.message.rests = false;
    if (!known.message.spent) known.message.pressed = undefined;
    showPressed(known);
  }

  showTyping(shown) {
    whenLifted(() => this.#showTyping(shown));
  }

  #showTyping(shown) {
    if (this.#typing.hidden === !shown) return;
    this.#typing.hidden = !shown;
    if (this.#following) this.toEnd();
  }

  ready() {
    this.#markDays();
    this.#frame.setAttribute("aria-busy", "false");
    this.toEnd();
    keepSteady();
  }

  toEnd() {
    this.#following = true;
    this.#news.hidden = true;
    this.#frame.scrollTop = this.#frame.scrollHeight;
    look();
  }

  #resized() {
    if (this.#following) this.toEnd();
    else look();
  }

  #insert(element, message) {
    let next = null;
    let before = this.#list.lastElementChild;
    while (before && comesAfter(this.#messages.get(before), message)) {
      next = before;
      before = before.previousElementSibling;
    }
    this.#list.insertBefore(element, next);
  }

  #markDays() {
    let last = null;
    for (const element of this.#list.children) {
      if (element.hidden) continue;
      const day = dayOf(new Date(this.#messages.get(element).at));
      if (day === last) delete element.dataset.day;
      else element.dataset.day = day;
      last = day;
    }
  }

  #announce(message, element) {
    if (element.hidden) return;
    this.#pressed = null;
    element.classList.add("new");
    if (message.author === "me") return this.toEnd();
    if (this.#following) return this.#showWhole(element);
    this.#news.hidden = false;
  }

  /** A long answer is shown from its beginning. */
  #showWhole(element) {
    if (element.offsetHeight + MARGIN < this.#frame.clientHeight) return this.toEnd();
    this.#following = false;
    element.scrollIntoView({ block: "start" });
  }

  /** What a page was turned to is shown from its beginning, too. */
  #showChanged(element) {
    const fits = element.offsetHeight + MARGIN < this.#frame.clientHeight;
    if (fits && this.#following) return this.toEnd();
    this.#following = false;
    element.scrollIntoView({ block: fits ? "nearest" : "start" });
  }

  #eraseBefore(revision) {
    for (const [key, { message }] of this.#known) if (message.revision < revision) this.#remove(key);
    this.#markDays();
  }

  #scrolled() {
    accept();
    const left = this.#frame.scrollHeight - this.#frame.scrollTop - this.#frame.clientHeight;
    this.#following = left < AT_THE_END;
    if (this.#following) this.#news.hidden = true;
  }
}

/** What a message of ours is called before it is stored, too. */
function keyOf(message) {
  return message.client ?? message.id;
}

/** What is still on its way has no number yet: it comes after all that have one. */
function comesAfter(other, message) {
  return numberOf(other) > numberOf(message);
}

function numberOf({ id }) {
  return /^\d+$/.test(id) ? Number(id) : Infinity;
}
