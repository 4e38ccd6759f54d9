/** What the kernel makes of USB devices: /sys. */
import { basename } from "node:path";
import type { FileTree } from "../../system/file-tree.ts";

const DEVICES = "/sys/bus/usb/devices";

function textOf(tree: FileTree, path: string): string {
  try {
    return (tree.read(path) ?? "").trim();
  } catch {
    return "";
  }
}

/** The kernel's drivers of a device's interfaces; `usbfs` is a program that has taken one. Undefined: none. */
export const kernelDrivers = (tree: FileTree, folder: string): readonly (string | undefined)[] =>
  tree
    .list(folder)
    .filter((name) => name.startsWith(`${basename(folder)}:`))
    .map((name) => {
      const link = `${folder}/${name}/driver`;
      if (tree.stat(link) === undefined) return undefined;
      return basename(tree.resolve(link) ?? "");
    });

export interface Adapter {
  readonly id: string;
  readonly chip: string;
  /** The module of the kernel that makes a port of it. */
  readonly module: string;
}

/** Chips of serial adapters by their makers' USB ids. */
const CHIPS: Readonly<Record<string, Omit<Adapter, "id">>> = {
  "0403": { chip: "FTDI", module: "ftdi_sio" },
  "067b": { chip: "Prolific", module: "pl2303" },
  "10c4": { chip: "Silicon Labs", module: "cp210x" },
  "1a86": { chip: "WCH", module: "ch341" },
};

/** Serial adapters that no driver of the kernel has. */
export const deafAdapters = (tree: FileTree): readonly Adapter[] =>
  tree.list(DEVICES).flatMap((name) => {
    const folder = `${DEVICES}/${name}`;
    const [vendor, product] = [textOf(tree, `${folder}/idVendor`), textOf(tree, `${folder}/idProduct`)];
    const chip = CHIPS[vendor];
    const drivers = kernelDrivers(tree, folder);
    if (!chip || drivers.length === 0 || drivers.some((driver) => driver !== undefined)) return [];
    return [{ id: `${vendor}:${product}`, ...chip }];
  });
