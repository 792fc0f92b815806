// Speaking instead of writing: a tap begins a recording, another ends it, and it waits to be sent.

const MOST = 300_000; // ms; the server keeps no longer one
const DENIED = "Trình duyệt chưa cho dùng micro. Anh/chị cho phép rồi bấm lại ạ.";
const RECORDING = "Đang ghi âm, bấm lần nữa để dừng. Giọng nói có thể bị nhận ra.";

/** Show the button where this browser can record; `add` is given what was said, as a file. */
export function setUpRecording(add, say) {
  const button = document.getElementById("record-button");
  if (!isSecureContext || !navigator.mediaDevices || !("MediaRecorder" in window)) return;
  button.hidden = false;
  let recorder = null;
  button.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    try {
      recorder = await begun(add, () => {
        recorder = null;
        button.setAttribute("aria-pressed", "false");
        say("");
      });
      button.setAttribute("aria-pressed", "true");
      say(RECORDING, true);
    } catch {
      say(DENIED);
    }
  });
}

async function begun(add, ended) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => {
    stream.getTracks().forEach((track) => track.stop());
    const type = recorder.mimeType.split(";")[0] || "audio/webm";
    ended();
    add([new File(parts, "ghi-am", { type })]);
  });
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), MOST);
  return recorder;
}
