// A button under the receipt that lets this browser be called back, and stops it again.
// Browsers offer that on https and localhost only.

const LABELS = { off: "🔔 Báo tin mới trên máy này", on: "🔕 Thôi báo trên máy này" };
const DENIED = "Trình duyệt không cho báo tin";
let asked = null;

/** The server's key, asked for once, when it is first needed; empty where nothing can be pushed. */
function serverKey() {
  asked ??= ask();
  return asked;
}

async function ask() {
  const possible = isSecureContext && "serviceWorker" in navigator && "PushManager" in window;
  const response = possible ? await fetch("api/push").catch(() => null) : null;
  return response?.ok ? (await response.json()).key : "";
}

/** Add the button to a row of a message, where this browser and this server can. */
export async function offerPush(row, draw) {
  if (!(await serverKey())) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "push";
  button.addEventListener("click", () => toggle(button, draw));
  label(button, draw, (await subscription()) ? "on" : "off");
  row.append(button);
}

function label(button, draw, state) {
  button.textContent = LABELS[state] ?? state;
  button.dataset.push = state;
  draw(button);
}

async function toggle(button, draw) {
  button.disabled = true;
  try {
    const old = await subscription();
    label(button, draw, old ? await stop(old) : await start());
  } catch {
    label(button, draw, DENIED);
  }
  button.disabled = false;
}

async function start() {
  const registration = await navigator.serviceWorker.register("push-worker.js");
  await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: await serverKey() });
  const stored = await send("api/push", made);
  if (stored.ok) return "on";
  await made.unsubscribe();
  return (await stored.json()).error;
}

async function stop(old) {
  await send("api/push/stop", old);
  await old.unsubscribe();
  return "off";
}

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
}

function send(address, body) {
  return fetch(address, { method: "POST", body: JSON.stringify(body) });
}
