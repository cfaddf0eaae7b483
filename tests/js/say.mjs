// The handheld's own judge for other tests: one {"work", "scan"} a line comes in, its verdict goes out.

import { createInterface } from "node:readline";

import { judge } from "../../static/station/judge.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { work, scan } = JSON.parse(line);
  console.log(judge(work, scan).verdict);
}
