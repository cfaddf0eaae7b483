// A badge scanned at a station: the next person takes this device over, and with it the job on its screen.

import { $ } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const BADGE = /^BADGE-(\S+)$/i;

/**
 * Goes to the sign-in with the badge filled in; true when it was one. Only on a device of the warehouse: on any other a
 * badge is a wrong scan like any. Scans that wait to be sent keep the job here: sent later, they would be too late.
 */
export function takesOver(text, { work, waiting, tell }) {
  const [, badge] = BADGE.exec(text.trim()) || [];
  if (!badge || !$('meta[name="device"]')) return false;
  if (!navigator.onLine) tell({ tone: "warn", title: t("offline"), text: t("needs_network") });
  else if (waiting) tell({ tone: "warn", title: t("take_over"), text: t("take_over_kept", { count: waiting }) });
  else location.assign(`/sign-in?${new URLSearchParams(work ? { badge, work: work.id } : { badge })}`);
  return true;
}
