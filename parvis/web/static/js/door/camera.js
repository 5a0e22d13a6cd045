// The rear camera, read a few times a second in the middle of its picture.
import { decodeQR } from "../../vendor/qr/decode.js";

const SIDE = 480; // pixels of the square that is read
const EVERY = 120; // ms
const SAME = 3000; // ms in which a code that stays before the camera is one code

export class Camera {
  constructor(video, onCode) {
    this.video = video;
    this.onCode = onCode;
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = SIDE;
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.last = { code: "", at: 0 };
  }

  get isOn() {
    return Boolean(this.stream);
  }

  /** Whether this browser, at this address, has cameras at all. */
  static get isPossible() {
    return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async start() {
    const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.timer = setInterval(() => this.#look(), EVERY);
  }

  /** Some phones take the camera away while another app is in front. */
  wake() {
    if (this.#track?.readyState !== "ended") return;
    this.stop();
    this.start().catch(() => {});
  }

  stop() {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  torch(isOn) {
    return this.#track?.applyConstraints({ advanced: [{ torch: isOn }] });
  }

  get #track() {
    return this.stream?.getVideoTracks()[0];
  }

  #look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || document.hidden) return;
    const side = Math.min(width, height);
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    this.pen.drawImage(this.video, left, top, side, side, 0, 0, SIDE, SIDE);
    let code;
    try {
      code = decodeQR(this.pen.getImageData(0, 0, SIDE, SIDE));
    } catch {
      return; // no code in this picture
    }
    const now = Date.now();
    const isSame = code === this.last.code && now - this.last.at < SAME;
    this.last = { code, at: now };
    if (!isSame) this.onCode(code);
  }
}
