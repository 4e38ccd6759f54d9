/** UPSes and batteries that UPower looks after, through the program `busctl`, for nut-upower. */
import { type Properties, pathsIn, propertiesIn } from "../drivers/upower/busctl-json.ts";
import type { ProcessRunner } from "../system/process/process-runner.ts";
import type { ScannedDevice } from "./found.ts";

export interface UpowerScan {
  readonly runner: Pick<ProcessRunner, "run">;
  readonly debug: (text: string) => void;
}

const BUS = "org.freedesktop.UPower";
const ROOT = "/org/freedesktop/UPower";
const LONGEST_MS = 5000;
/** More than a machine has of them. */
const MOST_DEVICES = 64;

/** UPower's `Type`. */
const KINDS: ReadonlyMap<unknown, string> = new Map([
  [2, "battery"],
  [3, "UPS"],
]);

/** Nobody is started by being looked for: a UPower that runs takes UPSes on USB. Undefined where there is no answer. */
async function call(
  { runner, debug }: UpowerScan,
  path: string,
  ...words: readonly string[]
): Promise<string | undefined> {
  const args = ["--system", "--json=short", "--auto-start=no", "call", BUS, path, ...words];
  const ended = await runner.run("busctl", args, { timeoutMs: LONGEST_MS });
  if (ended.kind === "exited" && ended.status === 0) return ended.stdout;
  const why = ended.kind === "not-started" ? ended.reason : ended.kind === "exited" ? ended.stderr.trim() : ended.kind;
  debug(`UPower is not there: busctl: ${why}\n`);
  return undefined;
}

function parsed<T>(text: string | undefined, read: (text: string) => T, none: T): T {
  try {
    return text === undefined ? none : read(text);
  } catch {
    return none;
  }
}

function deviceOf(path: string, properties: Properties): readonly ScannedDevice[] {
  const kind = KINDS.get(properties.get("Type"));
  if (kind === undefined) return [];
  const text = (name: string): string =>
    String(properties.get(name) ?? "")
      .replaceAll(/\p{C}/gu, "")
      .trim();
  const serial = text("Serial") === "" ? "" : `, serial ${text("Serial")}`;
  const who = [text("Vendor"), text("Model")].filter((word) => word !== "").join(" ");
  const note = `${kind}${who === "" ? "" : ` ${who}`}${serial}`;
  return [{ kind: "UPOWER", driver: "nut-upower", port: path, note, options: [] }];
}

export async function upowerDevices(scan: UpowerScan): Promise<readonly ScannedDevice[]> {
  const paths = parsed(await call(scan, ROOT, BUS, "EnumerateDevices"), pathsIn, []);
  const found: ScannedDevice[] = [];
  for (const path of paths.slice(0, MOST_DEVICES)) {
    const text = await call(scan, path, "org.freedesktop.DBus.Properties", "GetAll", "s", `${BUS}.Device`);
    found.push(...deviceOf(path, parsed(text, propertiesIn, new Map())));
  }
  return found;
}
