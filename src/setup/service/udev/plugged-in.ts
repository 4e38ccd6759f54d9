/** UPSes that are plugged in now, and who may open them. */
import type { FileTree } from "../../system/file-tree.ts";
import { isKnownId } from "./usb-ids.ts";

export interface PluggedIn {
  /** Its folder below /sys. */
  readonly folder: string;
  /** `051d:0002`. */
  readonly id: string;
  /** `/dev/bus/usb/001/004`. */
  readonly node: string;
}

const DEVICES = "/sys/bus/usb/devices";
const DIGITS = 3;

function text(tree: FileTree, path: string): string {
  try {
    return (tree.read(path) ?? "").trim();
  } catch {
    return "";
  }
}

const isHex = (word: string): boolean => /^[\da-f]{4}$/i.test(word);

export function pluggedIn(tree: FileTree): readonly PluggedIn[] {
  return tree.list(DEVICES).flatMap((name) => {
    const folder = `${DEVICES}/${name}`;
    const [vendor, product] = [text(tree, `${folder}/idVendor`), text(tree, `${folder}/idProduct`)];
    if (!isHex(vendor) || !isHex(product) || !isKnownId(Number.parseInt(vendor, 16), Number.parseInt(product, 16)))
      return [];
    const [bus, device] = ["busnum", "devnum"].map((file) => text(tree, `${folder}/${file}`).padStart(DIGITS, "0"));
    return [{ folder, id: `${vendor}:${product}`, node: `/dev/bus/usb/${bus}/${device}` }];
  });
}

const GROUP_READS_AND_WRITES = 0o060;

/** What is wrong with a node for a group, or undefined. */
export function nodeComplaint(tree: FileTree, { node, id }: PluggedIn, gid: number | undefined): string | undefined {
  const stat = tree.stat(node);
  if (stat === undefined) return `${id}: there is no ${node}; unplug the UPS and plug it in again`;
  const mode = (stat.mode & 0o777).toString(8);
  if (stat.gid === gid && (stat.mode & GROUP_READS_AND_WRITES) === GROUP_READS_AND_WRITES) return undefined;
  return `${id}: ${node} still has mode ${mode} and group ${stat.gid}; unplug the UPS and plug it in again`;
}
