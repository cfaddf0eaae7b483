// The page that helps a device to trust this server. It runs on plain http: nothing newer than old handhelds know.

const $ = (selector) => document.querySelector(selector);
const trust = $("#trust");
const check = `${trust.dataset.origin}/certificate/check`;

/** The kind of device that this is, as far as it says. */
function system() {
  const agent = navigator.userAgent;
  if (/Android/.test(agent)) return "android";
  // iPads say that they are Macs; no Mac can be touched.
  if (/iPhone|iPad/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return "ios";
  if (/CrOS/.test(agent)) return "chromeos";
  return /Macintosh/.test(agent) ? "macos" : "windows";
}

/** Whether this browser trusts the https side: where it does not, not even an answer that nobody reads comes through. */
async function isTrusted() {
  try {
    await fetch(check, { mode: "no-cors", cache: "no-store" });
    return true;
  } catch (problem) {
    console.info("not trusted yet:", problem.message);
    return false;
  }
}

async function test(event) {
  event.preventDefault();
  if (await isTrusted()) return goOn();
  $("#untrusted").hidden = false;
  $("#untrusted").scrollIntoView({ block: "center" });
}

// Behind the # may be a pairing code, which the device needs once it trusts us.
const goOn = () => location.assign(check + location.hash);

$(`[data-system="${system()}"]`).open = true;
$("#test").addEventListener("click", test);
for (const link of document.querySelectorAll(".languages a")) link.hash = location.hash;
isTrusted().then((trusted) => {
  if (!trusted) return;
  if (location.hash) goOn();
  $("#trusted").hidden = false;
});
