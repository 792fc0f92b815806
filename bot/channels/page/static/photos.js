// Pictures chosen but not sent yet: made smaller on the device, since data costs money here.

const MOST = 10;
const LONGEST_SIDE = 2048; // pixels; the server keeps no more
const SMALL_ENOUGH = 400_000; // bytes

export class Photos {
  #input = document.getElementById("photo-input");
  #list = document.getElementById("chosen");
  #chosen = [];

  constructor(say) {
    this.say = say;
    document.getElementById("photo-button").addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => this.#picked());
  }

  get count() {
    return this.#chosen.length;
  }

  async add(files) {
    const room = MOST - this.#chosen.length;
    if (files.length > room) this.say(`Mỗi tin gửi được nhiều nhất ${MOST} ảnh.`);
    this.#chosen.push(...(await Promise.all(files.slice(0, room).map(smaller))));
    this.#show();
  }

  /** The chosen pictures; after this none is chosen. */
  take() {
    const taken = this.#chosen;
    this.#chosen = [];
    this.#show();
    return taken;
  }

  #picked() {
    const files = [...this.#input.files];
    this.#input.value = "";
    return this.add(files);
  }

  #show() {
    this.#list.replaceChildren(...this.#chosen.map((photo, index) => this.#thumbnail(photo, index)));
    this.#list.hidden = this.#chosen.length === 0;
  }

  #thumbnail(photo, index) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = photo.preview ??= URL.createObjectURL(photo);
    image.alt = `Ảnh ${index + 1}`;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", `Bỏ ảnh ${index + 1}`);
    const cross = document.createElement("span");
    cross.textContent = "✕";
    remove.append(cross);
    remove.addEventListener("click", () => this.#remove(photo));
    item.append(image, remove);
    return item;
  }

  #remove(photo) {
    this.#chosen = this.#chosen.filter((other) => other !== photo);
    this.#show();
    document.getElementById("photo-button").focus();
  }
}

/** The picture as a JPEG of at most `LONGEST_SIDE`; as it came where this browser cannot read it. */
async function smaller(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < SMALL_ENOUGH) return file;
    return await drawn(picture, scale, file.name);
  } catch {
    return file;
  }
}

async function drawn(picture, scale, name) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg", 0.85));
  return new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}
