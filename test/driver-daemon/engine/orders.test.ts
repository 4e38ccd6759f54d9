import { describe, expect, it } from "@jest/globals";
import type { DriverConfig } from "../../../src/driver-daemon/engine/driver-config.ts";
import { queryInstcmd, querySet } from "../../../src/sockproto/driver-query.ts";
import { FILES } from "../../../src/system/files/files.ts";
import { broken, hanging, simDevice, unplugged } from "../../sim/devices/device.ts";
import { config, type Rig, rig } from "./rig.ts";

const SECONDS_5 = 5000;

/** Asks over the socket; virtual time goes on until the answer is there. */
async function ask<T>({ clock }: Rig, question: Promise<T>): Promise<T> {
  let answered = false;
  const answer = question.finally(() => {
    answered = true;
  });
  while (!answered) await clock.advance(10);
  return answer;
}

const talk = (it: Rig) => ({ path: it.handle.socketPath, clock: it.clock, timeoutMs: SECONDS_5 });
const instcmd = async (it: Rig, cmd: string): Promise<unknown> => {
  const result = await ask(it, queryInstcmd(talk(it), cmd));
  return result.kind === "answer" ? result.value : result.kind;
};
const set = async (it: Rig, name: string, value: string): Promise<unknown> => {
  const result = await ask(it, querySet(talk(it), name, value));
  return result.kind === "answer" ? result.value : result.kind;
};

describe("orders over the driver's socket", () => {
  it("reach the device, and their effect shows before their result is told", async () => {
    const device = simDevice({ "ups.id": { value: "a", rw: true } });
    const it = await rig(device);
    await it.clock.advance(1000);
    expect(await set(it, "ups.id", "new name")).toBe(0);
    expect(it.value("ups.id")).toBe("new name");
    expect(await set(it, "ups.nothing", "1")).toBe(1);
    expect(await instcmd(it, "load.off")).toBe(0);
    expect(await instcmd(it, "load.on")).toBe(1);
    expect(device.calls.filter((call) => call.startsWith("instcmd"))).toEqual(["instcmd load.off", "instcmd load.on"]);
  });

  it("fail while the device is not there, and when the driver fails", async () => {
    const device = simDevice();
    const gone = device.put(unplugged());
    const it = await rig(device);
    await it.clock.advance(1000);
    expect(await instcmd(it, "load.off")).toBe(3);
    expect(device.calls).not.toContain("instcmd load.off");
    gone.remove();
    await it.clock.advance(30_000);
    device.put(broken("instcmd"));
    expect(await instcmd(it, "load.off")).toBe(3);
    expect(it.lines.at(-1)).toMatch(/^error: a command failed: a fault of the driver: TypeError/);
  });

  it("say what became of the device when it is pulled meanwhile, without a stack", async () => {
    const device = simDevice();
    const it = await rig(device);
    await it.clock.advance(1000);
    device.put(unplugged("/dev/bus/usb/001/004: the device is gone"));
    expect(await instcmd(it, "load.off")).toBe(3);
    expect(it.lines).toContain("error: a command failed: /dev/bus/usb/001/004: the device is gone");
  });

  it("wait for each other: a device hears one thing at a time", async () => {
    const device = simDevice();
    const it = await rig(device);
    await it.clock.advance(1000);
    const stuck = device.put(hanging("full"));
    await it.clock.advance(2000);
    const asked = queryInstcmd(talk(it), "load.off");
    await it.clock.advance(4000);
    expect(device.calls).not.toContain("instcmd load.off");
    stuck.remove();
    expect(await ask(it, asked)).toEqual({ kind: "silent" });
  });

  it("leave beside the socket when the UPS goes off that takes shutdown.return, until it is called back", async () => {
    const commands = ["shutdown.return", "shutdown.stop"];
    const device = simDevice({ "ups.delay.shutdown": { value: "120", rw: true } }, { commands });
    const it = await rig(device);
    await it.clock.advance(1000);
    const note = (): string | undefined => FILES.read(`${it.handle.socketPath}.off`);
    expect(await instcmd(it, "shutdown.return")).toBe(0);
    const left = (Number(note()) - it.clock.wall()) / 1000;
    expect(left).toBeGreaterThan(115);
    expect(left).toBeLessThanOrEqual(120);
    expect(await instcmd(it, "shutdown.stop")).toBe(0);
    expect(note()).toBeUndefined();
  });

  it.each([
    ["is refused", { "ups.delay.shutdown": { value: "120" } }, []],
    ["comes after a delay that is not known", {}, ["shutdown.return"]],
  ])("leave nothing where shutdown.return %s", async (_, vars, commands) => {
    const it = await rig(simDevice(vars, { commands }));
    await it.clock.advance(1000);
    await instcmd(it, "shutdown.return");
    expect(FILES.read(`${it.handle.socketPath}.off`)).toBeUndefined();
  });

  it("driver.killpower is refused without allow_killpower, and runs sdcommands until one is taken", async () => {
    const device = simDevice({}, { commands: ["shutdown.return"] });
    const it = await rig(device, config({ sdcommands: "load.off,shutdown.return,shutdown.stayoff" }));
    await it.clock.advance(1000);
    expect(await instcmd(it, "driver.killpower")).toBe(2);
    expect(it.lines.at(-1)).toMatch(/refused \(allow_killpower in ups.conf\)/);
    for (const [word, shown] of [
      ["0", "0"],
      ["enabled", "1"],
      ["no", "0"],
      ["2", "1"],
    ] as const) {
      expect(await set(it, "driver.flag.allow_killpower", word)).toBe(0);
      expect(it.value("driver.flag.allow_killpower")).toBe(shown);
    }
    expect(await instcmd(it, "driver.killpower")).toBe(0);
    expect(device.calls.filter((call) => /instcmd|kill/.test(call))).toEqual([
      "instcmd load.off",
      "instcmd shutdown.return",
    ]);
    expect(it.said).toContain('SETINFO driver.state "fsd.killpower"');
    expect(it.value("driver.state")).toBe("quiet");
  });

  it("driver.killpower without sdcommands is the driver's own way, and so is shutdown.default", async () => {
    const device = simDevice();
    const it = await rig(device, config({ allow_killpower: undefined }));
    await it.clock.advance(1000);
    expect(it.value("driver.flag.allow_killpower")).toBe("1");
    expect(await instcmd(it, "driver.killpower")).toBe(0);
    expect(await instcmd(it, "shutdown.default")).toBe(0);
    expect(device.calls.filter((call) => call === "killpower")).toHaveLength(2);
  });

  it("driver.debug follows SET, and goes back to the configuration below 0", async () => {
    const it = await rig(simDevice(), config({ debug_min: "2" }));
    expect(it.value("driver.debug")).toBe("2");
    expect(await set(it, "driver.debug", "5")).toBe(0);
    expect(it.value("driver.debug")).toBe("5");
    expect(await set(it, "driver.debug", "loud")).toBe(2);
    expect(await set(it, "driver.debug", "-1")).toBe(0);
    expect(it.value("driver.debug")).toBe("2");
  });

  it("driver.exit answers, then ends the driver and removes its socket", async () => {
    const it = await rig(simDevice());
    await it.clock.advance(1000);
    expect(await instcmd(it, "driver.exit")).toBe(0);
    await ask(it, it.handle.ended);
    expect(await instcmd(it, "driver.reload")).toBe("absent");
  });
});

describe("a reload", () => {
  const reloadable = async (
    before: DriverConfig,
    now: () => DriverConfig | undefined,
    onExit?: (why: string) => void,
  ) => {
    const device = simDevice({}, { options: [{ name: "cable", kind: "value", help: "a cable" }] });
    const it = await rig(device, before, { readConfig: now, ...(onExit && { onExit }) });
    await it.clock.advance(1000);
    return { it, device };
  };

  it("takes over what it can as the driver runs", async () => {
    const { it, device } = await reloadable(config({ pollinterval: "2" }), () =>
      config({ pollinterval: "10", sdcommands: "load.off", debug_min: "1" }),
    );
    expect(await instcmd(it, "driver.reload-or-error")).toBe(0);
    expect(it.value("driver.parameter.pollinterval")).toBe("10");
    expect(it.value("driver.parameter.sdcommands")).toBe("load.off");
    expect(it.value("driver.debug")).toBe("1");
    expect(it.said).toContain('SETINFO driver.state "reloading"');
    await it.clock.advance(2000);
    const before = device.calls.length;
    await it.clock.advance(100_000);
    expect(device.calls.length - before).toBe(10);
  });

  it("names what only a restart applies: an error for reload-or-error, the end for reload-or-exit", async () => {
    const exits: string[] = [];
    const { it } = await reloadable(
      config({ cable: "a" }),
      () => config({ cable: "b", nolock: "", pollinterval: "9" }),
      (why) => exits.push(why),
    );
    expect(await instcmd(it, "driver.reload-or-error")).toBe(2);
    expect(it.lines.filter((line) => line.startsWith("warning"))).toEqual([
      "warning: changed, but only a restart of the driver applies it: cable, nolock",
    ]);
    expect(it.value("driver.parameter.cable")).toBe("a");
    expect(it.value("driver.parameter.pollinterval")).toBe("9");
    expect(await instcmd(it, "driver.reload")).toBe(0);
    expect(exits).toEqual([]);
    expect(await instcmd(it, "driver.reload-or-exit")).toBe(0);
    await it.clock.settle();
    expect(exits).toEqual(["reload-or-exit"]);
  });

  it("takes over new and changed override.* and default.*, which C has for new ones only, but not their absence", async () => {
    let now: Parameters<typeof config>[0] = {};
    const before = { "override.ups.mfr": "ONE", "default.battery.date": "2001" };
    const { it } = await reloadable(config(before), () => config(now));
    now = {
      "override.ups.mfr": "TWO",
      "default.battery.date": "2002",
      "override.ups.id": "new",
      "default.ups.load": "1",
    };
    expect(await instcmd(it, "driver.reload-or-error")).toBe(0);
    const names = ["ups.mfr", "battery.date", "ups.id", "ups.load", "driver.parameter.override.ups.mfr"];
    expect(names.map((name) => it.value(name))).toEqual(["TWO", "2002", "new", "1", "TWO"]);
    await it.clock.advance(60_000);
    expect([it.value("ups.mfr"), it.value("device.mfr")]).toEqual(["TWO", "TWO"]);
    now = {};
    expect(await instcmd(it, "driver.reload-or-error")).toBe(2);
    expect(it.value("ups.mfr")).toBe("TWO");
  });

  it("goes on with what it has when the file cannot be read, or the UPS is gone from it", async () => {
    let gone = false;
    const { it } = await reloadable(config(), () => {
      if (!gone) throw new Error("ups.conf: permission denied");
      return undefined;
    });
    expect(await instcmd(it, "driver.reload-or-error")).toBe(2);
    expect(it.lines.at(-1)).toMatch(/^error: ups.conf cannot be read.*permission denied/);
    gone = true;
    expect(await instcmd(it, "driver.reload-or-error")).toBe(2);
    expect(it.lines.at(-1)).toMatch(/^warning: this UPS is not in ups.conf/);
    expect(it.value("driver.state")).toBe("quiet");
  });
});
