// A link for others: it opens the conversation where the bot says. It is shown as the telephone
// shows what is shared, or else copied.

const COPIED = "✓ Đã chép liên kết";
const SHOWN = 2500; // ms

/** A button that passes on the link with that start payload. */
export function shareButton(payload, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => share(addressOf(payload), button, text));
  return button;
}

function addressOf(payload) {
  const address = new URL(".", location.href);
  address.searchParams.set("start", payload);
  return address.href;
}

async function share(url, button, text) {
  try {
    if (navigator.share) return await navigator.share({ url });
    await navigator.clipboard.writeText(url);
    button.textContent = COPIED;
    setTimeout(() => (button.textContent = text), SHOWN);
  } catch (error) {
    // Closed without choosing is no error; what may not copy by itself is copied by hand.
    if (error.name !== "AbortError") prompt("Chép liên kết này:", url);
  }
}
