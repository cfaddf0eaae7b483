// Writes down what a device sends into a field: which characters, how fast, and what ends them.

const IDLE = 700; // ms of silence after which nothing more is expected, also from a slow device
const SILENT_KEYS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Process", "Unidentified", "Dead"]);
const GS = "\u001d";

/**
 * Listens on `line`, an input. onRead({text, gaps, end, composed, keys}) after each scan: gaps in ms between its
 * characters, end "enter", "tab" or "pause", keys the names of keys that are no characters, as some devices send for GS.
 */
export function openRecorder(line, onRead) {
  let read = fresh();
  let timer = null;

  function fresh() {
    return { text: "", gaps: [], composed: false, keys: [], last: 0 };
  }

  function note(now) {
    const added = line.value.length - read.text.length;
    // Several characters in one event have no gap between them.
    for (let at = 0; at < added; at += 1) if (read.text || at) read.gaps.push(at ? 0 : now - read.last);
    read.text = line.value;
    read.last = now;
    clearTimeout(timer);
    timer = setTimeout(end, IDLE, "pause");
  }

  function end(how) {
    clearTimeout(timer);
    const { text, gaps, composed, keys } = read;
    read = fresh();
    line.value = "";
    if (text) onRead({ text, gaps, end: how, composed, keys });
  }

  line.addEventListener("input", (event) => note(event.timeStamp));
  line.addEventListener("compositionstart", () => { read.composed = true; });
  line.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertLineBreak") return;
    event.preventDefault();
    end("enter");
  });
  line.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" || (event.key === "Tab" && line.value)) {
      event.preventDefault();
      end(event.key.toLowerCase());
    } else if (event.ctrlKey && !event.altKey && event.key === "]") {
      event.preventDefault();
      line.setRangeText(GS, line.selectionStart, line.selectionEnd, "end");
      note(event.timeStamp);
    } else if (line.value && (event.ctrlKey !== event.altKey || event.key.length > 1) && !SILENT_KEYS.has(event.key)) {
      // Ctrl+Alt together is how some keyboards write their third level.
      read.keys.push(`${event.ctrlKey ? "Ctrl+" : ""}${event.key}`);
      event.preventDefault();
    }
  });
}
