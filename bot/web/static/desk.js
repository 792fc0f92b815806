// The desk's keys and shortcuts. Everything works without them, by pointing and by forms.
(() => {
  const links = () => [...document.querySelectorAll(".cases a.open")];
  const typing = (el) => el.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

  const step = (by) => {
    const all = links();
    const at = all.findIndex((link) => link.closest("li").contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "x") document.activeElement.closest?.("li.case")?.querySelector("input[type=checkbox]")?.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    const form = button.closest("form");
    if (button.dataset.template !== undefined) {
      const field = form.querySelector("textarea");
      field.value = button.dataset.template;
      const gap = field.value.indexOf("…");
      field.focus();
      if (gap >= 0) field.setSelectionRange(gap, gap + 1);
    } else if (button.dataset.saveView !== undefined) {
      saveView();
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else if (button.dataset.fill !== undefined) {
      form.querySelector("[name=to]").value = button.dataset.fill;
    } else if (button.dataset.pickAll !== undefined) {
      form.querySelectorAll("[name=code]").forEach((box) => { box.checked = true; });
    }
  });

  // Views saved by name stay in this browser: nobody else's business, and nothing for the server.
  const VIEWS = "dangiamsat-views";
  const saved = () => JSON.parse(localStorage.getItem(VIEWS) || "[]");
  const drawViews = () => {
    const bar = document.getElementById("views");
    if (!bar) return;
    bar.hidden = false;
    bar.querySelectorAll(".view").forEach((view) => view.remove());
    saved().forEach(({ name, query }, number) => {
      const view = document.getElementById("view").content.firstElementChild.cloneNode(true);
      const link = view.querySelector("a");
      link.textContent = name;
      link.href = `/viec${query}`;
      if (query === location.search) link.setAttribute("aria-current", "true");
      view.querySelector("button").setAttribute("aria-label", `Bỏ bộ lọc ${name}`);
      view.querySelector("button").onclick = () => keepViews(saved().filter((_, at) => at !== number));
      bar.prepend(view);
    });
  };
  const keepViews = (views) => { localStorage.setItem(VIEWS, JSON.stringify(views)); drawViews(); };
  const saveView = () => {
    const name = (prompt("Đặt tên cho bộ lọc này") || "").trim().slice(0, 40);
    if (name) keepViews([...saved().filter((view) => view.name !== name), { name, query: location.search }].slice(-12));
  };

  const ready = () => document.querySelectorAll("[data-pick-all], [data-print]").forEach((el) => { el.hidden = false; });
  document.addEventListener("DOMContentLoaded", () => {
    ready();
    drawViews();
    document.querySelector(".answers")?.focus();
  });
  document.addEventListener("htmx:afterSwap", () => { ready(); drawViews(); });
})();
