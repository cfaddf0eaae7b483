// What takes several presses goes on by itself while the page is open.

import { $ } from "../shared/dom.js";

const button = $("[data-go-on]");
if (button) button.click();
