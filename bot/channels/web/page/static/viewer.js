// A picture, large. Escape closes it: the browser's own dialog sees to that and to the focus.

/** Returns `view(address, name)`. */
export function setUpViewer() {
  const dialog = document.getElementById("viewer");
  const image = document.getElementById("viewer-image");
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => image.removeAttribute("src"));
  return (address, name) => {
    image.src = address;
    image.alt = name;
    dialog.showModal();
  };
}
