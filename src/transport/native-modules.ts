/** The npm packages with compiled parts, which exist for some machines only: loaded on opening, and missed in a sentence. */
import { readdirSync } from "node:fs";
import { DeviceError } from "../device/device-error.ts";
import { reasonOf } from "../system/system-error.ts";

interface NativeModule {
  readonly package: string;
  readonly devices: string;
  readonly builds: string;
  readonly advice: string;
}

const ELSEWHERE = "or run the C project's driver for it, beside the rest of nutts";

const USB: NativeModule = {
  package: "usb",
  devices: "USB devices",
  builds: "Linux on x64, arm64 and armv7 (glibc), x64 and arm64 (musl), macOS and Windows",
  advice: `install again without --omit=optional, ${ELSEWHERE}`,
};

const SERIAL: NativeModule = {
  package: "serialport",
  devices: "serial ports",
  builds: "Linux on x64, arm64, armv7 and armv6 (glibc), x64, arm64 and armv7 (musl), macOS and Windows",
  advice: `npm rebuild @serialport/bindings-cpp makes it (with Python, make and a C++ compiler), ${ELSEWHERE}`,
};

function libc(): string {
  try {
    return readdirSync("/lib").some((name) => name.startsWith("ld-musl-")) ? "musl" : "glibc";
  } catch {
    return "unknown libc";
  }
}

function thisMachine(): string {
  const { platform, arch, versions } = process;
  return `${platform} ${arch}${platform === "linux" ? ` (${libc()})` : ""}, Node ${versions.node}`;
}

function missing({ package: name, devices, builds, advice }: NativeModule, error: unknown): DeviceError {
  const [reason = ""] = reasonOf(error).split("\n");
  const text = `${devices} cannot be opened: the npm package ${name} has no part for this machine, ${thisMachine()}`;
  return new DeviceError("configuration", `${text} (${reason}). There is one for ${builds}: ${advice}`, {
    cause: error,
  });
}

/** Throws DeviceError `configuration`. */
const loaded = <T>(module: NativeModule, load: () => Promise<T>): Promise<T> =>
  load().catch((error: unknown) => {
    throw missing(module, error);
  });

export const loadUsb = (load = () => import("usb")): Promise<typeof import("usb")> => loaded(USB, load);

export const loadSerialPort = (load = () => import("serialport")): Promise<typeof import("serialport")> =>
  loaded(SERIAL, load);

/** Why devices could be listed, but none of them opened; undefined where the package is whole. */
export const missed = (load: () => Promise<unknown>): Promise<DeviceError | undefined> =>
  load().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof DeviceError) return error;
      throw error;
    },
  );
