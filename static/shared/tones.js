// Four sounds that differ in pitch, length and pattern, so that they can be told apart behind
// ear protection, and four vibrations with the same patterns.

import { remember, remembered } from "./remembered.js";

// [frequency in Hz, start in s, length in s]; ear protection lets little through above 1.6 kHz
const TONES = {
  good: { wave: "sine", notes: [[1320, 0, 0.09]] },
  done: { wave: "sine", notes: [[880, 0, 0.09], [1175, 0.1, 0.09], [1568, 0.2, 0.18]] },
  warn: { wave: "triangle", notes: [[620, 0, 0.12], [620, 0.2, 0.12]] },
  bad: { wave: "square", notes: [[165, 0, 0.5]] },
};
const BUZZ = { good: [35], done: [35, 60, 35, 60, 35], warn: [110, 80, 110], bad: [450] };
const LOUDEST = 0.6; // of what the device can: above that a small loudspeaker rattles
const KEPT = "volume";

let context = null;

/** Browsers allow sound only after a tap or key; the one that signed in, on the page before, is enough. */
function unlock() {
  if (!context) context = new AudioContext();
  if (context.state !== "running") context.resume();
}

if (typeof document === "object") {
  for (const gesture of ["pointerdown", "pointerup", "keydown"]) document.addEventListener(gesture, unlock, { passive: true });
  // Whoever came from another page of ours has tapped there. Elsewhere it would stay silent, and costs the first paint.
  if (document.referrer.startsWith(location.origin)) unlock();
}

/** How loud this device is: 0 (it only vibrates) to 1. */
export const volume = () => Number(remembered(KEPT) || 1);

/** Sets and keeps how loud this device is, and lets it be heard. */
export function setVolume(part) {
  remember(KEPT, String(Math.min(1, Math.max(0, part))));
  sound("good");
}

/** Sounds and vibrates one of good, done, warn, bad. */
export function sound(tone) {
  if (navigator.vibrate) navigator.vibrate(BUZZ[tone]);
  if (context && context.state === "running" && volume() > 0) play(context, tone, LOUDEST * volume());
}

/** Puts a tone into an audio graph, from now on. */
export function play(audio, tone, loudness) {
  const { wave, notes } = TONES[tone];
  for (const [frequency, start, length] of notes) {
    const [from, to] = [audio.currentTime + start, audio.currentTime + start + length];
    const voice = new OscillatorNode(audio, { type: wave, frequency });
    const gain = new GainNode(audio, { gain: 0 });
    // Short ramps: a bare start and stop click.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.008);
    gain.gain.setValueAtTime(loudness, to - 0.015);
    gain.gain.linearRampToValueAtTime(0, to);
    voice.connect(gain).connect(audio.destination);
    voice.start(from);
    voice.stop(to);
  }
}
