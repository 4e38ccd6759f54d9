/** The C project's socomec_jbus and ours, on the same UPS at the end of a pseudo-terminal. */
import { expect, it } from "@jest/globals";
import { ONE_PHASE, socomec } from "../sim/devices/socomec.ts";
import { comparable } from "./driver-pair.ts";
import { modbusPairs } from "./modbus-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core; runtimes are minutes there, and no runtime is 65535; a low battery is not OB. */
const FOREIGN = [
  /^\w+ (driver\.|shutdown\.default)/,
  /^(DATAOK|DUMPDONE)$/,
  /^SETINFO device\.(type|serial) /,
  /^SETINFO battery\.runtime /,
];

describePeers("the C project's socomec_jbus and ours", ["socomec_jbus", "socat"], (paths) => {
  const opened = modbusPairs(paths.socat);

  it.each([
    ["three phases", {}],
    ["one phase", ONE_PHASE],
    ["an outage with alarms", { 4215: 40, 4160: 0b10, 4163: 0b10 }],
  ])("tell the same of %s", async (_, registers) => {
    const { pair, line } = opened();
    line.unit = socomec(registers);
    const options = { port: line.port };
    const theirs = comparable(await pair.theirs(paths.socomec_jbus, "socomec_jbus", options), FOREIGN);
    expect(theirs.length).toBeGreaterThan(15);
    expect(comparable(await pair.ours("socomec_jbus", options), FOREIGN)).toEqual(theirs);
  });
});
