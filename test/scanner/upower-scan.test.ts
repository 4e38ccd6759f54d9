import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { json, parsable, upsConf } from "../../src/scanner/display.ts";
import { upowerDevices } from "../../src/scanner/upower-scan.ts";
import type { RunResult } from "../../src/system/process/process-runner.ts";

const ROOT = "/org/freedesktop/UPower/devices";
const exited = (stdout: string): RunResult => ({ kind: "exited", status: 0, stdout, stderr: "" });
const variants = (properties: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    type: "a{sv}",
    data: [Object.fromEntries(Object.entries(properties).map(([name, data]) => [name, { type: "x", data }]))],
  });

/** UPower with these devices, as busctl of systemd 252 prints it. */
function upower(devices: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const asked: string[] = [];
  const said: string[] = [];
  const run = (command: string, args: readonly string[]): Promise<RunResult> => {
    asked.push([command, ...args].join(" "));
    const [, device = ""] = /devices\/(\w+)/.exec(args.join(" ")) ?? [];
    const paths = Object.keys(devices).map((name) => `${ROOT}/${name}`);
    const told = device === "" ? JSON.stringify({ type: "ao", data: [paths] }) : variants(devices[device] ?? {});
    return Promise.resolve(exited(told));
  };
  return { asked, said, found: () => upowerDevices({ runner: { run }, debug: (text) => said.push(text) }) };
}

const DESK = {
  line_power_AC: { Type: 1 },
  battery_BAT0: { Type: 2, Vendor: "", Model: "", Serial: "" },
  mouse_1: { Type: 5, Model: "Mouse" },
  ups_hiddev0: { Type: 3, Vendor: "APC", Model: "Back-UPS ES 700G", Serial: "5B1234567890" },
};

describe("what UPower looks after", () => {
  it("are UPSes and batteries, and no mouse", async () => {
    const found = await upower(DESK).found();
    expect(upsConf(found)).toBe(
      [
        `[nutdev-upower1]\n\t# battery\n\tdriver = "nut-upower"\n\tport = "${ROOT}/battery_BAT0"\n`,
        `[nutdev-upower2]\n\t# UPS APC Back-UPS ES 700G, serial 5B1234567890\n\tdriver = "nut-upower"\n`,
        `\tport = "${ROOT}/ups_hiddev0"\n`,
      ].join(""),
    );
    expect(parsable(found)).toContain(`UPOWER:driver="nut-upower",port="${ROOT}/ups_hiddev0"\n`);
    expect(JSON.parse(json(found))).toContainEqual(
      expect.objectContaining({ driver: "nut-upower", note: "UPS APC Back-UPS ES 700G, serial 5B1234567890" }),
    );
  });

  it("is asked without a UPower being started", async () => {
    const { asked, found } = upower(DESK);
    await found();
    expect(asked).toHaveLength(5);
    for (const command of asked) expect(command).toContain("busctl --system --json=short --auto-start=no call");
  });

  it("has no name that could write lines of its own", async () => {
    const { found } = upower({ ups_1: { Type: 3, Model: "X\n\tdriver = evil" } });
    expect(upsConf(await found())).not.toContain("\n\tdriver = evil");
  });

  it.each<[string, RunResult, string]>([
    ["no busctl", { kind: "not-started", reason: "ENOENT" }, "ENOENT"],
    ["no UPower", { kind: "exited", status: 1, stdout: "", stderr: "Call failed: not provided\n" }, "not provided"],
    ["a bus that does not answer", { kind: "timeout", stdout: "", stderr: "" }, "timeout"],
  ])("is nothing where there is %s, which is told to who asks for it", async (_name, result, why) => {
    const said: string[] = [];
    const runner = { run: () => Promise.resolve(result) };
    expect(await upowerDevices({ runner, debug: (text) => said.push(text) })).toEqual([]);
    expect(said.join("")).toContain(why);
  });

  it("survives whatever busctl prints", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((one) => `{"data":[${one}]}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
        const rest = [`{"data":[["/a","/b"]]}`, ...texts];
        const run = () => Promise.resolve(exited(rest.shift() ?? ""));
        for (const { driver } of await upowerDevices({ runner: { run }, debug: () => undefined }))
          expect(driver).toBe("nut-upower");
      }),
      { numRuns: 20_000 },
    );
  });
});
