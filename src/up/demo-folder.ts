/** Configuration and state of `nutts up --demo`: ordinary files in a folder of its own, gone afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Env } from "../system/files/paths.ts";
import { demoSequence } from "./demo-sequence.ts";

export interface DemoFolder {
  readonly path: string;
  readonly env: Env;
  remove(): void;
}

/** The UPS and its user in the demo. */
export const DEMO_UPS = "demo";
export const DEMO_USER = "demo";
/** Its stage, and the charge below which that leaves. */
export const DEMO_STAGE = "demo-nas";
export const DEMO_STAGE_CHARGE = 70;

const filesOf = (host: string, port: number, sequence: string): Readonly<Record<string, string>> => ({
  "demo.seq": demoSequence(),
  "ups.conf": `pollinterval = 1
[${DEMO_UPS}]
  driver = dummy-ups
  port = ${sequence}
  desc = "Simulated UPS of nutts up --demo"
[${DEMO_STAGE}]
  driver = clone
  port = dummy-ups-${DEMO_UPS}
  desc = "Stage of the simulated UPS: who is on it leaves below ${DEMO_STAGE_CHARGE} %"
  mincharge = ${DEMO_STAGE_CHARGE}
  offdelay = 10
  ondelay = 5
`,
  "upsd.conf": `LISTEN ${host} ${port}\n`,
  "upsd.users": `[${DEMO_USER}]
  password = ${DEMO_USER}
  actions = SET
  instcmds = ALL
  upsmon primary
`,
});

/** Writes the demo's files below the system's folder for temporary files, readable by us alone. */
export function makeDemoFolder(host: string, port: number, env: Env): DemoFolder {
  const path = mkdtempSync(join(tmpdir(), "nutts-demo-"));
  const run = join(path, "run");
  mkdirSync(run);
  for (const [name, text] of Object.entries(filesOf(host, port, join(path, "demo.seq"))))
    writeFileSync(join(path, name), text, { mode: 0o600 });
  return {
    path,
    env: { ...env, NUT_CONFPATH: path, NUT_STATEPATH: run, NUT_ALTPIDPATH: run, WEB_HISTORY: join(path, "history") },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
