/** `-m auto`: the networks that this machine is in. */
import type { NetworkInterfaceInfo } from "node:os";
import { NutError } from "../../nut/errors.ts";
import { BITS, parseIp } from "./ip.ts";
import { type AddressRange, networkOf } from "./ranges.ts";

/** As os.networkInterfaces gives them: those that are up. */
export type AutoNetworks = () => readonly Pick<NetworkInterfaceInfo, "address" | "cidr" | "internal">[];

export interface Auto {
  readonly family: 4 | 6 | undefined;
  /** Bits of the host part; larger networks are left out. */
  readonly hostBits: number;
}

const USUAL_HOST_BITS = 8;
const FAMILIES: Readonly<Record<string, 4 | 6>> = { "4": 4, "6": 6 };

/** `auto`, `auto4`, `auto6/10`; undefined for what is no such word. Throws NutError `usage`. */
export function parseAuto(text: string): Auto | undefined {
  const [word, version = "", bits] = /^auto([46]?)(?:\/(.*))?$/.exec(text) ?? [];
  if (word === undefined) return undefined;
  const family = FAMILIES[version];
  const hostBits = bits === undefined ? USUAL_HOST_BITS : Number(bits);
  const most = BITS[family ?? 6];
  if (bits !== undefined && !(/^\d+$/.test(bits) && hostBits <= most))
    throw new NutError(
      "usage",
      `-m ${text}: behind the slash stands how many bits of a host are looked at, 0 to ${most}`,
    );
  return { family, hostBits };
}

function rangeOf(cidr: string, { family, hostBits }: Auto): AddressRange | undefined {
  const [address = "", bits = ""] = cidr.split("/");
  const ip = parseIp(address);
  if (!ip || (family !== undefined && ip.family !== family)) return undefined;
  return BITS[ip.family] - Number(bits) > hostBits ? undefined : networkOf(ip, Number(bits));
}

const isSame = (a: AddressRange, b: AddressRange): boolean =>
  a.family === b.family && a.first === b.first && a.last === b.last;

/** Not the loopback, and each network once. */
export function autoRanges(auto: Auto, networks: AutoNetworks, warn: (text: string) => void): readonly AddressRange[] {
  const found: AddressRange[] = [];
  for (const { cidr, internal } of networks()) {
    const range = internal || cidr === null ? undefined : rangeOf(cidr, auto);
    if (range && !found.some((one) => isSame(one, range))) found.push(range);
  }
  if (found.length === 0)
    warn(
      `-m auto: no network of this machine has at most ${auto.hostBits} bits of hosts: name one with -m address/bits\n`,
    );
  return found;
}
