/** The C project's generic_modbus and ours, on the same terminal. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { ModbusUnit } from "../sim/servers/modbus-unit.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core; 2.8.0 does not know shutdown.stayoff. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.)/, /^(DATAOK|DUMPDONE)$/, /^SETINFO device\.type "ups"$/];

/** 2.8.0 says it twice. */
const discharging = (text: string): string => text.replace("DISCHRG DISCHRG", "DISCHRG");

describePeers("the C project's generic_modbus and ours", ["generic_modbus"], ({ generic_modbus: path }) => {
  let pair: DriverPair;
  let unit: ModbusUnit;

  beforeEach(() => {
    pair = new DriverPair();
    unit = new ModbusUnit();
  });

  afterEach(async () => {
    await pair.clear();
    await unit.stop();
  });

  it.each([
    [1, 1, 0, 0],
    [1, 0, 0, 1],
    [0, 0, 1, 0],
    [0, 1, 0, 0],
  ])("tell the same of OL %d, HB %d, LB %d, RB %d", async (...states) => {
    for (const [at, value] of states.entries()) unit.set("discrete", 10 + at, value);
    unit.set("coils", 3, 0);
    const addresses = { OL_addr: "10", HB_addr: "11", LB_addr: "12", RB_addr: "13", FSD_addr: "3" };
    const types = {
      OL_regtype: "1",
      OB_regtype: "1",
      HB_regtype: "1",
      LB_regtype: "1",
      RB_regtype: "1",
      FSD_regtype: "0",
    };
    const closed = { OL_noro: "0", HB_noro: "0", LB_noro: "0", RB_noro: "0", FSD_noro: "0" };
    const options = { port: `127.0.0.1:${await unit.listen()}`, device_mfr: "Example", rio_slave_id: "5" };
    const all = { ...options, ...addresses, ...types, ...closed };
    const theirs = comparable(discharging(await pair.theirs(path, "generic_modbus", all)), FOREIGN);
    expect(theirs.length).toBeGreaterThan(4);
    expect(comparable(await pair.ours("generic_modbus", all), FOREIGN)).toEqual(theirs);
  });
});
