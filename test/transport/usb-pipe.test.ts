import { describe, expect, it } from "@jest/globals";
import type { UsbDevice } from "../../src/device/hid.ts";
import type { UsbRequest } from "../../src/device/usb-pipe.ts";
import { type NativePipe, NativeUsbPipe } from "../../src/transport/usb/pipe.ts";

const DEVICE: UsbDevice = {
  vendorId: 0x0665,
  productId: 0x5161,
  release: 1,
  vendor: undefined,
  product: undefined,
  serial: undefined,
  bus: "001",
  address: "002",
  ports: [1],
  hid: true,
  node: "/dev/bus/usb/001/002",
};

const SET_REPORT: UsbRequest = { type: "class", recipient: "interface", request: 9, value: 0x200, index: 0 };

/** A native device that notes what it is asked, and answers with `answer`. */
function pipeOf(answer: () => Promise<Uint8Array | null>) {
  const calls: unknown[][] = [];
  const noted = <T>(result: Promise<T>, ...call: readonly unknown[]): Promise<T> => {
    calls.push([...call]);
    return result;
  };
  const sent = (): Promise<number> => answer().then((bytes) => bytes?.length ?? 0);
  const native: NativePipe = {
    nativeControlTransferIn: (...args) => noted(answer(), "control in", ...args),
    nativeControlTransferOut: (...args) => noted(sent(), "control out", ...args),
    nativeTransferIn: (...args) => noted(answer(), "in", ...args),
    nativeTransferOut: (...args) => noted(sent(), "out", ...args),
    clearHalt: (...args) => noted(Promise.resolve(), "clear", ...args),
    attachKernelDriver: (...args) => noted(Promise.resolve(), "attach", ...args),
    reset: () =>
      noted(
        sent().then(() => undefined),
        "reset",
      ),
    releaseInterface: (...args) => noted(Promise.resolve(), "release", ...args),
    close: () => noted(Promise.resolve(), "close"),
  };
  return { pipe: new NativeUsbPipe(native, DEVICE, []), calls };
}

const bytes = Uint8Array.of(1, 2);
const refusing = (text: string) => () => Promise.reject(new Error(text));

describe("a USB device, transfer by transfer", () => {
  it("sends and brings control requests and endpoints by their numbers, with their time-outs", async () => {
    const { pipe, calls } = pipeOf(() => Promise.resolve(bytes));
    expect(await pipe.controlOut(SET_REPORT, bytes, 5000)).toEqual({ kind: "data", bytes: new Uint8Array() });
    expect(await pipe.controlIn(SET_REPORT, 47, 1000)).toEqual({ kind: "data", bytes });
    expect(await pipe.read(0x81, 8, 1000)).toEqual({ kind: "data", bytes });
    expect(await pipe.write(2, bytes, 3000)).toEqual({ kind: "data", bytes: new Uint8Array() });
    await pipe.clearHalt(0x81);
    const setup = { requestType: "class", recipient: "interface", request: 9, value: 0x200, index: 0 };
    expect(calls).toEqual([
      ["control out", setup, 5000, bytes],
      ["control in", setup, 1000, 47],
      ["in", 1, 1000, 8],
      ["out", 2, 3000, bytes],
      ["clear", "in", 1],
    ]);
  });

  it.each([
    ["Transfer stalled", "stall"],
    ["transfer was cancelled", "timeout"],
    ["errno 75", "error"],
  ])("gives %j as %s", async (text, kind) => {
    const { pipe } = pipeOf(refusing(text));
    expect(await pipe.read(0x81, 8, 1000)).toMatchObject({ kind });
  });

  it("throws `lost` when the device is gone, and when it was closed", async () => {
    const gone = pipeOf(refusing("device disconnected"));
    await expect(gone.pipe.controlOut(SET_REPORT, bytes, 5000)).rejects.toMatchObject({ fault: "lost" });
    const { pipe, calls } = pipeOf(() => Promise.resolve(bytes));
    await pipe.close();
    await expect(pipe.read(0x81, 8, 1000)).rejects.toMatchObject({ fault: "lost" });
    expect(calls).toEqual([["release", 0], ["close"]]);
  });

  it("is of no use after a reset, and is lost where it cannot be reset", async () => {
    const { pipe, calls } = pipeOf(() => Promise.resolve(bytes));
    await pipe.reset();
    expect(calls).toEqual([["reset"]]);
    await expect(pipe.read(0x81, 8, 1000)).rejects.toMatchObject({ fault: "lost" });
    const refused = pipeOf(refusing("errno 71"));
    await expect(refused.pipe.reset()).rejects.toMatchObject({
      fault: "lost",
      message: expect.stringMatching(/cannot be reset: errno 71$/),
    });
  });
});
