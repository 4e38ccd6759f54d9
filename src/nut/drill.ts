/** A live drill on the wire, an extension of nutts (docs/protocol-extensions.md): its variables, and what is set in them. */
export const DRILL = "experimental.nutts.drill";
/** What a host makes of it is set here. */
export const DRILL_HEARD = `${DRILL}.heard`;
/** `experimental.nutts.drill.host.1` and so on: one for each host that has answered. */
export const DRILL_HOST = `${DRILL}.host`;

/** Letters, digits and dashes. */
const ID = /^[A-Za-z0-9-]{1,32}$/;
const SECONDS = /^\d{1,6}$/;
const UNIX_TIME = /^\d{1,12}$/;
const LONGEST_NAME = 63;

export const isDrillVariable = (name: string): boolean => {
  const lower = name.toLowerCase();
  return lower === DRILL || lower.startsWith(`${DRILL}.`);
};

export interface Drill {
  readonly id: string;
  /** Seconds since 1970 by the clock of the server, which ends it. */
  readonly endsAt: number;
}

const wordsOf = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

export const formatDrill = ({ id, endsAt }: Drill): string => `${id} ${endsAt}`;

/** Undefined where none runs. */
export function parseDrill(text: string): Drill | undefined {
  const [id = "", end = "", ...more] = wordsOf(text);
  return ID.test(id) && UNIX_TIME.test(end) && more.length === 0 ? { id, endsAt: Number(end) } : undefined;
}

export interface DrillOrder {
  readonly id: string;
  /** 0 ends it. */
  readonly seconds: number;
}

export const formatDrillOrder = ({ id, seconds }: DrillOrder): string => `${id} ${seconds}`;

export function parseDrillOrder(text: string): DrillOrder | undefined {
  const [id = "", seconds = "", ...more] = wordsOf(text);
  return ID.test(id) && SECONDS.test(seconds) && more.length === 0 ? { id, seconds: Number(seconds) } : undefined;
}

/** What would become of a host, in seconds after it has heard of the drill. */
export type DrillFate =
  /** `latest` is later than `earliest` on a primary: it waits for its secondaries. */
  | { readonly kind: "down"; readonly earliest: number; readonly latest: number }
  /** Enough other supplies are left. */
  | { readonly kind: "up" };

export interface DrillReport {
  readonly id: string;
  readonly fate: DrillFate;
  /** As the host calls itself. */
  readonly name: string;
}

const fateWords = (fate: DrillFate): string => (fate.kind === "up" ? "up" : `down ${fate.earliest} ${fate.latest}`);

const hostName = (text: string): string => text.replace(/[^\w.-]/g, "?").slice(0, LONGEST_NAME);

function parseFate(words: readonly string[]): { readonly fate: DrillFate; readonly name: string } | undefined {
  const [kind, ...rest] = words;
  if (kind === "up") return rest.length === 1 ? { fate: { kind }, name: hostName(rest[0] ?? "") } : undefined;
  const [earliest = "", latest = "", name, ...more] = rest;
  if (kind !== "down" || name === undefined || more.length > 0) return undefined;
  if (!SECONDS.test(earliest) || !SECONDS.test(latest)) return undefined;
  return { fate: { kind, earliest: Number(earliest), latest: Number(latest) }, name: hostName(name) };
}

export const formatDrillReport = ({ id, fate, name }: DrillReport): string =>
  `${id} ${fateWords(fate)} ${hostName(name) || "?"}`;

export function parseDrillReport(text: string): DrillReport | undefined {
  const [id = "", ...rest] = wordsOf(text);
  const parsed = ID.test(id) ? parseFate(rest) : undefined;
  return parsed && { id, ...parsed };
}

export interface DrillHost extends Omit<DrillReport, "id"> {
  readonly address: string;
  /** Seconds from the beginning of the drill. */
  readonly heardAfter: number;
}

export const formatDrillHost = ({ address, heardAfter, fate, name }: DrillHost): string =>
  `${address} ${heardAfter.toFixed(1)} ${fateWords(fate)} ${name}`;

export function parseDrillHost(text: string): DrillHost | undefined {
  const [address = "", heard = "", ...rest] = wordsOf(text);
  const parsed = /^\d{1,6}(\.\d)?$/.test(heard) ? parseFate(rest) : undefined;
  return parsed && { address, heardAfter: Number(heard), ...parsed };
}
