/** Power supplies behind IPMI, through the program `ipmitool`, as nut-ipmipsu drives them. */
import type { ProcessRunner } from "../system/process/process-runner.ts";
import type { ScannedDevice } from "./found.ts";

/** Over the network; without one, of this machine. */
export interface IpmiAccess {
  readonly username: string;
  readonly password: string;
  /** Of IPMI 1.5: as ipmitool calls it. */
  readonly authType: string;
  /** With one, IPMI 2.0 is spoken. */
  readonly cipherSuite: string | undefined;
}

export interface IpmiScan {
  readonly runner: Pick<ProcessRunner, "run">;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly debug: (text: string) => void;
}

/** A whole inventory over a slow BMC. */
const LONGEST_MS = 30_000;

/** Only with -v does it show what a power supply can do. */
const PRINT = ["-v", "fru", "print"];

/** The password goes by the environment: command lines are for everybody to read. */
function request(host: string | undefined, access: IpmiAccess | undefined, seconds: number) {
  if (host === undefined || !access) return { args: PRINT, secret: {} };
  const { username, password, authType, cipherSuite } = access;
  const how = cipherSuite === undefined ? ["-I", "lan", "-A", authType] : ["-I", "lanplus", "-C", cipherSuite];
  return {
    args: [...how, "-H", host, "-U", username, "-E", "-N", String(seconds), "-R", "1", ...PRINT],
    secret: { IPMI_PASSWORD: password },
  };
}

/**
 *     FRU Device Description : Pwr Supply 1 FRU (ID 2)
 *      Power Supply Record
 *       Capacity                  : 750 W
 */
export function suppliesIn(text: string): readonly number[] {
  const found: number[] = [];
  for (const block of text.split(/^FRU Device Description/m).slice(1)) {
    const id = /\(ID (\d+)\)/.exec(block.split("\n", 1)[0] ?? "")?.[1];
    if (id !== undefined && /^\s*Power Supply Record/m.test(block)) found.push(Number(id));
  }
  return found;
}

export const ipmiSupplies =
  ({ runner, env, timeoutMs, debug }: IpmiScan, access?: IpmiAccess) =>
  async (host?: string): Promise<readonly ScannedDevice[]> => {
    const { args, secret } = request(host, access, Math.max(1, Math.round(timeoutMs / 1000)));
    const ended = await runner.run("ipmitool", args, { env: { ...env, ...secret }, timeoutMs: LONGEST_MS });
    if (ended.kind === "not-started") debug(`ipmitool cannot be started (${ended.reason})\n`);
    if (ended.kind !== "exited") return [];
    const where = host === undefined ? "" : `@${host}`;
    return suppliesIn(ended.stdout).map((id) => ({
      kind: "IPMI",
      driver: "nut-ipmipsu",
      port: `id${id}${where}`,
      options: [],
    }));
  };
