import { describe, expect, it } from "@jest/globals";
import { VERSION } from "../../../src/nut/version.ts";
import { simDevice } from "../../sim/devices/device.ts";
import { config, rig } from "./rig.ts";

const OPTIONS = [
  {
    name: "cable",
    kind: "value",
    help: "which cable",
    check: (value: string) => (value === "x" ? "no cable x" : undefined),
  },
  { name: "nohang", kind: "flag", help: "do not hang up" },
  { name: "community", kind: "value", help: "password", secret: true },
] as const;

describe("what a driver says of itself", () => {
  it("is its name, its versions and what it runs with, without secrets", async () => {
    const conf = config({
      driver: "sim-ups",
      desc: "my desk",
      sdorder: "1",
      Cable: "940-0095B",
      nohang: undefined,
      community: "private",
      "override.ups.mfr": "ME",
      "default.battery.date": "2020",
      ignorelb: undefined,
      nolock: undefined,
      user: "nut",
      synchronous: "yes",
    });
    const { handle } = await rig(simDevice({}, { options: OPTIONS }), conf);
    const variables = handle.published.state.variables().map(({ name, value }) => `${name}=${value}`);
    expect(variables).toEqual([
      "battery.date=2020",
      "device.type=ups",
      "driver.debug=0",
      "driver.flag.allow_killpower=0",
      "driver.flag.ignorelb=enabled",
      "driver.flag.nohang=enabled",
      "driver.flag.nolock=enabled",
      "driver.name=sim-ups",
      "driver.parameter.cable=940-0095B",
      "driver.parameter.default.battery.date=2020",
      "driver.parameter.override.ups.mfr=ME",
      "driver.parameter.pollinterval=2",
      "driver.parameter.port=sim",
      "driver.parameter.synchronous=yes",
      "driver.state=init.device",
      `driver.version=${VERSION}`,
      "driver.version.internal=1.00",
      "ups.mfr=ME",
    ]);
    for (const name of ["driver.debug", "driver.flag.allow_killpower"]) {
      expect(handle.published.state.get(name)).toMatchObject({ rw: true, type: "number" });
    }
  });

  it("lists options that nobody knows and values that cannot be, and starts all the same", async () => {
    const { lines, handle, clock } = await rig(
      simDevice({}, { options: OPTIONS }),
      config({ cabel: "1", zork: "1", cable: "x", community: "" }),
    );
    await clock.advance(1000);
    expect(lines.slice(0, 4)).toEqual([
      "error: 'cabel' is no option of sim-ups and is ignored; did you mean cable?",
      "error: 'zork' is no option of sim-ups and is ignored; see nutts driver sim-ups -L",
      "error: cable: no cable x",
      "error: 'community' needs a value: write community = …",
    ]);
    expect(handle.published.stale).toBe(false);
  });

  it("says that ignorelb cannot work when the device gives no limits", async () => {
    const { lines, clock, handle } = await rig(simDevice({ "battery.charge": "50" }), config({ ignorelb: undefined }));
    await clock.advance(1000);
    await handle.settled;
    expect(lines.at(-1)).toMatch(/^error: ignorelb is set, but the device gives neither/);
  });
});
