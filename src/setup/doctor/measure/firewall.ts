/** Whether a firewall is on, and whether it lets clients in. */
import { DEFAULT_PORT } from "../../../nut/ups-id.ts";
import type { ProcessRunner } from "../../../system/process/process-runner.ts";
import type { Machine } from "../../system/machine.ts";
import { letsIn } from "./nft/lets-in.ts";
import { readRuleset } from "./nft/ruleset.ts";
import { isRunning, runningProcesses } from "./processes.ts";

type Runner = Pick<ProcessRunner, "run">;

export interface FirewallLook {
  readonly name: string;
  /** Undefined: it does not tell us. */
  readonly open: boolean | undefined;
  /** The command that lets clients in. */
  readonly mend: string;
}

interface Firewall {
  readonly name: string;
  readonly mend: string;
  isOn(machine: Machine): boolean;
  /** Undefined where it does not say. */
  letsIn(runner: Runner): Promise<boolean | undefined>;
}

const PORT = String(DEFAULT_PORT);
const MENTIONED = new RegExp(`\\b${PORT}\\b|\\bdport\\b[^\\n]*\\bnut\\b`);

async function output(runner: Runner, program: string, ...args: readonly string[]): Promise<string | undefined> {
  const result = await runner.run(program, args);
  return result.kind === "exited" && result.status === 0 ? result.stdout : undefined;
}

function textOf({ tree }: Machine, path: string): string {
  try {
    return tree.read(path) ?? "";
  } catch {
    return "";
  }
}

const FIREWALLS: readonly Firewall[] = [
  {
    name: "ufw",
    mend: `ufw allow proto tcp from 192.168.0.0/16 to any port ${PORT}`,
    isOn: (machine) => /^ENABLED=["']?yes/m.test(textOf(machine, "/etc/ufw/ufw.conf")),
    letsIn: async (runner) => {
      const text = await output(runner, "ufw", "status");
      return text === undefined ? undefined : MENTIONED.test(text);
    },
  },
  {
    name: "firewalld",
    mend: "firewall-cmd --permanent --add-service=nut && firewall-cmd --reload",
    isOn: ({ tree }) =>
      runningProcesses(tree).some(
        (each) => isRunning(each, "firewalld") || each.command.includes("/usr/sbin/firewalld"),
      ),
    letsIn: async (runner) => {
      for (const what of [`--query-service=nut`, `--query-port=${PORT}/tcp`])
        if ((await output(runner, "firewall-cmd", what)) !== undefined) return true;
      return (await output(runner, "firewall-cmd", "--state")) === undefined ? undefined : false;
    },
  },
  {
    name: "nftables",
    mend: `nft insert rule inet filter input tcp dport ${PORT} accept`,
    isOn: ({ tree }) => tree.stat("/usr/sbin/nft") !== undefined || tree.stat("/sbin/nft") !== undefined,
    letsIn: async (runner) => {
      const ruleset = readRuleset((await output(runner, "nft", "-j", "list", "ruleset")) ?? "");
      return ruleset && letsIn(ruleset, DEFAULT_PORT);
    },
  },
];

/** The first that is on; undefined where there is none. */
export async function lookAtFirewall(machine: Machine, runner: Runner): Promise<FirewallLook | undefined> {
  const found = FIREWALLS.find((each) => each.isOn(machine));
  return found && { name: found.name, mend: found.mend, open: await found.letsIn(runner) };
}
