// Moving goods: where they go, whether all that lies there or what is in hand.

import { ask, at, goods, many, manyUnits } from "./steps.js";
import { t } from "../shared/texts.js";

export const SCREENS = {
  location: (work, step) => step.goods
    ? [ask("move_where"), many(step.quantity, t("in_hand")), goods(step)]
    : [ask("move_where"), at(step), many(step.quantity, t("lie_there"))],
  sku: (work, step) => [ask("put_back"), manyUnits(step), goods(step)],
};
