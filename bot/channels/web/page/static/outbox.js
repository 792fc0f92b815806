// Messages on their way: one after the other, kept until the server has them.

import { newId, post } from "./api.js";

const KEPT = `outbox:${location.pathname}`; // the seats of one window share this storage

export class Outbox {
  #queue = [];
  #waiting = new Map(); // id -> message that did not get through
  #busy = false;

  /** `show(message)` shows how a message fares; `refuse(message, sentence)` takes it back. */
  constructor({ show, refuse, done }) {
    this.show = show;
    this.refuse = refuse;
    this.done = done;
  }

  /** Send what a person wrote, chose or pressed; resolves when it has been sent or has failed. */
  send(fields) {
    return this.#enqueue({ id: newId(), author: "me", at: new Date().toISOString(), ...fields });
  }

  /** Once more, by the person's own wish. */
  resend(message) {
    return this.#enqueue(this.#waiting.get(message.id));
  }

  /** Once more, all of it: the connection is back. */
  resendAll() {
    for (const message of [...this.#waiting.values()]) this.#enqueue(message);
  }

  /** Words that had not got through when the page was closed; pictures cannot be kept. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    for (const message of kept) this.#fail(message);
  }

  #enqueue(message) {
    this.#waiting.delete(message.id);
    this.show({ ...message, state: "sending", why: undefined, ...previews(message) });
    return new Promise((settled) => {
      this.#queue.push({ message, settled });
      this.#keep();
      this.#run();
    });
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length) {
      const { message, settled } = this.#queue[0];
      await this.#sendOne(message);
      this.#queue.shift();
      this.#keep();
      settled();
    }
    this.#busy = false;
  }

  async #sendOne(message) {
    try {
      const photos = await Promise.all((message.chosen ?? []).map(({ ready }) => ready));
      const stored = await post({ ...message, photos });
      this.done(stored);
    } catch (error) {
      if (error.final) this.refuse(message, error.message);
      else this.#fail(message, error.final === false ? error.message : undefined);
    }
  }

  #fail(message, why) {
    this.#waiting.set(message.id, message);
    this.show({ ...message, state: "failed", why, ...previews(message) });
  }

  #keep() {
    const unsent = [...this.#waiting.values(), ...this.#queue.map((entry) => entry.message)];
    sessionStorage.setItem(KEPT, JSON.stringify(unsent.filter((message) => !message.chosen?.length)));
  }
}

function previews({ chosen = [] }) {
  const pictures = chosen.filter(({ kind }) => kind === "image");
  const recordings = chosen.filter(({ kind }) => kind !== "image");
  return {
    photos: pictures.map(({ preview }) => preview),
    recordings: recordings.map(({ preview, kind }) => ({ url: preview, video: kind === "video" })),
  };
}
