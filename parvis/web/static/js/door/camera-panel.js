// The camera's button, its picture and its light on the page; and why there is none.
import { Camera } from "./camera.js";

const INSECURE =
  "This browser gives the camera only to pages over HTTPS. Type the code or the name instead.";
const REFUSED =
  "The camera was not allowed, or another app has it. Type the code or the name instead.";

export class CameraPanel {
  constructor(parts, onCode) {
    this.parts = parts;
    this.camera = new Camera(parts.video, onCode);
    parts.camera.addEventListener("click", () => (this.isOn ? this.stop() : this.start()));
    parts.torch.addEventListener("click", () => this.#light(!this.#isLit));
  }

  get isOn() {
    return this.camera.isOn;
  }

  async start() {
    this.#say(Camera.isPossible ? "" : INSECURE);
    if (!Camera.isPossible) return;
    try {
      await this.camera.start();
    } catch {
      this.camera.stop();
      this.#say(REFUSED);
    }
    this.#show();
  }

  stop() {
    this.camera.stop();
    this.#show();
  }

  wake() {
    this.camera.wake();
  }

  get #isLit() {
    return this.parts.torch.getAttribute("aria-pressed") === "true";
  }

  #light(isOn) {
    this.parts.torch.setAttribute("aria-pressed", String(isOn));
    this.camera.torch(isOn);
  }

  #say(words) {
    this.parts.cameraNote.textContent = words;
  }

  #show() {
    const { camera, cameraBox, torch } = this.parts;
    camera.setAttribute("aria-pressed", String(this.isOn));
    cameraBox.hidden = !this.isOn;
    document.body.dataset.camera = this.isOn ? "on" : "off";
    torch.hidden = !this.isOn || !this.camera.hasTorch;
    if (!this.isOn) torch.setAttribute("aria-pressed", "false");
  }
}
