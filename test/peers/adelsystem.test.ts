/** The C project's adelsystem_cbi and ours, on the same UPS over TCP. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { adelsystem } from "../sim/devices/adelsystem.ts";
import type { ModbusUnit } from "../sim/servers/modbus-unit.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core; the C driver's models are one that is written in it, and one that it never reads. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.)/, /^(DATAOK|DUMPDONE)$/, /^SETINFO (device|ups)\.model /];

describePeers("the C project's adelsystem_cbi and ours", ["adelsystem_cbi"], ({ adelsystem_cbi: path }) => {
  let pair: DriverPair;
  let unit: ModbusUnit;

  beforeEach(() => {
    pair = new DriverPair();
  });

  afterEach(async () => {
    await pair.clear();
    await unit.stop();
  });

  it.each([
    ["on line", {}],
    ["charging", { 4: 2, 5: 1, 22: 456 }],
    ["in an outage", { 45: 1, 5: 0, 4: 0, 29: 0 }],
    ["with a low battery", { 45: 1, 5: 0, 34: 2, 22: 0 }],
    ["with alarms", { 34: 5, 42: 0xf, 44: 1 }],
    ["with an old battery", { 32: 0x47 }],
    ["that wants to be shut down", { 45: 2 }],
    ["in the cold, that boosts", { 5: 2, 25: 260, 28: 250 }],
  ])("tell the same of a UPS %s", async (_, changes) => {
    unit = adelsystem(changes);
    const options = { port: `127.0.0.1:${await unit.listen()}` };
    const theirs = comparable(await pair.theirs(path, "adelsystem_cbi", options), FOREIGN);
    expect(theirs.length).toBeGreaterThan(10);
    expect(comparable(await pair.ours("adelsystem_cbi", options), FOREIGN)).toEqual(theirs);
  });
});
