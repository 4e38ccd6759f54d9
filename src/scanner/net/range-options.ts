/** The ranges of a command line: `-s` and `-e` pair up in the order they are given, as in nut-scanner. */
import type { CommandLine } from "../../cli/options.ts";
import { NutError } from "../../nut/errors.ts";
import { type AutoNetworks, autoRanges, parseAuto } from "./auto-ranges.ts";
import { type AddressRange, checkSize, cidrRange, ipOf, type Resolve, rangeBetween, splitCidr } from "./ranges.ts";

export interface RangeWorld {
  readonly resolve: Resolve;
  readonly networks: AutoNetworks;
  readonly warn: (text: string) => void;
}

type Given =
  | { readonly kind: "between"; readonly from: string; readonly to: string }
  | { readonly kind: "network"; readonly text: string };

interface Half {
  readonly start?: string;
  readonly end?: string;
}

const whole = ({ start, end }: Half): readonly Given[] => {
  const [from = end, to = start] = [start, end];
  return from === undefined || to === undefined ? [] : [{ kind: "between", from, to }];
};

/** `-s A -s B` are two addresses, `-s A -e B` and `-e B -s A` one range. */
function givenRanges(line: CommandLine): readonly Given[] {
  const values = new Map(["s", "e", "m"].map((name) => [name, [...line.all(name)]]));
  const ranges: Given[] = [];
  let half: Half = {};
  for (const name of line.given) {
    const value = values.get(name)?.shift();
    if (value === undefined) continue;
    if (name === "m") {
      ranges.push(...whole(half), { kind: "network", text: value });
      half = {};
      continue;
    }
    const side = name === "s" ? "start" : "end";
    if (half[side] !== undefined) {
      ranges.push(...whole(half));
      half = {};
    }
    half = { ...half, [side]: value };
    if (half.start !== undefined && half.end !== undefined) {
      ranges.push(...whole(half));
      half = {};
    }
  }
  return [...ranges, ...whole(half)];
}

async function rangesOf(given: Given, { resolve, networks, warn }: RangeWorld): Promise<readonly AddressRange[]> {
  if (given.kind === "between") return [rangeBetween(await ipOf(given.from, resolve), await ipOf(given.to, resolve))];
  const auto = parseAuto(given.text);
  if (auto) return autoRanges(auto, networks, warn);
  const { host, bits } = splitCidr(given.text);
  return [cidrRange(await ipOf(host, resolve), bits)];
}

const isAuto = (given: Given): boolean => given.kind === "network" && given.text.startsWith("auto");

/** All ranges that are asked for, in their order. Throws NutError `usage`. */
export async function rangesOfLine(line: CommandLine, world: RangeWorld): Promise<readonly AddressRange[]> {
  const given = givenRanges(line);
  const auto = given.find(isAuto);
  if (given.filter(isAuto).length > 1) world.warn("Only the first -m auto counts\n");
  const ranges: AddressRange[] = [];
  for (const one of given) if (!isAuto(one) || one === auto) ranges.push(...(await rangesOf(one, world)));
  checkSize(ranges);
  return ranges;
}

/** The value of `-p`. Throws NutError `usage`. */
export function portOfLine(line: CommandLine): number | undefined {
  const text = line.value("p");
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new NutError("usage", `-p ${text}: a port is a number from 1 to 65535`);
}
