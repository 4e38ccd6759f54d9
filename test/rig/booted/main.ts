/** The booted machines' scenarios: `main.ts FOLDER [PATTERN] [REPORT]`, on the host. FOLDER is what image.sh has made. */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { judge, report, type Scenario, type Score } from "../suite/judge.ts";
import { power } from "./cycle.ts";
import { House } from "./house.ts";
import { openrc } from "./openrc.ts";
import { systemd } from "./systemd.ts";

interface Kind {
  readonly name: string;
  /** For the kernel. */
  readonly append: string;
  readonly scenarios: (house: House) => readonly Scenario[];
  /** Shown where a scenario fails. */
  readonly evidence: string;
}

const JOURNAL = "journalctl --no-pager --output=short-monotonic --lines=200; head -3 /proc/meminfo";
const STATUS = "rc-status --all; head -3 /proc/meminfo";

const KINDS: readonly Kind[] = [
  { name: "systemd", append: "", scenarios: systemd, evidence: JOURNAL },
  { name: "power", append: "", scenarios: power, evidence: JOURNAL },
  { name: "openrc", append: "rig=openrc", scenarios: openrc, evidence: STATUS },
];

const [folder = "", pattern = "", path] = process.argv.slice(2);

function houseOf({ name, append }: Kind): House {
  const own = join(folder, name);
  mkdirSync(own);
  for (const file of ["vmlinux", "initramfs.cpio"]) linkSync(join(folder, file), join(own, file));
  execFileSync("cp", ["--sparse=always", join(folder, "disk"), join(own, "disk")]);
  return new House(own, join(own, "disk"), append);
}

/** Where the machine is off, its last words. */
const evidence = async (house: House, kind: Kind): Promise<string> => {
  try {
    return (await house.guest.ask(kind.evidence)).text;
  } catch {
    return house.console.slice(-3000);
  }
};

async function judged(kind: Kind): Promise<Score> {
  const wanted = new RegExp(pattern);
  const house = houseOf(kind);
  const scenarios = kind.scenarios(house);
  if (!scenarios.some(({ name }) => wanted.test(name))) return { passed: 0, failed: 0 };
  process.once("exit", () => house.end());
  try {
    await house.on();
    console.log(`${kind.name}: booted in ${house.guest.age.toFixed(0)} s`);
    return await judge(scenarios, wanted, () => evidence(house, kind));
  } finally {
    house.end();
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
/** Side by side: much of the time a guest waits. */
const scores = await Promise.all(KINDS.map(judged));
const sum = (of: keyof Score): number => scores.reduce((all, score) => all + score[of], 0);
const [passed, failed] = [sum("passed"), sum("failed")];
if (path) report({ passed, failed }, path);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
