import { t } from "./texts.js";

/** What the step wants, in words a person may see: never check digits, never what pack still misses. */
export function expected(work) {
  const step = work?.expect;
  if (!step) return null;
  if (work.kind === "pack" && step.kind === "sku") return t("expect_unit");
  return step.sku ? `${step.sku} ${step.name ?? ""}` : step.name ?? t(`expect_${step.kind}`);
}
