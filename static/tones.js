// Four sounds that differ in pitch, length and pattern, so that they can be told apart behind
// ear protection, and four vibrations with the same patterns.

// [frequency in Hz, start in s, length in s]
const TONES = {
  good: { wave: "sine", notes: [[1320, 0, 0.09]] },
  done: { wave: "sine", notes: [[880, 0, 0.09], [1175, 0.1, 0.09], [1568, 0.2, 0.18]] },
  warn: { wave: "triangle", notes: [[620, 0, 0.12], [620, 0.2, 0.12]] },
  bad: { wave: "square", notes: [[165, 0, 0.5]] },
};
const BUZZ = { good: [35], done: [35, 60, 35, 60, 35], warn: [110, 80, 110], bad: [450] };

let context = null;

/** Browsers allow sound only after a tap or key: call this from one. */
function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

for (const gesture of ["pointerdown", "keydown"]) {
  document.addEventListener(gesture, unlock, { passive: true });
}

/** Sounds and vibrates one of good, done, warn, bad. */
export function sound(tone) {
  navigator.vibrate?.(BUZZ[tone]);
  if (!context || context.state !== "running") return;
  const { wave, notes } = TONES[tone];
  for (const [frequency, start, length] of notes) {
    const [from, to] = [context.currentTime + start, context.currentTime + start + length];
    const voice = new OscillatorNode(context, { type: wave, frequency });
    const volume = new GainNode(context, { gain: 0 });
    // Short ramps: a bare start and stop click.
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.6, from + 0.008);
    volume.gain.setValueAtTime(0.6, to - 0.015);
    volume.gain.linearRampToValueAtTime(0, to);
    voice.connect(volume).connect(context.destination);
    voice.start(from);
    voice.stop(to);
  }
}
