import { afterEach, expect, it } from "@jest/globals";
import { readUpses } from "../../../src/setup/init/trial.ts";
import { Pairs } from "../../sim/servers/nut-pair.ts";
import { noTls, saysGoodbye, serves } from "../../sim/servers/nut-server.ts";

const pairs = new Pairs();
afterEach(() => pairs.end());

const BOX = { box: { desc: "mine", vars: { "ups.status": "OL" } } };

it.each([
  ["mine", { kind: "read" }],
  ["another", { kind: "silent", why: "another server was quicker to take the port of the trial" }],
])("a UPS of which its server says mine is read by the trial whose mark that is, here %s", async (mark, reading) => {
  const { port } = await pairs.server(noTls, saysGoodbye, serves(BOX));
  const readings = await readUpses({ host: "127.0.0.1", port, mark }, ["box"], 0);
  expect(readings.get("box")).toMatchObject(reading);
});
