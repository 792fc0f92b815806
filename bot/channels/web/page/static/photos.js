// Pictures chosen but not sent yet: made smaller on the device, since data costs money here.

const MOST = 10;
const LONGEST_SIDE = 2048; // pixels; the server keeps no more
const SMALL_ENOUGH = 400_000; // bytes

export class Photos {
  #input = document.getElementById("photo-input");
  #list = document.getElementById("chosen");
  #chosen = []; // of {preview: an address, ready: a promise of the file to send}
  #last = Promise.resolve();

  constructor(say) {
    this.say = say;
    document.getElementById("photo-button").addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => this.#picked());
  }

  get count() {
    return this.#chosen.length;
  }

  add(files) {
    this.addBack(files.map((file) => this.#prepared(file)));
  }

  /** Pictures that were taken, and could not be sent. */
  addBack(photos) {
    const room = MOST - this.#chosen.length;
    if (photos.length > room) this.say(`Mỗi tin gửi được nhiều nhất ${MOST} ảnh.`);
    this.#chosen.push(...photos.slice(0, room));
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
    this.add([...this.#input.files]);
    this.#input.value = "";
  }

  /** One after the other: a large picture fills the memory of a small telephone. */
  #prepared(file) {
    this.#last = this.#last.then(() => smaller(file));
    const kind = /^(audio|video)\//.exec(file.type)?.[1] ?? "image";
    return { preview: URL.createObjectURL(file), ready: this.#last, kind };
  }

  #show() {
    this.#list.replaceChildren(...this.#chosen.map((photo, index) => this.#thumbnail(photo, index)));
    this.#list.hidden = this.#chosen.length === 0;
  }

  #thumbnail(photo, index) {
    const item = document.createElement("li");
    const image = document.createElement(photo.kind === "image" ? "img" : "span");
    if (photo.kind === "image") Object.assign(image, { src: photo.preview, alt: `Ảnh ${index + 1}` });
    else Object.assign(image, { className: "recording", textContent: photo.kind === "video" ? "Video" : "Ghi âm" });
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
