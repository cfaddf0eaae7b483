// What a label printer makes of ZPL, for other tests: {"zpl", "width", "height", "dots"} a line comes in (mm, dots a mm),
// a line with the pictures of its labels goes out, as PNG in base64.

import { createInterface } from "node:readline";

import { ready } from "zpl-renderer-js";

const { api } = await ready;
for await (const line of createInterface({ input: process.stdin })) {
  const { zpl, width, height, dots } = JSON.parse(line);
  console.log(JSON.stringify(await api.zplToBase64MultipleAsync(zpl, width, height, dots)));
}
process.exit(0); // the renderer's own timers would keep it going
