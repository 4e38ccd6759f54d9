/** The C project's socomec_jbus and ours, on the same UPS at the end of a pseudo-terminal. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { SerialLine } from "../../src/device/serial-line.ts";
import { serialOpener } from "../../src/transport/serial.ts";
import { ONE_PHASE, socomec } from "../sim/devices/socomec.ts";
import { until } from "../sim/machine/started.ts";
import type { ModbusUnit } from "../sim/servers/modbus-unit.ts";
import { comparable, DriverPair, once } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

/** Of the program and of the core; runtimes are minutes there, and no runtime is 65535; a low battery is not OB. */
const FOREIGN = [
  /^\w+ (driver\.|shutdown\.default)/,
  /^(DATAOK|DUMPDONE)$/,
  /^SETINFO device\.(type|serial) /,
  /^SETINFO battery\.runtime /,
];

/** Requests have eight bytes. */
const REQUEST = 8;

describePeers("the C project's socomec_jbus and ours", ["socomec_jbus", "socat"], (paths) => {
  let pair: DriverPair;
  let folder = "";
  let socat: ChildProcess;
  let line: SerialLine;
  let unit: ModbusUnit;

  beforeEach(async () => {
    pair = new DriverPair();
    folder = mkdtempSync(join(tmpdir(), "nutts-jbus-"));
    const [ups, host] = [join(folder, "ups"), join(folder, "host")];
    socat = spawn(paths.socat, [`PTY,raw,echo=0,link=${ups}`, `PTY,raw,echo=0,link=${host}`]);
    await until("the pseudo-terminals", () => existsSync(ups) && existsSync(host));
    line = await serialOpener().open(ups, { baud: 9600, lock: false });
    let bytes: number[] = [];
    line.listen((byte) => {
      bytes.push(byte);
      if (bytes.length < REQUEST) return;
      const answer = unit.frame(Uint8Array.from(bytes));
      bytes = [];
      if (answer) void line.write(answer);
    });
  });

  afterEach(async () => {
    await pair.clear();
    await line.close();
    socat.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ["three phases", {}],
    ["one phase", ONE_PHASE],
    ["an outage with alarms", { 4215: 40, 4160: 0b10, 4163: 0b10 }],
  ])("tell the same of %s", async (_, registers) => {
    unit = socomec(registers);
    const options = { port: join(folder, "host") };
    const theirs = once(comparable(await pair.theirs(paths.socomec_jbus, "socomec_jbus", options), FOREIGN));
    expect(theirs.length).toBeGreaterThan(15);
    expect(once(comparable(await pair.ours("socomec_jbus", options), FOREIGN))).toEqual(theirs);
  });
});
