/** What is installed where: the answers on which every unit, script and rule depends. */
import type { NutConf } from "../../conf/nut-conf.ts";
import type { SystemFacts } from "../system/system-facts.ts";
import { type Part, upsOfPart } from "./parts.ts";

export interface Layout {
  /** `separate`: a service for each daemon, as the C project has them. `one`: drivers and upsd in one process (`nutts up`). */
  readonly kind: "separate" | "one";
  /** Node, and the file of ours that it runs. Absolute. */
  readonly program: readonly [node: string, entry: string];
  /** Of ups.conf. */
  readonly upsnames: readonly string[];
  /** Of nut.conf; as in C, everything runs where it says nothing. */
  readonly mode: NutConf["mode"] | "unset";
  /** Only these are taken over, and what else runs is the C project's. */
  readonly parts?: readonly Part[] | undefined;
}

/** What is known of the machine at the moment, besides its facts. */
export interface Standing {
  readonly has: (path: string) => boolean;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** Services that run. */
  readonly running: ReadonlySet<string>;
  /** Services that ran, and that were started at boot, before there was anything of ours. */
  readonly active: ReadonlySet<string>;
  readonly enabled: ReadonlySet<string>;
  /** UPSes that are plugged in: their folders below /sys. */
  readonly pluggedIn: readonly string[];
}

export const servesHere = ({ mode }: Pick<Layout, "mode">): boolean => mode !== "netclient" && mode !== "none";

/** Drivers among what is installed, which have to reach their devices. */
export const runsDrivers = ({ mode, parts }: Pick<Layout, "mode" | "parts">): boolean =>
  servesHere({ mode }) && (parts === undefined || parts.some((part) => upsOfPart(part) !== undefined));

/** Groups whose members may open serial ports; the first that exists. */
const SERIAL_GROUPS = ["dialout", "uucp"];

export const serialGroup = ({ distribution }: SystemFacts, { groups }: Standing): string | undefined =>
  SERIAL_GROUPS.find((group) => groups.has(group) && group !== distribution.group);

const HOMES = ["/home/", "/root/", "/run/user/"];

/** Where a service cannot see Node or nutts, because they belong to a person. */
export const inAHome = ({ program }: Layout): string | undefined =>
  program.find((path) => HOMES.some((home) => path.startsWith(home)));

/** Where the package for Debian lies, which brings units, udev rules and late hook of the separate layout itself. */
const PACKAGE = "/usr/lib/nutts/";

export const isPackaged = ({ kind, program }: Layout): boolean =>
  kind === "separate" && program.every((path) => path.startsWith(PACKAGE));
