/** Serial ports: which are looked at, and what is found on them. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../src/device/device-error.ts";
import type { SerialOpener } from "../../src/device/serial-line.ts";
import { json, parsable, upsConf } from "../../src/scanner/display.ts";
import type { ScannedDevice } from "../../src/scanner/found.ts";
import { parseSerialPorts } from "../../src/scanner/serial-ports.ts";
import { type SerialProbe, xcpCommand } from "../../src/scanner/serial-probes.ts";
import { ALL_PROBES, EATON_PROBES, serialScan } from "../../src/scanner/serial-scan.ts";
import type { Profile } from "../sim/devices/answer-table.ts";
import { echo, type Fault, garbage, half, healthy, SerialDevice, silent } from "../sim/devices/serial-device.ts";
import { ShutWire } from "../sim/devices/shut-wire.ts";
import { loadCapture, OWN_CAPTURES } from "../sim/devices/usb-capture.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const PORT = "/dev/ttyS0";

interface Scanned {
  readonly found: readonly ScannedDevice[];
  readonly said: string;
  readonly ms: number;
}

interface Bench {
  readonly ports?: readonly string[];
  readonly named?: boolean;
  readonly exists?: (path: string) => boolean;
}

async function scan(
  open: (clock: VirtualClock) => SerialOpener["open"],
  probes: readonly SerialProbe[] = ALL_PROBES,
  { ports = [PORT], named = true, exists = () => true }: Bench = {},
): Promise<Scanned> {
  const clock = new VirtualClock();
  let said = "";
  const say = (text: string): void => {
    said += text;
  };
  let found: readonly ScannedDevice[] | undefined;
  const scanning = serialScan({ serial: { open: open(clock) }, clock, exists, warn: say }, { ports, named }, probes);
  const done = scanning.then((result) => {
    found = result;
  });
  for (let step = 0; step < 1200 && !found; step++) await clock.advance(50);
  await done;
  return { found: found ?? [], said, ms: clock.now() };
}

const device =
  (profile: Profile, fault: Fault = healthy) =>
  (clock: VirtualClock): SerialOpener["open"] =>
  () => {
    const one = new SerialDevice(profile, clock);
    one.fault = fault;
    return Promise.resolve(one);
  };

const shut = (clock: VirtualClock): SerialOpener["open"] => {
  const wire = new ShutWire(loadCapture(OWN_CAPTURES, "own-eaton-ellipse-pro-650"), clock);
  return (path, settings) => wire.open(path, settings);
};

const Q1: Profile = {
  exchanges: [
    { send: "Q1\r", recv: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r" },
    { send: "I\r", recv: "#Acme            Office 800 V1.0      \r" },
  ],
};
const APC: Profile = {
  eol: "",
  exchanges: [
    { send: "Y", recv: "SM\r\n" },
    { send: "\x01", recv: "SMART-UPS 700\r\n" },
    { send: "n", recv: "GS9802001234\r\n" },
  ],
};
const XCP: Profile = {
  eol: "",
  exchanges: [{ send: Buffer.from(xcpCommand([0xa0])).toString("latin1"), recv: "\xab\x31\x02\x01\x00\x00\x21" }],
};

const asked = (send: string, recv: string): Profile => ({ exchanges: [{ send, recv }] });

describe("the ports to look at", () => {
  it.each([
    ["/dev/ttyS0", ["/dev/ttyS0"], true],
    ["/dev/ttyS1,/dev/ttyS4", ["/dev/ttyS1", "/dev/ttyS4"], true],
    // In C, the hyphen makes it a range that is out of bounds.
    ["/dev/serial/by-id/usb-Prolific-port0", ["/dev/serial/by-id/usb-Prolific-port0"], true],
    ["ttyUSB0", ["/dev/ttyUSB0"], true],
    ["3", ["/dev/ttyS3", "/dev/ttyUSB3", "/dev/ttyACM3", "/dev/ttyAMA3", "/dev/cua3"], false],
  ])("of %p are %p", (text, ports, named) => {
    expect(parseSerialPorts(text)).toEqual({ kind: "ok", ports, named });
  });

  it("are ranges, and ten of every kind for auto", () => {
    expect(parseSerialPorts("0-1")).toMatchObject({ ports: expect.arrayContaining(["/dev/ttyS0", "/dev/ttyUSB1"]) });
    expect(parseSerialPorts("auto")).toEqual(parseSerialPorts("0-9"));
  });

  it.each(["", ",", "1,2", "-"])("cannot be %p", (text) => {
    expect(parseSerialPorts(text)).toMatchObject({ kind: "wrong", text: expect.stringContaining("auto") });
  });

  it("are left out without a word when nobody named them and they are not there", async () => {
    const ports = ["/dev/ttyS0", "/dev/ttyS1"];
    const { found, said } = await scan(device(Q1), ALL_PROBES, {
      ports,
      named: false,
      exists: (path) => path === PORT,
    });
    expect([found.map(({ port }) => port), said]).toEqual([[PORT], ""]);
  });

  it("are told when they cannot be had, and the others are looked at all the same", async () => {
    const open = (clock: VirtualClock): SerialOpener["open"] => {
      const good = device(Q1)(clock);
      return (path, settings) =>
        path === PORT
          ? Promise.reject(new DeviceError("busy", `${PORT} is in use by process 1`))
          : good(path, settings);
    };
    const { found, said } = await scan(open, ALL_PROBES, { ports: [PORT, "/dev/ttyS1"] });
    expect(found.map(({ port }) => port)).toEqual(["/dev/ttyS1"]);
    expect(said).toBe(`Passed over: ${PORT} is in use by process 1\n`);
  });
});

describe("--serial", () => {
  it("prints a Q1 device as a section, with what it says of itself as comments", async () => {
    const { found } = await scan(device(Q1));
    expect(upsConf(found)).toBe(
      [
        "[nutdev-serial1]",
        '\tdriver = "nutdrv_qx"\t# alternately: blazer_ser',
        `\tport = "${PORT}"`,
        '\t# vendor = "Acme"',
        '\t# product = "Office 800"',
        "",
      ].join("\n"),
    );
    expect(parsable(found)).toBe(`serial:driver="nutdrv_qx",port="${PORT}"\n`);
    expect(JSON.parse(json(found))).toEqual([{ name: "nutdev-serial1", driver: "nutdrv_qx", port: PORT }]);
  });

  const STATUS = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r";

  it.each([
    ["Voltronic", asked("QGS\r", "(221.6 50.0 220.3 50.0 000.2 003 390.1 390.1 054.9 ---.- 037.0 000000000001\r")],
    ["Mustek", asked("QS\r", STATUS)],
    ["Voltronic-QS-Hex", asked("QS\r", "#l\x01 5 l\x01 5 \x03 Q\x9a (\x12 \xe6 \x1e \t\r")],
    ["the oldest Megatec", asked("D\r", STATUS)],
    ["Gtec", asked("Q4\r", "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM\r")],
    ["Masterguard", asked("Q3\r", "(00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000\r")],
    ["Axpert", asked("QPI\xbe\xac\r", "(PI30\x9a\x0b\r")],
  ])("knows %s by its own question", async (_name, profile) => {
    expect((await scan(device(profile))).found).toMatchObject([{ driver: "nutdrv_qx" }]);
  });

  it("knows an APC in smart mode, with model and serial number", async () => {
    expect((await scan(device(APC))).found).toEqual([
      {
        kind: "serial",
        driver: "apcsmart",
        port: PORT,
        options: [
          { name: "product", value: "SMART-UPS 700", comment: "" },
          { name: "serial", value: "GS9802001234", comment: "" },
        ],
      },
    ]);
  });

  it("knows a SHUT device, with vendor and product", async () => {
    const { found } = await scan(shut);
    expect(found).toMatchObject([{ driver: "mge-shut", options: [{ value: "EATON" }, { value: "Ellipse PRO" }, {}] }]);
  });

  it.each([
    ["says nothing", silent],
    ["gives back what it is sent", echo],
    ["brings noise", garbage],
    ["breaks off", half(10)],
  ])("finds nothing on a line that %s, and gives up within forty seconds", async (_name, fault) => {
    const profile = fault === echo ? asked("none", "") : Q1;
    const { found, ms } = await scan(device(profile, fault));
    expect(found).toEqual([]);
    expect(ms).toBeLessThanOrEqual(40_000);
  });

  it("looks at all ports at once", async () => {
    const ports = Array.from({ length: 20 }, (_, at) => `/dev/ttyS${at}`);
    const open = (clock: VirtualClock): SerialOpener["open"] => {
      return () => Promise.resolve(new SerialDevice({ exchanges: [] }, clock));
    };
    expect((await scan(open, ALL_PROBES, { ports })).ms).toBe((await scan(open)).ms);
  });
});

describe("-E", () => {
  it.each([
    ["SHUT", shut, "mge-shut"],
    ["XCP", device(XCP), "bcmxcp"],
    ["Q1", device(Q1), "nutdrv_qx"],
  ])("finds %s", async (_name, open, driver) => {
    expect((await scan(open, EATON_PROBES)).found).toMatchObject([{ kind: "serial", driver, port: PORT }]);
  });

  it("takes no echo for an XCP device", async () => {
    expect((await scan(device({ eol: "", exchanges: [] }, echo), EATON_PROBES)).found).toEqual([]);
  });
});

it("ends an XCP command with what makes its sum zero", () => {
  const bytes = xcpCommand([0xcf, 0x69, 0xe8, 0xd5]);
  expect([...bytes.subarray(0, 6)]).toEqual([0xab, 4, 0xcf, 0x69, 0xe8, 0xd5]);
  expect(bytes.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
});
