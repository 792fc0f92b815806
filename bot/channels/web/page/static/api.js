// The four addresses of the server, all below the page's own.

const PATIENCE = 30_000; // ms; a message that hangs holds up those behind it

/** A refusal whose sentence the server wrote for the person. `final`: sending again is no use. */
export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.final = status < 500;
  }
}

/** The last messages, or those before the one of that id, oldest first. */
export async function history(before) {
  const response = await fetch(before ? `api/messages?before=${before}` : "api/messages");
  return answerOf(response);
}

/** Send a message on its way; returns it as stored. The same id twice is one message. */
export async function post({ id, photos = [], ...fields }) {
  const signal = AbortSignal.timeout?.(photos.length ? PATIENCE * 10 : PATIENCE);
  const response = await fetch("api/messages", { method: "POST", signal, ...bodyOf({ id, ...fields }, photos) });
  return answerOf(response);
}

export function streamAddress(after) {
  return `api/stream?after=${after}`;
}

/** A random name for a message; crypto.randomUUID is not there on plain http. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bodyOf({ id, text, button, message, place }, photos) {
  const fields = Object.entries({ id, text, button, message, place }).filter(([, value]) => value);
  if (!photos.length) {
    return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(Object.fromEntries(fields)) };
  }
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, name === "place" ? JSON.stringify(value) : value);
  for (const photo of photos) form.append("photos", photo, photo.name ?? "anh.jpg");
  return { body: form };
}

async function answerOf(response) {
  if (response.ok) return response.json();
  const { error } = await response.json().catch(() => ({}));
  throw new Refused(error ?? "Máy chủ chưa trả lời được. Anh/chị thử lại sau ít phút ạ.", response.status);
}
