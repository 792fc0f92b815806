// Where people write: the field, the chosen pictures, and the place.

import { Photos } from "./photos.js";
import { whereAmI } from "./place.js";
import { setUpRecording } from "./record.js";

const DRAFT = `draft:${location.pathname}`; // the seats of one window share this storage
const HINT = "Nhập tin nhắn…";

export class Composer {
  #form = document.getElementById("composer");
  #field = document.getElementById("text");
  #notice = document.getElementById("notice");
  #placeButton = document.getElementById("place-button");
  #photos = new Photos((sentence) => this.say(sentence));

  constructor(send) {
    this.send = send;
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("paste", (event) => this.#pasted(event));
    this.#placeButton.addEventListener("click", () => this.sendPlace());
    setUpRecording((files) => this.#photos.add(files), (sentence, calm) => this.say(sentence, calm));
    this.#write(sessionStorage.getItem(DRAFT) ?? "");
  }

  /** A sentence above the field; `calm` when nothing is wrong. Empty takes it away. */
  say(sentence, calm = false) {
    this.#notice.classList.toggle("calm", calm);
    this.#notice.textContent = sentence;
  }

  /** What the bot waits for, as the hint in the field. */
  ask(hint) {
    this.#field.placeholder = hint || HINT;
    this.#fit();
  }

  /** Words that could not be sent go back where they came from. */
  giveBack({ text = "", chosen = [] }, sentence) {
    this.#write([text, this.#field.value].filter(Boolean).join("\n"));
    this.#photos.addBack(chosen);
    this.say(sentence);
    this.focus();
  }

  /** With a real keyboard; on a telephone it would push the keyboard over the conversation. */
  focus() {
    if (!onTelephone()) this.#field.focus();
  }

  async sendPlace() {
    if (this.#placeButton.disabled) return;
    this.#placeButton.disabled = true;
    this.say("Đang tìm vị trí…", true);
    try {
      const place = await whereAmI();
      this.say("");
      this.send({ place });
    } catch (error) {
      this.say(error.message);
      this.#field.focus();
    } finally {
      this.#placeButton.disabled = false;
    }
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text && !this.#photos.count) return this.#field.focus();
    this.say("");
    this.send({ text, chosen: this.#photos.take() });
    this.#write("");
    this.#field.focus();
  }

  /** Enter sends, as people know it from computers; on a telephone it is a new line, as there. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || onTelephone()) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #typed() {
    sessionStorage.setItem(DRAFT, this.#field.value);
    this.#fit();
  }

  /** What is longer than a line gets the whole width of a telephone until it is sent. */
  #fit() {
    const field = this.#field;
    field.style.height = "auto";
    const { classList } = this.#form;
    const oneLine = parseFloat(getComputedStyle(field).minHeight);
    classList.toggle("long", field.value !== "" && (classList.contains("long") || field.scrollHeight > oneLine));
    field.style.height = `${field.scrollHeight + 3}px`;
  }

  #write(text) {
    this.#field.value = text;
    this.#typed();
  }

  #pasted(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.#photos.add(files);
  }
}

function onTelephone() {
  return matchMedia("(pointer: coarse)").matches && !matchMedia("(any-pointer: fine)").matches;
}
