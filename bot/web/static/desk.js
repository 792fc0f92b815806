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
    const { form } = button;
    if (button.dataset.template !== undefined) {
      const field = form.querySelector("textarea");
      field.value = button.dataset.template;
      const gap = field.value.indexOf("…");
      field.focus();
      if (gap >= 0) field.setSelectionRange(gap, gap + 1);
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else if (button.dataset.here !== undefined) {
      const said = button.parentElement.querySelector("[role=status]");
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        form.elements.spot.value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`;
        said.textContent = `✓ ${form.elements.spot.value}`;
      }, () => { said.textContent = "Chưa lấy được vị trí."; });
    } else if (button.dataset.fill !== undefined) {
      form.querySelector("[name=to]").value = button.dataset.fill;
    } else if (button.dataset.pickAll !== undefined) {
      const boxes = [...form.querySelectorAll("[name=code]")];
      const every = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = every; });
      form.querySelector("[name=code]").dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  document.addEventListener("change", ({ target }) => {
    const label = target.name === "code" && target.form?.querySelector("[data-chosen]");
    if (label) label.textContent = `Với ${target.form.querySelectorAll("[name=code]:checked").length} việc đã chọn:`;
  });

  // A form is sent once, however often it is tapped; again where no answer came.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 10000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  const filters = document.getElementById("filters");
  if (filters && matchMedia("(min-width: 40.01rem)").matches) filters.open = true; // there is room

  // Pictures chosen, or dropped anywhere on the box of their field: seen, and not more than are sent.
  const chosen = new WeakMap(); // the files of a field
  const choose = (field, every) => {
    const files = every.filter(({ type }) => !type || type.startsWith("image/")); // HEIC may have none
    const most = Number(field.dataset.most);
    const all = new DataTransfer();
    for (const file of files.slice(0, most)) all.items.add(file);
    field.files = all.files;
    chosen.set(field, [...all.files]);
    const box = field.closest(".drop");
    let list = box.nextElementSibling;
    if (!list?.matches(".previews")) {
      list = document.createElement("ul");
      list.className = "photos previews";
      list.setAttribute("aria-live", "polite");
      box.after(list);
    }
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...[...all.files].map((file, at) => {
      const line = document.createElement("li");
      const image = document.createElement("img");
      const button = document.createElement("button");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      button.type = "button";
      button.className = "quiet";
      button.textContent = "Bỏ ảnh này";
      button.setAttribute("aria-label", `Bỏ ảnh này: ${file.name}`);
      button.onclick = () => {
        choose(field, chosen.get(field).filter((_, number) => number !== at));
        (list.querySelector("button") ?? field).focus();
      };
      line.append(image, button);
      return line;
    }));
    const tell = (words) => {
      const line = document.createElement("li");
      line.textContent = words;
      list.append(line);
    };
    if (files.length < every.length) tell(`Ở đây chỉ gửi ảnh: ${every.length - files.length} tệp khác không gửi. Văn bản: chụp ảnh trang chính.`);
    if (files.length > most) tell(`Chỉ gửi được ${most} ảnh: ${files.length - most} ảnh sau không gửi.`);
  };
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.most) choose(target, [...(chosen.get(target) ?? []), ...target.files]);
  });
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => {
    const field = event.target.closest?.(".drop")?.querySelector("input[type=file]");
    if (!field) return;
    event.preventDefault();
    if (name === "drop") choose(field, [...(chosen.get(field) ?? []), ...event.dataTransfer.files]);
  });

  // A button that lets this browser be called for urgent matters, where it and the server can.
  const LABELS = { off: "🔔 Báo việc khẩn trên máy này", on: "🔕 Thôi báo việc khẩn trên máy này" };
  const active = ({ active: now, installing, waiting }) => now || new Promise((go) => {
    const worker = installing || waiting;
    worker.addEventListener("statechange", () => { if (worker.state === "activated") go(); });
  });
  const offerPush = async (button) => {
    if (!button || !isSecureContext || !("serviceWorker" in navigator && "PushManager" in window)) return;
    const { key } = await fetch("/viec/bao").then((answer) => (answer.ok ? answer.json() : {}));
    if (!key) return;
    const registration = await navigator.serviceWorker.register("/viec/bao.js");
    let browser = await registration.pushManager.getSubscription();
    const label = () => { button.textContent = browser ? LABELS.on : LABELS.off; button.hidden = false; };
    const tell = (act) => fetch("/viec/bao", {
      method: "POST",
      body: new URLSearchParams({ act, browser: JSON.stringify(browser), key: button.dataset.push }),
    }).then((answer) => answer.ok);
    button.onclick = async () => {
      button.disabled = true;
      try {
        if (browser) {
          await tell("stop");
          await browser.unsubscribe();
          browser = null;
        } else {
          await active(registration);
          browser = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
          if (!(await tell("begin"))) { await browser.unsubscribe(); browser = null; throw Error("refused"); }
        }
        label();
      } catch {
        button.textContent = "Trình duyệt không cho báo tin";
      }
      button.disabled = false;
    };
    label();
  };

  // What is replaced under a finger swallows its tap: that waits until the finger is lifted.
  const HELD = 10000; // ms after which it is taken to be lifted, whatever was told of it
  const TAP = 60; // ms after which its click has come
  let pressed = -Infinity;
  let late; // the form whose answer came too early
  const lifted = ({ target }) => setTimeout(() => {
    pressed = -Infinity;
    if (late && !target.closest?.("a")) htmx.trigger(late, "submit"); // a link leads to another page
    late = undefined;
  }, TAP);
  addEventListener("pointerdown", () => { pressed = performance.now(); }, true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, lifted, true);
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (performance.now() - pressed > HELD) return;
    detail.shouldSwap = false;
    if (detail.requestConfig.elt.matches("form")) late = detail.requestConfig.elt; // others ask again
  });

  const ready = () => document.querySelectorAll("[data-pick-all], [data-print], [data-here]").forEach((el) => { el.hidden = false; });
  document.addEventListener("DOMContentLoaded", () => {
    ready();
    document.querySelector(".top nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
    (document.getElementById("refused") ?? document.querySelector(".answers"))?.focus();
    offerPush(document.querySelector("[data-push]")).catch(() => {});
  });
  document.addEventListener("htmx:afterSwap", ready);
})();
