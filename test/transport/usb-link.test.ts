import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../src/device/device-error.ts";
import type { UsbDevice } from "../../src/device/hid.ts";
import { answerOf, openError } from "../../src/transport/usb/errors.ts";
import { hidDescriptorIn, statedLength } from "../../src/transport/usb/hid-descriptor.ts";
import { type NativeDevice, UsbLink } from "../../src/transport/usb/link.ts";

const DEVICE: UsbDevice = {
  vendorId: 0x0463,
  productId: 0xffff,
  release: 0x0100,
  vendor: undefined,
  product: undefined,
  serial: undefined,
  bus: "001",
  address: "004",
  ports: [1],
  hid: true,
  node: "/dev/bus/usb/001/004",
};

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

/** Two interfaces; the second one is a HID function whose report descriptor has 0x0145 bytes. */
const CONFIGURATION = bytes(`
  09 02 29 00 02 01 00 a0 32
  09 04 00 00 00 ff 00 00 00
  09 04 01 00 01 03 00 00 00
  09 21 10 01 21 01 22 45 01
  07 05 81 03 08 00 0a`);

/** Answers control requests from a table: `type:request:value` to bytes or to an error's message. */
class FakeNative implements NativeDevice {
  readonly asked: string[] = [];
  readonly sent: string[] = [];
  readonly answers = new Map<string, string | Uint8Array>();
  /** What the interrupt endpoint gives, one after the other; a string is an error. */
  readonly reports: (Uint8Array | string)[] = [];
  closed = false;
  readonly released: number[] = [];
  readonly handedBack: number[] = [];
  halts = 0;

  async #answer(key: string): Promise<Uint8Array> {
    this.asked.push(key);
    const answer = this.answers.get(key) ?? "controlTransferIn error: endpoint stalled";
    if (typeof answer === "string") throw new Error(answer);
    return Promise.resolve(answer);
  }

  async nativeControlTransferIn(
    setup: { requestType: string; request: number; value: number },
    _ms: number,
    length: number,
  ) {
    return (await this.#answer(`${setup.requestType}:${setup.request}:${setup.value.toString(16)}`)).subarray(
      0,
      length,
    );
  }

  async nativeControlTransferOut(setup: { value: number }, _ms: number, data = new Uint8Array()) {
    this.sent.push(`${setup.value.toString(16)}:${Buffer.from(data).toString("hex")}`);
    await this.#answer(`out:${setup.value.toString(16)}`);
    return data.length;
  }

  async nativeTransferIn(_endpoint: number, _ms: number, length: number): Promise<Uint8Array> {
    const next = this.reports.shift() ?? "transferIn error: Cancelled";
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof next === "string") throw new Error(next);
    return next.subarray(0, length);
  }

  clearHalt(): Promise<void> {
    this.halts++;
    return Promise.resolve();
  }

  reset(): Promise<void> {
    return Promise.resolve();
  }

  releaseInterface(number: number): Promise<void> {
    this.released.push(number);
    return Promise.resolve();
  }

  attachKernelDriver(number: number): Promise<void> {
    this.handedBack.push(number);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

const linkOn = (native: FakeNative, setup = {}) => new UsbLink(native, DEVICE, setup, { number: 1, packet: 8 });

describe("the length of a report descriptor", () => {
  it("stands in the HID descriptor of its interface", () => {
    const hid = hidDescriptorIn(CONFIGURATION, 1);
    expect(hid && statedLength(hid)).toBe(0x0145);
    expect(hidDescriptorIn(CONFIGURATION, 0)).toBeUndefined();
  });

  it("is not looked for in rubbish", () => {
    expect(hidDescriptorIn(bytes("00 00 00"), 0)).toBeUndefined();
    expect(statedLength(bytes("09 21"))).toBeUndefined();
  });
});

describe("an open device", () => {
  it("gives what fits into a control transfer of a report descriptor that is longer (Eaton 9PX: 4703 bytes)", async () => {
    const native = new FakeNative();
    const long = CONFIGURATION.slice();
    long.set([0x5f, 0x12], CONFIGURATION.indexOf(0x45, 27));
    native.nativeControlTransferIn = (setup, _ms, length) => {
      if (length > 4096) return Promise.reject(new Error("controlTransferIn error: invalidParameter"));
      const answers = new Map([
        [0x200, long],
        [0x2200, new Uint8Array(4703).fill(7)],
      ]);
      return Promise.resolve((answers.get(setup.value) ?? new Uint8Array()).subarray(0, length));
    };
    const [found] = await linkOn(native, { interface: 1 }).reportDescriptors();
    expect(found?.length).toBe(4096);
  });

  it("gives its report descriptor in both lengths that it states, that of the configuration first", async () => {
    const native = new FakeNative();
    native.answers.set("standard:6:2100", bytes("09 21 10 01 00 01 22 02 00"));
    native.answers.set("standard:6:200", CONFIGURATION);
    native.answers.set("standard:6:2200", new Uint8Array(0x0145));
    const found = await linkOn(native, { interface: 1 }).reportDescriptors();
    expect(found.map(({ length }) => length)).toEqual([0x0145, 2]);
  });

  it.each([
    ["controlTransferIn error: endpoint stalled", "stall"],
    ["controlTransferIn error: transfer was cancelled", "timeout"],
    ["controlTransferIn error: hardware fault or protocol violation", "error"],
  ])("takes '%s' for %s", async (message, kind) => {
    const native = new FakeNative();
    native.answers.set("class:1:30c", message);
    expect((await linkOn(native).getReport(0x0c, 8, 100)).kind).toBe(kind);
  });

  it("is lost when it is pulled", async () => {
    const native = new FakeNative();
    native.answers.set("class:1:30c", "controlTransferIn error: device disconnected");
    await expect(linkOn(native).getReport(0x0c, 8, 100)).rejects.toMatchObject({ fault: "lost" });
  });

  it("writes reports", async () => {
    const native = new FakeNative();
    native.answers.set("out:30c", new Uint8Array());
    expect(await linkOn(native).setReport(0x0c, bytes("0c 01"), 100)).toMatchObject({ kind: "data" });
    expect(native.sent).toEqual(["30c:0c01"]);
  });

  it("reads strings in its own language, and asks for it once", async () => {
    const native = new FakeNative();
    native.answers.set("standard:6:300", bytes("04 03 07 04"));
    native.answers.set("standard:6:304", bytes("0c 03 50 00 62 00 41 00 63 00 00 00"));
    const link = linkOn(native);
    expect(await link.text(4, 100)).toBe("PbAc");
    expect(await link.text(5, 100)).toBeUndefined();
    expect(native.asked.filter((key) => key === "standard:6:300")).toHaveLength(1);
  });

  it("gives the interface back to the kernel's driver that had it, unless the device was reset", async () => {
    const [taken, free, broken] = [new FakeNative(), new FakeNative(), new FakeNative()];
    await new UsbLink(taken, DEVICE, {}, undefined, true).close();
    await new UsbLink(free, DEVICE, {}, undefined).close();
    const link = new UsbLink(broken, DEVICE, {}, undefined, true);
    await link.reset();
    await link.close();
    expect([taken, free, broken].map(({ handedBack }) => handedBack)).toEqual([[0], [], []]);
  });

  it("listens until it is closed, and closes only when nothing is being read", async () => {
    const native = new FakeNative();
    native.reports.push(
      bytes("0b 11"),
      "transferIn error: Cancelled",
      "transferIn error: endpoint stalled",
      bytes("0b 04"),
    );
    const heard: string[] = [];
    const link = linkOn(native);
    await new Promise<void>((resolve) => {
      link.listen(
        undefined,
        (report) => heard.push(Buffer.from(report).toString("hex")) === 2 && resolve(),
        () => undefined,
      );
    });
    expect([heard, native.halts]).toEqual([["0b11", "0b04"], 1]);
    await link.close();
    expect([native.closed, native.released]).toEqual([true, [0]]);
    await expect(link.getReport(1, 8, 100)).rejects.toThrow("closed");
  });

  it("says once that its interrupt endpoint is gone", async () => {
    const native = new FakeNative();
    native.reports.push("transferIn error: Disconnected");
    const why = await new Promise<Error>((resolve) => {
      linkOn(native).listen(undefined, () => undefined, resolve);
    });
    expect(why).toMatchObject({ fault: "lost" });
  });
});

describe("a device that cannot be opened", () => {
  it("for want of rights is told with its node, the user and the udev rule", () => {
    const { fault, message } = openError(DEVICE, new Error("open error: permission denied (errno 13)"));
    expect(fault).toBe("denied");
    expect(message).toContain("/dev/bus/usb/001/004: permission denied to user");
    expect(message).toContain(
      'SUBSYSTEM=="usb", ATTR{idVendor}=="0463", ATTR{idProduct}=="ffff", MODE="0660", GROUP="nut"',
    );
  });

  it("because it is taken is told so", () => {
    const error = openError(DEVICE, new Error("claimInterface error: interface is busy (errno 16)"));
    expect([error.fault, error.message]).toEqual(["busy", expect.stringContaining("is in use by another program")]);
  });

  it("because it is gone is absent, and lost where it was open", () => {
    expect(openError(DEVICE, new Error("open error: no such device (errno 19)")).fault).toBe("absent");
    expect(() => answerOf(new Error("device disconnected"), DEVICE.node)).toThrow(DeviceError);
  });
});
