// The number of messages that came while nobody looked, in the title of the tab.

const TITLE = document.title;
const unseen = new Set();

/** Count a message of the bot that came, or changed, while the page was out of sight: once. */
export function countUnseen({ id }) {
  if (!document.hidden) return;
  unseen.add(id);
  document.title = `(${unseen.size}) ${TITLE}`;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen.clear();
  document.title = TITLE;
});
