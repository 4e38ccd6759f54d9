/** Devices of this machine, and which of them ups.conf has sections for. */
import type { UpsConf } from "../../conf/ups-conf.ts";
import { NutError } from "../../nut/errors.ts";
import { configuredDevices } from "../../scanner/configured.ts";
import { findUsb } from "../../scanner/find-usb.ts";
import { optionOf, type ScannedDevice } from "../../scanner/found.ts";
import { stableName, tellApart } from "../../scanner/merge.ts";
import { parseSerialPorts } from "../../scanner/serial-ports.ts";
import type { Setting } from "./answers.ts";

export type Look = (serial: string | undefined) => Promise<readonly ScannedDevice[]>;

/** On USB, and on the serial ports that are named. Throws NutError `usage`. */
export const lookForDevices =
  (warn: (text: string) => void): Look =>
  async (serial) => {
    const usb = await findUsb(0, "first-socket-first", warn);
    if (serial === undefined) return usb;
    const ports = parseSerialPorts(serial);
    if (ports.kind === "wrong") throw new NutError("usage", `--serial ${ports.text}`);
    const { findSerial } = await import("../../scanner/find-serial.ts");
    const { ALL_PROBES } = await import("../../scanner/serial-scan.ts");
    return [...usb, ...(await findSerial(ports, ALL_PROBES, warn))];
  };

export interface FoundUps {
  readonly device: ScannedDevice;
  /** What a person knows it by. */
  readonly title: string;
  readonly settings: readonly Setting[];
}

const hasControl = (value: string): boolean => /[\x00-\x1f\x7f]/.test(value);
const CONTROL = /[\x00-\x1f\x7f]/g;

function titleOf(device: ScannedDevice): string {
  const said = (name: string): string => device.options.find((option) => option.name === name)?.value.trim() ?? "";
  const words = [said("vendor"), said("product")].filter((word) => word !== "").join(" ");
  const serial = optionOf(device, "serial");
  const tail = [
    device.driver,
    ...(device.port === "auto" ? [] : [device.port]),
    ...(serial ? [`serial ${serial}`] : []),
  ];
  return `${words || "a UPS"} (${tail.join(", ")})${device.note === undefined ? "" : `: ${device.note}`}`.replace(
    CONTROL,
    "?",
  );
}

const settingsOf = ({ options }: ScannedDevice): readonly Setting[] =>
  options
    .filter(({ comment, value }) => comment === undefined && !hasControl(value))
    .map(({ name, value }) => ({ name, value }));

/** Those that no section describes. */
export function newDevices(all: readonly ScannedDevice[], conf: UpsConf): readonly FoundUps[] {
  const described = configuredDevices(conf.sections, all);
  return all
    .filter((device) => !described.has(device))
    .map((device) => ({ device, title: titleOf(device), settings: settingsOf(tellApart(device, all)) }));
}

/** `ups` for the only one, as most clients have it; else by what it is. */
export function usualName({ device }: FoundUps, taken: ReadonlySet<string>, alone: boolean): string {
  return alone && taken.size === 0 ? "ups" : stableName(device, taken);
}
