// The menu of things people often do.

/** Make it work: `choose(command)` is called with what was chosen. */
export function setUpMenu(choose) {
  const button = document.getElementById("menu-button");
  const menu = document.getElementById("menu");
  const open = (shown) => {
    menu.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
  };
  button.addEventListener("click", () => open(menu.hidden));
  menu.addEventListener("click", ({ target }) => {
    open(false);
    button.focus();
    if (target.dataset.command) choose(target.dataset.command);
  });
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || menu.hidden) return;
    open(false);
    button.focus();
  });
  addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target) && !button.contains(target)) open(false);
  });
}
