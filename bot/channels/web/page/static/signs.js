// The signs of buttons and questions, drawn: on a telephone without an emoji font they were empty boxes.

const NAME = "http://www.w3.org/2000/svg";
const DRAWN = {
  "✅": "M4 12l5 6L20 6",
  "📄": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  "🏗": "M4 21V8l8-5 8 5v13zM9 21v-6h6v6",
  "🌳": "M12 22v-8M12 3a6 6 0 0 0-5 9.5A4 4 0 0 0 9 16h6a4 4 0 0 0 2-3.5A6 6 0 0 0 12 3z",
  "📌": "M12 14v7M8 3h8l-1 6 3 5H6l3-5z",
  "📍": "M12 21c4-5 6-8.4 6-11a6 6 0 1 0-12 0c0 2.6 2 6 6 11zM12 8v4",
  "📷": "M4 8h3l2-3h6l2 3h3v11H4zM12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  "➕": "M12 5v14M5 12h14",
  "✏": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
  "🗑": "M5 7h14M9 7V4h6v3M7 7l1 14h8l1-14",
  "👤": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7",
  "🙈": "M3 12c3-5 6-7 9-7s6 2 9 7c-3 5-6 7-9 7s-6-2-9-7zM4 4l16 16",
  "🤝": "M3 11l5-4 4 3 4-3 5 4M7 13l5 5 5-5",
  "🔁": "M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5",
  "🔐": "M6 11h12v10H6zM8 11V8a4 4 0 0 1 8 0v3",
  "🔒": "M6 11h12v10H6zM8 11V8a4 4 0 0 1 8 0v3",
  "📋": "M6 5h12v16H6zM9 3h6v4H9zM9 12h6M9 16h6",
  "📎": "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7",
  "↩": "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3",
  "💬": "M4 5h16v11H10l-5 4v-4H4z",
  "📣": "M4 10v4h3l9 5V5L7 10zM19 9v6",
  "📖": "M12 6c-2-2-5-2-8-2v15c3 0 6 0 8 2 2-2 5-2 8-2V4c-3 0-6 0-8 2zM12 6v15",
  "🚨": "M12 3L2 20h20zM12 10v5M12 17v1",
  "⏰": "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 9v4l3 2M4 5l3-2M20 5l-3-2",
  "🏁": "M5 21V4h14l-3 5 3 5H5",
  "🔧": "M14 7a4 4 0 0 1 6-3l-3 3 2 2 3-3a4 4 0 0 1-6 5L8 20l-4-4z",
  "❓": "M9 8a3 3 0 1 1 4 3c-1 .5-1 1-1 3M12 17v1",
  "😊": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9v1M15 9v1M8 14c2 3 6 3 8 0",
  "😐": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9v1M15 9v1M8 15h8",
  "😕": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9v1M15 9v1M8 16c2-3 6-3 8 0",
  "🗣": "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
  "🎤": "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 12a6 6 0 0 0 12 0M12 18v3",
  "📧": "M3 6h18v13H3zM3 7l9 7 9-7",
  "🔔": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
  "🔕": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4M4 4l16 16",
  "🌗": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18",
};
const SIGN = new RegExp(`(${Object.keys(DRAWN).join("|")})\\uFE0F?`, "u");

/** The element with the signs in its texts drawn; what a screen reader says stays the words. */
export function withSigns(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (SIGN.test(walker.currentNode.data)) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(SIGN);
    text.replaceWith(...parts.map((part, index) => (index % 2 ? drawn(part) : part)));
  }
  return element;
}

function drawn(sign) {
  const svg = document.createElementNS(NAME, "svg");
  const path = document.createElementNS(NAME, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", DRAWN[sign]);
  svg.append(path);
  return svg;
}
