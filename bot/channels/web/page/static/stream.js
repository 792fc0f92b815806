// What is new, pushed by the server; opened again whenever the connection was lost.

import { streamAddress } from "./api.js";

const SILENCE = 45_000; // ms; the server says something every 15 s
const OUT_OF_SIGHT = 60_000; // ms until a hidden page gives back its connection: a browser has few
const SLOWEST = 15_000; // ms between two tries

export class Stream {
  #source = null;
  #wait = 1000;
  #retry = 0;
  #silence = 0;
  #hiding = 0;

  /** `after`: the last revision the page has. `onConnected` is told true and false. */
  constructor(after, onMessage, onConnected) {
    this.after = after;
    this.onMessage = onMessage;
    this.onConnected = onConnected;
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => this.#seenOrHidden());
  }

  open() {
    this.#close();
    this.#source = new EventSource(streamAddress(this.after));
    this.#source.addEventListener("open", () => this.#connected());
    this.#source.addEventListener("ping", () => this.#heard());
    this.#source.addEventListener("message", (event) => this.#received(event));
    this.#source.addEventListener("error", () => this.#lost());
    this.#heard();
  }

  #connected() {
    this.#wait = 1000;
    this.onConnected(true);
  }

  #received(event) {
    this.#heard();
    const message = JSON.parse(event.data);
    this.after = Math.max(this.after, message.revision);
    this.onMessage(message);
  }

  #lost() {
    this.#close();
    this.onConnected(false);
    this.#retry = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 1.5, SLOWEST);
  }

  #heard() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), SILENCE);
  }

  #close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = null;
  }

  #seenOrHidden() {
    clearTimeout(this.#hiding);
    if (document.hidden) this.#hiding = setTimeout(() => this.#close(), OUT_OF_SIGHT);
    else if (!this.#source) this.open();
  }
}
