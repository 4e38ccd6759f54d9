/** What was recorded of five real devices, read through the bridge that each of them has. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import type { UsbDevice } from "../../../src/device/hid.ts";
import type { UsbPipe } from "../../../src/device/usb-pipe.ts";
import { bridgeOf } from "../../../src/drivers/qx/bridges/ids.ts";
import { packetChip, plainPackets, stringChip } from "../../sim/devices/chips.ts";
import { asciiBytes, data, FakePipe, hexBytes, SENT, TIMEOUT, usbDevice } from "../../sim/devices/fake-pipe.ts";
import { dumpOf, qxBench } from "../../sim/devices/qx-device.ts";
import { bench, finish, open } from "./usb-bench.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/devices/qx/", import.meta.url));

interface Capture {
  readonly usb: {
    readonly vendorId: string;
    readonly productId: string;
    readonly manufacturer?: string | null;
    readonly product?: string | null;
  } | null;
  readonly exchanges: readonly {
    readonly send: string | null;
    readonly recv: string;
    readonly recvHex?: string;
    readonly usbReads8FromOffset24?: readonly string[];
    readonly usbReadsHead?: readonly string[];
  }[];
  readonly oemSoftwareTrace?: readonly { readonly recv?: string }[];
  readonly hidReports?: Readonly<Record<string, string>>;
}

const load = (name: string): Capture => JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8")) as Capture;

function deviceOf({ usb }: Capture): UsbDevice {
  const ids = [usb?.vendorId, usb?.productId].map((id) => Number.parseInt(id ?? "0", 16));
  const names = { vendor: usb?.manufacturer || undefined, product: usb?.product || undefined };
  return usbDevice(ids[0] ?? 0, ids[1] ?? 0, names);
}

type Options = Readonly<Record<string, string>>;

async function varsOf(device: UsbDevice, pipe: UsbPipe, options: Options): Promise<ReadonlyMap<string, string>> {
  const all = bench([device], options, () => pipe);
  await finish(all, open(all));
  return dumpOf(await finish(all, all.driver.poll("full")), options).vars;
}

const some = (vars: ReadonlyMap<string, string>, names: readonly string[]): Options =>
  Object.fromEntries(names.map((name) => [name, vars.get(name) ?? "absent"]));

const present = existsSync(FOLDER);
if (!present) it.todo(`has no captures here: ${FOLDER} is absent`);

(present ? describe : describe.skip)("the recorded devices", () => {
  it("Voltronic 0665:5161: stale bytes stand behind the carriage return", async () => {
    const capture = load("0665-5161-voltronic-online-qgs-1");
    const [{ recv = "", usbReads8FromOffset24 = [] } = {}] = capture.exchanges;
    const head = plainPackets().pack(asciiBytes(recv.slice(0, 24)));
    const recorded = [...head, ...usbReads8FromOffset24.map(hexBytes)];
    const device = deviceOf(capture);
    expect(bridgeOf(device)?.name).toBe("cypress");
    const plain = plainPackets();
    const answers = {
      exchanges: [
        { send: "QGS\r", recv },
        { send: "QPI\r", recv: "(PI00\r" },
      ],
    };
    const { pipe } = packetChip(answers, {
      ...plain,
      pack: (answer) => (answer[1] === 0x50 ? plain.pack(answer) : recorded),
    });
    const vars = await varsOf(device, pipe, { protocol: "voltronic" });
    expect(some(vars, ["ups.status", "ups.load", "input.voltage", "ups.temperature", "output.current"])).toEqual({
      "ups.status": "OL",
      "ups.load": "7",
      "input.voltage": "220.4",
      "ups.temperature": "22.9",
      "output.current": "2.8",
    });
  });

  it("DigiTECH 650VA: the status is a string descriptor, asked for in step with the others", async () => {
    const capture = load("digitech-650va-mec0003-1");
    const device = deviceOf(capture);
    expect(bridgeOf(device)?.name).toBe("hunnox");
    const status = (recv: string) => stringChip({ 3: `${recv}\r`, 13: "#", 12: "# V3.7", 1: "MEC" }).pipe;
    const [{ recvHex = "" } = {}] = capture.exchanges;
    const onBattery = Buffer.from(hexBytes(recvHex)).toString("latin1").slice(0, -1);
    const read = (recv: string) => varsOf(device, status(recv), { protocol: "q1" });
    expect((await read(onBattery)).get("ups.status")).toBe("OB");
    for (const { recv = "" } of capture.oemSoftwareTrace ?? []) {
      if (!recv.startsWith("(")) continue;
      const vars = await read(recv);
      expect([vars.get("ups.status"), vars.get("input.voltage")]).toEqual(["OL", recv.slice(1, 6)]);
    }
  });

  it("PowerCOM 0d9f:0004: the status lies in seven HID reports behind a length", async () => {
    const capture = load("powercom-0d9f-0004-embedded-q1-1");
    const reports = Object.values(capture.hidReports ?? {}).map((hex) => hexBytes(hex));
    const text = Buffer.concat(reports).toString("latin1", 1);
    const recv = `${text.split("\r")[0]}\r`;
    expect(recv).toBe(Buffer.from(capture.exchanges[0]?.recvHex ?? "", "hex").toString("latin1"));
    // Its driver is usbhid-ups; the status is read as any other.
    expect(bridgeOf(deviceOf(capture))).toBeUndefined();
    const { driver } = qxBench({ exchanges: [{ send: "Q1\r", recv }] }, { protocol: "q1" });
    await driver.open();
    const { vars } = dumpOf(await driver.poll("full"));
    expect(some(vars, ["ups.status", "ups.load", "battery.voltage", "ups.beeper.status"])).toEqual({
      "ups.status": "OL",
      "ups.load": "7",
      "battery.voltage": "26.6",
      "ups.beeper.status": "enabled",
    });
  });

  it("Powersa RT3000: neither answer has its carriage return", async () => {
    const capture = load("powersa-rt3000-krauler-1");
    const texts = capture.exchanges.map(({ recv }) => recv);
    const { pipe } = stringChip({ 3: texts[0] ?? "", 13: texts[1] ?? "" });
    const options = { vendorid: "ffff", productid: "0000", subdriver: "krauler", protocol: "megatec", novendor: "" };
    const vars = await varsOf(deviceOf(capture), pipe, options);
    expect(some(vars, ["ups.status", "battery.voltage", "battery.voltage.nominal", "input.voltage"])).toEqual({
      "ups.status": "OL",
      "battery.voltage": "2.28",
      "battery.voltage.nominal": "72.0",
      "input.voltage": "227.0",
    });
    // 32 cells of 2.28 V make the 72 V: C 2.8.5 finds that number and leaves it out.
    expect(vars.get("battery.charge")).toBe("100");
  });

  describe("Vultech UPS1400VA-LFP", () => {
    /** Packets of 64 bytes, the first byte of which counts the others. */
    const chip = (answers: readonly (readonly [question: string, head: string, text: string])[]) => {
      const left = [...answers];
      let next: Uint8Array | undefined;
      const endpoints = [0x82, 0x02].map((address) => ({ address, interrupt: true, packetSize: 64 }));
      return new FakePipe({
        endpoints,
        write: (_, bytes) => {
          const question = Buffer.from(bytes.subarray(1, 1 + ((bytes[0] ?? 0) & 0x3f))).toString("latin1");
          const at = left.findIndex(([asked]) => `${asked}\r` === question);
          const [found] = at < 0 ? [] : left.slice(at, at + 1);
          if (found && left.filter(([asked]) => asked === found[0]).length > 1) left.splice(at, 1);
          const whole = found && [...hexBytes(found[1]).subarray(0, 1), ...asciiBytes(`${found[2]}\r`)];
          next = whole && Uint8Array.from({ length: 64 }, (_each, nth) => whole[nth] ?? 0);
          return SENT;
        },
        read: () => {
          const packet = next;
          next = undefined;
          return packet ? data(packet) : TIMEOUT;
        },
      });
    };
    const options = { vendorid: "0925", productid: "1234", subdriver: "armac" };
    const device = usbDevice(0x0925, 0x1234);
    const recorded = () =>
      load("vultech-ups1400va-lfp-armac-1").exchanges.map(
        ({ send, recv, usbReadsHead }) =>
          [send ?? "", usbReadsHead?.[0] ?? "", recv === "(" ? "(\0\0\0." : recv] as const,
      );

    it("says NUL now and then, which is no status, and is asked again", async () => {
      const vars = await varsOf(device, chip(recorded()), { ...options, protocol: "q1" });
      expect(some(vars, ["input.voltage", "ups.status", "ups.load"])).toEqual({
        "input.voltage": "231.0",
        "ups.status": "OL",
        "ups.load": "3",
      });
    });

    it("is no Best UPS, for its answer to ID has another length", async () => {
      const all = bench([device], { ...options, protocol: "bestups" }, () => chip(recorded()));
      await expect(finish(all, open(all))).rejects.toMatchObject({ fault: "absent" });
    });
  });
});
