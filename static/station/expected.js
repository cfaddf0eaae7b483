import { t } from "../shared/texts.js";

const COUNTED = ["sku", "serial"];

/** What the step wants, by its name: never check digits, never what pack still misses. Null where it has no name. */
export function expected(work) {
  const step = work && work.expect;
  if (!step || (work.kind === "pack" && COUNTED.includes(step.kind))) return null;
  if (work.kind === "load" && step.kind === "parcel") return `${t("expect_parcel")} ${step.name}`;
  if (step.kind === "material" && step.hint) return step.hint;
  return COUNTED.includes(step.kind) && step.sku ? `${step.name} (${step.sku})` : step.name;
}
