import { describe, expect, it } from "@jest/globals";
import { runProgram } from "../../src/cli/program.ts";
import { UPSMON } from "../../src/commands/upsmon.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { runUpsmon } from "../../src/upsmon/program.ts";
import { healthFile } from "../../src/upsmon/shell/health-file.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";

const PATH = "/run/state/upsmon.health";

function rig() {
  const host = new FakeHost();
  host.env = { NUT_STATEPATH: "/run/state", NUT_PIDPATH: "/run/nut" };
  const io = new FakeIo(host.env);
  const ask = (): Promise<number> =>
    runProgram(
      { ...UPSMON, load: () => Promise.resolve({ run: (line) => runUpsmon(line, io, host) }) },
      ["--health"],
      io,
    );
  const begin = (): void => {
    host.files.texts.set("/run/nut/upsmon.pid", "99\n");
    host.running.processes.set(99, "nutts: upsmon");
  };
  return { host, io, ask, begin, file: healthFile(PATH, host.files, SILENT_LOG) };
}

describe("upsmon --health", () => {
  it("ends with 0 for a machine that is protected", async () => {
    const { ask, begin, file, io } = rig();
    begin();
    file.write("watching 1 UPS", true);
    expect([await ask(), io.stdout]).toEqual([0, "protected: watching 1 UPS\n"]);
  });

  it("ends with 1 for one that is not, and says why", async () => {
    const { ask, begin, file, io } = rig();
    begin();
    file.write("watching 1 UPS; NOT PROTECTED: ups1@host: login refused (Access denied)", false);
    expect(await ask()).toBe(1);
    expect(io.stdout).toBe("not protected: watching 1 UPS; NOT PROTECTED: ups1@host: login refused (Access denied)\n");
  });

  it("ends with 1 when no upsmon runs, whatever the file says", async () => {
    const { ask, file, io } = rig();
    file.write("watching 1 UPS", true);
    expect([await ask(), io.stdout]).toEqual([1, "no upsmon runs (/run/nut/upsmon.pid)\n"]);
  });

  it("ends with 1 when the file is not there: a folder that upsmon may not write to is no fault of its own", async () => {
    const { ask, begin, host, file, io } = rig();
    begin();
    host.files.readOnly.add(PATH);
    file.write("watching 1 UPS", true);
    expect([await ask(), io.stdout]).toEqual([1, `nothing is known: there is no ${PATH}\n`]);
  });
});
