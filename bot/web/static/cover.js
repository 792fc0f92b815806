// Boxes drawn on a picture, in thousandths of its sides: what is public is covered there.
(() => {
  const ground = document.querySelector(".cover");
  const field = document.querySelector("[name=boxes]");
  const said = document.getElementById("boxes-said");
  let boxes = field.value.split(";").filter(Boolean).map((box) => box.split(",").map(Number));

  const draw = (open) => {
    ground.querySelectorAll("button").forEach((button) => button.remove());
    [...boxes, ...(open ? [open] : [])].forEach(([left, top, width, height], number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", `Bỏ khung che ${number + 1}`);
      Object.assign(button.style, { left: `${left / 10}%`, top: `${top / 10}%`, width: `${width / 10}%`, height: `${height / 10}%` });
      button.onclick = () => { boxes.splice(number, 1); draw(); };
      ground.append(button);
    });
    field.value = boxes.map((box) => box.join(",")).join(";");
    said.textContent = boxes.length ? `${boxes.length} khung che.` : "Chưa che gì.";
  };

  const at = (event) => {
    const frame = ground.getBoundingClientRect();
    const part = (spot, begin, length) => Math.round(Math.min(1, Math.max(0, (spot - begin) / length)) * 1000);
    return [part(event.clientX, frame.left, frame.width), part(event.clientY, frame.top, frame.height)];
  };
  const between = ([x, y], [toX, toY]) => [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)];

  let begin = null;
  ground.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    begin = at(event);
    ground.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  ground.addEventListener("pointermove", (event) => { if (begin) draw(between(begin, at(event))); });
  ground.addEventListener("pointerup", (event) => {
    if (!begin) return;
    const box = between(begin, at(event));
    begin = null;
    if (box[2] > 5 && box[3] > 5 && boxes.length < 20) boxes.push(box);
    draw();
  });
  ground.addEventListener("pointercancel", () => { begin = null; draw(); });
  draw();
})();
