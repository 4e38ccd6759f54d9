/** ipmitool on a controller in memory, behind nut-ipmipsu and behind the scanner. */
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { ProgramOpener } from "../../src/device/programs.ts";
import { NUT_IPMIPSU } from "../../src/drivers/ipmi/nut-ipmipsu.ts";
import { ipmiSupplies } from "../../src/scanner/ipmi-scan.ts";
import { PROCESS_RUNNER, type ProcessRunner } from "../../src/system/process/process-runner.ts";
import { MemoryFiles } from "../drivers/dummy/bench.ts";
import { driverBench } from "../sim/bench/driver-bench.ts";
import { listen } from "../sim/bmc/dummy-socket.ts";
import { PlayedPrograms } from "../sim/bmc/played-programs.ts";
import { NUMBERS, SUPPLY, server } from "../sim/bmc/server.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { describePeers } from "./peer.ts";

describePeers("ipmitool and a controller in memory", ["ipmitool"], ({ ipmitool }) => {
  let folder: string;
  let bmc: ReturnType<typeof server>;
  let listening: Server;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nutts-ipmi-"));
    bmc = server();
    listening = await listen(bmc, join(folder, "bmc"));
  });

  afterEach(() => {
    listening.close();
    rmSync(folder, { recursive: true });
  });

  /** Its interface that leads to a socket in place of a controller. */
  const run: ProcessRunner["run"] = (_program, args, options = {}) =>
    PROCESS_RUNNER.run(ipmitool, ["-I", "dummy", ...args], {
      ...options,
      env: { ...process.env, ...options.env, IPMI_DUMMY_SOCK: join(folder, "bmc") },
    });
  const programs: ProgramOpener = {
    run: async (program, args, input) => {
      const ended = await run(program, args, input);
      if (ended.kind === "exited" && ended.status === 0) return ended.stdout;
      throw new Error(JSON.stringify(ended));
    },
  };
  const polled = async (opener: ProgramOpener, port = "id2") => {
    const clock = new VirtualClock();
    const { driver } = driverBench({
      ...{ definition: NUT_IPMIPSU, clock, programs: opener, files: new MemoryFiles() },
      ...{ options: { port }, stepMs: 10, longMs: 1000 },
    });
    await driver.open(() => undefined);
    return driver.poll("full");
  };

  it("tells the driver what the one of our tests tells it", async () => {
    const reading = await polled(programs);
    expect(reading.vars.size).toBeGreaterThan(14);
    expect(reading).toEqual(await polled(new PlayedPrograms(server())));
    bmc.sensors.set(NUMBERS.supply, { states: SUPPLY.present | SUPPLY.inputLost });
    bmc.sensors.delete(NUMBERS.voltage);
    const later = await polled(programs);
    expect([later.status, later.vars.has("input.voltage")]).toEqual([["OFF"], false]);
  });

  it("shows the scanner the power supply, which is no other part of the machine", async () => {
    const scan = { runner: { run }, env: process.env, timeoutMs: 1000, debug: () => undefined };
    expect(await ipmiSupplies(scan)()).toEqual([expect.objectContaining({ driver: "nut-ipmipsu", port: "id2" })]);
  });
});
