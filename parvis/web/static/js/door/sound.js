// Two short tones for yes, a low one for no. A browser lets us make them after the first tap.
let context = null;

export function wakeSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export function play(verdict) {
  if (!context || context.state !== "running") return;
  const tones = verdict === "in" ? [660, 880] : verdict === "undone" ? [440] : [220, 180];
  tones.forEach((pitch, n) => tone(pitch, context.currentTime + n * 0.13));
}

function tone(pitch, at) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.frequency.value = pitch;
  source.type = pitch > 300 ? "sine" : "triangle";
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.3, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.12);
  source.connect(volume).connect(context.destination);
  source.start(at);
  source.stop(at + 0.13);
}
