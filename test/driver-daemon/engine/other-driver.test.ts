/** The socket of another driver, with ours on it. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { OtherDriver } from "../../../src/device/other-driver.ts";
import { driverConfig } from "../../../src/driver-daemon/engine/driver-config.ts";
import { openersOf, systemOpeners } from "../../../src/driver-daemon/engine/openers.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { SILENT_LOG } from "../../../src/system/log/log.ts";
import { ScriptedDriver } from "../../sim/devices/scripted-driver.ts";

let folder = "";
let server: Server;
let driver: ScriptedDriver;
let ups: OtherDriver;
let changes: (() => void)[] = [];

const changed = (): Promise<void> => new Promise((resolve) => changes.push(resolve));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await changed();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
  driver = new ScriptedDriver(['SETINFO ups.status "OL"', "ADDCMD load.off", "DATAOK", "DUMPDONE"], {
    "load.off": 0,
    "ups.id": 2,
  });
  server = createServer((end) => driver.serve(end));
  await new Promise<void>((resolve) => server.listen(join(folder, "fake-a"), resolve));
  const { common } = driverConfig({ upsname: "u", globals: [], section: [] });
  const { drivers } = openersOf(systemOpeners(SYSTEM_CLOCK, SILENT_LOG), common, folder);
  ups = drivers.open("fake-a", 15_000, () => {
    for (const run of changes.splice(0)) run();
  });
});

afterEach(async () => {
  changes = [];
  ups.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

it("is found in the folder of our own, tells what it has, and every change", async () => {
  await until(() => ups.link === "ok");
  expect(ups.state.value("ups.status")).toBe("OL");
  driver.say('SETINFO ups.status "OB"');
  await until(() => ups.state.value("ups.status") === "OB");
  driver.say("DATASTALE");
  await until(() => ups.link === "stale");
});

it("answers commands and settings with its own result", async () => {
  await until(() => ups.link === "ok");
  expect(await ups.instcmd("load.off")).toBe("handled");
  expect(await ups.setvar("ups.id", "x")).toBe("invalid");
  expect(driver.heard.map((line) => line.replace(/ TRACKING \S+/, ""))).toEqual(["INSTCMD load.off", 'SET ups.id "x"']);
});

it("fails what it had to do when it goes", async () => {
  await until(() => ups.link === "ok");
  const asked = ups.instcmd("no.such.command");
  ups.close();
  expect(await asked).toBe("failed");
  expect(await ups.instcmd("load.off")).toBe("failed");
});
