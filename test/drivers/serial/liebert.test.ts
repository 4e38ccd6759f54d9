/** Contacts of Liebert, on a port in memory: pseudo-terminals have no DCD. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { InputLines } from "../../../src/device/serial-line.ts";
import { LIEBERT, OPTIONS } from "../../../src/drivers/serial/liebert/driver.ts";
import { DeviceError, type Driver } from "../../../src/drivers/types.ts";
import { SILENT_LOG } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../driver-daemon/engine/rig.ts";
import { ContactLine } from "../../sim/devices/contact-line.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const SENT = 0x55;
const JOINED = [SENT];

/** On battery the data lines are joined. */
class LiebertLine extends ContactLine {
  readings = 0;
  /** What comes back at the reading of this number. */
  back: (reading: number) => readonly number[] = () => [];
  low: ((reading: number) => boolean) | undefined;
  readonly sent: number[] = [];
  #came: number[] = [];

  override write(...[bytes]: readonly Uint8Array[]): Promise<void> {
    this.sent.push(...(bytes ?? []));
    this.#came.push(...this.back(this.readings));
    return Promise.resolve();
  }

  override read(...[, , max = 4096]: readonly unknown[]): Promise<Uint8Array> {
    return Promise.resolve(Uint8Array.from(this.#came.splice(0, Number(max))));
  }

  override flush(): void {
    this.#came = [];
  }

  override getLines(): Promise<InputLines> {
    const reading = this.readings++;
    return Promise.resolve({ ...this.inputs, ...(this.low ? { dcd: this.low(reading) } : {}) });
  }
}

async function opened(line: LiebertLine, options: Readonly<Record<string, string>> = {}): Promise<Driver> {
  const driver = LIEBERT.create({
    settings: settingsOf({ port: line.path, ...options }),
    openers: { ...NO_OPENERS, serial: line.opener },
    log: SILENT_LOG,
    clock: new VirtualClock(),
  });
  await driver.open(() => undefined);
  return driver;
}

const statusOf = async (driver: Driver): Promise<string> => ((await driver.poll("full")).status ?? []).join(" ");

const OTHERS: readonly (keyof InputLines)[] = ["cts", "dsr", "ri"];
const COMBINATIONS = Array.from({ length: 8 }, (_, bits) => OTHERS.filter((_name, bit) => (bits >> bit) & 1));

/**
 * What the C driver 2.8.5 made of each, with all eight levels of CTS, DSR and RI, on a pseudo-terminal that gave back what was sent,
 * and with the answer to its question for the lines replaced.
 */
describe.each([
  ["the data lines apart, and DCD low", [], false, "OL"],
  ["the data lines apart, and DCD high", [], true, "OL LB"],
  ["the data lines joined, and DCD low", JOINED, false, "OB"],
  ["the data lines joined, and DCD high", JOINED, true, "OB LB"],
] as const)("with %s", (_, back, dcd, status) => {
  it.each(COMBINATIONS.map((names) => [names.join(", ") || "no other line", names] as const))(
    `is ${status} with %s`,
    async (_name, names) => {
      const line = new LiebertLine();
      line.back = () => back;
      line.raise(...names, ...(dcd ? (["dcd"] as const) : []));
      expect(await statusOf(await opened(line))).toBe(status);
    },
  );
});

/** Joined or not and DCD at each poll, and what the C driver 2.8.5 made of it: `.` OL, `l` OL LB, `o` OB, `b` OB LB. */
const RECORDED = [
  [
    "0000000000000000001111111111111111111111",
    "1111110000011100000000111000011111111111",
    "...llllll............ooooooooooobbbbbbbb",
  ],
  [
    "1101000001111111000001100000000000111011",
    "0000000000111111111111111011111100001100",
    "............obbbbbbllllllllllllllll.....",
  ],
  [
    "0111110000011111111000000000001111111111",
    "1111000000111000000111111111110001110000",
    "...lbbboo.....oooooooolllllllllllbbbbbbo",
  ],
  [
    "1110000001111000000000000001111001100000",
    "0001100000011111001111000000111111111111",
    "............oobblllllllll.....obbbbbbbll",
  ],
  [
    "1111111111100011111111111111000011111111",
    "1111111110000111000000001111111111100111",
    "...bbbbbbbbbooooooooooooooobbbbllllbbbbb",
  ],
  [
    "0001100111100001111111100000001111111110",
    "1111111111111111100001111111111001111111",
    "...lllllllbbbbllllbboooobblllllllbbbbbbb",
  ],
] as const;
const MEANS: Readonly<Record<string, string>> = { ".": "OL", l: "OL LB", o: "OB", b: "OB LB" };

describe("a status", () => {
  it.each(RECORDED)("follows %s and %s as that of the C driver", async (joined, dcd, theirs) => {
    const line = new LiebertLine();
    line.back = (reading) => (joined[reading] === "1" ? JOINED : []);
    line.low = (reading) => dcd[reading] === "1";
    const driver = await opened(line);
    const ours: string[] = [];
    const first = line.readings;
    while (line.readings < joined.length) ours.push(await statusOf(driver));
    expect(ours).toEqual([...theirs.slice(first)].map((letter) => MEANS[letter]));
  });

  it.each([
    ["a byte in front", [0x31, SENT]],
    ["a byte behind", [SENT, 0x31]],
    ["another byte", [0xaa]],
    ["the byte twice", [SENT, SENT]],
  ])("is OL where %s comes back", async (_, back) => {
    const line = new LiebertLine();
    line.back = () => back;
    const driver = await opened(line);
    for (let polls = 0; polls < 6; polls++) expect(await statusOf(driver)).toBe("OL");
  });

  it("is never OB of noise", async () => {
    const polls = 1000;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 4 * polls, maxLength: 4 * polls }), async (noise) => {
        const line = new LiebertLine();
        line.back = (reading) => {
          const at = (4 * reading) % noise.length;
          const [count = 0, ...bytes] = noise.subarray(at, at + 4);
          return count % 4 === 1 && bytes[0] === SENT ? [] : bytes.slice(0, count % 4);
        };
        line.low = (reading) => reading % 8 > 2;
        const driver = await opened(line);
        for (let left = polls; left > 0; left--) expect(await statusOf(driver)).not.toContain("OB");
      }),
      { numRuns: 100 },
    );
  });
});

it("raises RTS, sends one byte at each reading, and says who it is", async () => {
  const line = new LiebertLine();
  const driver = await opened(line, { model: "GXT2" });
  const { vars, commands } = await driver.poll("full");
  expect([line.outputs.rts, line.sent, line.opened?.baud]).toEqual([true, [SENT, SENT], 9600]);
  expect([vars.get("ups.mfr"), vars.get("ups.model"), commands]).toEqual([{ value: "Liebert" }, { value: "GXT2" }, []]);
});

it("says what to look at where the port has no lines, and lets it go", async () => {
  const line = new LiebertLine();
  line.getLines = () => Promise.reject(new DeviceError("lost", `${line.path}: Inappropriate ioctl for device`));
  await expect(opened(line)).rejects.toMatchObject({ fault: "absent", message: expect.stringContaining("line DCD") });
  expect(line.closed).toBe(true);
});

it("cannot turn the UPS off", async () => {
  expect(await (await opened(new LiebertLine())).killpower()).toBe("unknown");
});

it("has a manual page with every option, and none that the driver does not know", () => {
  const page = readFileSync(new URL("../../../man/liebert.8.md", import.meta.url), "utf8");
  const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  const documented = [...section.matchAll(/^\*\*([a-z]+)\*\* = \*[A-Z]+\*$/gm)].map(([, name]) => name);
  expect(documented).toEqual(OPTIONS.map(({ name }) => name));
});
