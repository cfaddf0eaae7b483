// Putting away: a tote or pallet, and in turn goods out of it and the bin where they belong.

import { ask, goods, manyUnits, picture, place } from "./steps.js";

export const SCREENS = {
  tote: (work, step) => [ask("scan_tote"), place(step.name)],
  sku: (work, step) => [ask("put_back"), manyUnits(step), goods(step)],
  location: (work, step) => [ask("put_into_bin"), step.name ? place(step.name) : picture("putaway"), step.goods && goods(step, step.quantity)],
};
