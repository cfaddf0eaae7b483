// Tells a scanner's burst of characters from a person's typing, by its rhythm.

export const PAUSE = 100; // ms without a character that end a burst when no suffix comes
const TYPED_PACE = 60; // ms for each character; nobody types that fast, slow Bluetooth scanners still do better
const SHORTEST = 4; // characters; less may be somebody trying keys

/** Follows one text as it grows: note(length, now) for each change, then ask. */
export function newBurst() {
  let started = 0;
  let last = 0;
  let length = 0;
  return {
    /** Nearest to the trigger, however slowly the text came. */
    began: () => started,
    note(nowLong, now) {
      if (nowLong <= 0) { length = 0; return; }
      if (length === 0) started = now;
      last = now;
      length = nowLong;
    },
    /** Came faster than hands type. One change that brought it all (Android) is such, too. */
    isScanner: () => length > 1 && (last - started) / length <= TYPED_PACE,
    /** May a pause alone end it? Typing may pause, so only for what is surely a scanner's. */
    endsByPause() { return length >= SHORTEST && this.isScanner(); },
    clear() { length = 0; },
  };
}
