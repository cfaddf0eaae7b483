import { t } from "../shared/texts.js";

/** What the step wants, in words a person may see: never check digits, never what pack still misses. */
export function expected(work) {
  const step = work && work.expect;
  if (!step) return null;
  if (work.kind === "pack" && (step.kind === "sku" || step.kind === "serial")) return t("expect_unit");
  if (work.kind === "load" && step.kind === "parcel") return `${t("expect_parcel")} ${step.name}`;
  if (step.kind === "material" && step.hint) return step.hint;
  return step.sku ? `${step.sku} ${step.name}` : step.name || t(`expect_${step.kind}`);
}
