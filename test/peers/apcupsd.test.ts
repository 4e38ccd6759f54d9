/** The C project's apcupsd-ups and ours, on the same apcupsd. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { NisServer, SMART_UPS } from "../sim/servers/nis-server.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.default)/, /^(DATAOK|DUMPDONE)$/, /^SETINFO device\.type "ups"$/];

/** The C driver keeps the blanks in which an apcupsd ends some of its lines. */
const without = (blanks: string): string => blanks.replace(/ +"$/gm, '"');

describePeers("the C project's apcupsd-ups and ours", ["apcupsd-ups"], ({ "apcupsd-ups": path }) => {
  let pair: DriverPair;
  let server: NisServer;

  beforeEach(() => {
    pair = new DriverPair();
    server = new NisServer(SMART_UPS);
  });

  afterEach(async () => {
    await pair.clear();
    await server.stop();
  });

  it.each(["BOOST ONLINE ", "ONBATT LOWBATT ", "CAL ONBATT REPLACEBATT"])("tell the same of %s", async (status) => {
    server.items.set("STATUS", status);
    const options = { port: `127.0.0.1:${await server.listen()}` };
    const theirs = comparable(without(await pair.theirs(path, "apcupsd-ups", options)), FOREIGN);
    expect(theirs.length).toBeGreaterThan(30);
    expect(comparable(await pair.ours("apcupsd-ups", options), FOREIGN)).toEqual(theirs);
  });
});
