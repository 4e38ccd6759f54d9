/** Which searches a command line asks for, and all of them at once. */
import { existsSync } from "node:fs";
import type { CommandLine } from "../cli/options.ts";
import type { ScannedDevice } from "./found.ts";
import { searchLocalIpmi, searchSerial, searchSimulations, searchUpower, searchUsb } from "./local-searches.ts";
import { searchIpmi, searchMdns, searchNut, searchSnmp, searchXml } from "./network-searches.ts";
import type { ScanSettings } from "./settings.ts";

interface Wanted {
  /** Its option was given. */
  readonly named: boolean;
  /** `-C` was given. */
  readonly complete: boolean;
  /** No option names a search. */
  readonly bare: boolean;
  /** There are addresses to look at. */
  readonly ranges: boolean;
}

interface Search {
  readonly option: string;
  readonly when: (wanted: Wanted) => boolean;
  /** It needs addresses: said when it is named and there are none. */
  readonly needs?: string;
  readonly run: (settings: ScanSettings) => Promise<readonly ScannedDevice[]>;
}

const always = ({ named, complete, bare }: Wanted): boolean => named || complete || bare;
const onRanges = (wanted: Wanted): boolean => wanted.ranges && always(wanted);

/** Kernel interfaces to the BMC of this machine. */
const BMC = ["/dev/ipmi0", "/dev/ipmi/0", "/dev/ipmidev/0"];

/** In the order in which nut-scanner prints what they find. */
const SEARCHES: readonly Search[] = [
  { option: "U", when: always, run: searchUsb },
  { option: "S", when: onRanges, needs: "SNMP", run: searchSnmp },
  // A broadcast is nothing that happens unasked.
  { option: "M", when: (wanted) => wanted.named || wanted.complete || onRanges(wanted), run: searchXml },
  { option: "O", when: onRanges, needs: "NUT servers", run: searchNut },
  { option: "n", when: always, run: searchSimulations },
  { option: "A", when: always, run: searchMdns },
  { option: "I", when: ({ named, ranges }) => named && ranges, run: searchIpmi },
  {
    option: "I",
    when: (wanted) => !wanted.ranges && (wanted.named || (always(wanted) && BMC.some((path) => existsSync(path)))),
    run: searchLocalIpmi,
  },
  // What it holds is found on USB as well: no second section for it unasked.
  { option: "J", when: ({ named, complete }) => named || complete, run: searchUpower },
  { option: "E", when: ({ named }) => named, run: searchSerial },
];

/** Whoever does not hear that it is enough has so many milliseconds to come to an end. */
const GRACE_MS = 300;

const afterGrace = (enough: AbortSignal): Promise<readonly ScannedDevice[]> =>
  new Promise((resolve) => {
    enough.addEventListener("abort", () => setTimeout(() => resolve([]), GRACE_MS), { once: true });
  });

export interface Chosen {
  readonly searches: readonly Search[];
  /** What was asked for and has nothing to look at. */
  readonly unmet: readonly string[];
}

export function chosenSearches(line: CommandLine, ranges: boolean): Chosen {
  const named = (option: string): boolean => line.has(option) || (option === "E" && line.has("serial"));
  const bare = !SEARCHES.some(({ option }) => named(option));
  const wanted = { complete: line.has("C"), bare, ranges };
  const unmet = SEARCHES.flatMap(({ option, needs }) =>
    needs !== undefined && named(option) && !ranges ? [needs] : [],
  );
  return { searches: SEARCHES.filter(({ option, when }) => when({ ...wanted, named: named(option) })), unmet };
}

/** Throws NutError `usage`. */
export async function search(settings: ScanSettings): Promise<readonly ScannedDevice[]> {
  const { searches, unmet } = chosenSearches(settings.line, settings.ranges.length > 0);
  for (const name of unmet)
    settings.warn(`${name}: no addresses to look at. Name them with -m (192.168.1.0/24, or auto), or with -s and -e\n`);
  const found = searches.map(({ run }) => Promise.race([run(settings), afterGrace(settings.enough)]));
  return (await Promise.all(found)).flat();
}
