/** The C upsmon in a folder of its own, with a SHUTDOWNCMD that writes a line and nothing else. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatUpsmonConf, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { NOTIFY_TYPES, type NotifyType } from "../../src/nut/notify-types.ts";
import type { Happening } from "../scenarios/watcher.ts";
import { NOBODY } from "./peer.ts";

/** What Debian's 2.8.0 can tell. */
const OLD_TYPES: readonly NotifyType[] = [
  "ONLINE",
  "ONBATT",
  "LOWBATT",
  "FSD",
  "COMMOK",
  "COMMBAD",
  "SHUTDOWN",
  "REPLBATT",
  "NOCOMM",
];

/** True for 2.8.5 and what comes after it. */
export const isYoung = (path: string): boolean =>
  /upsmon 2\.(8\.([5-9]|\d\d)|9)/.test(spawnSync(path, ["-V"], { encoding: "utf8" }).stdout);

/** What that program can tell: everything but our own NOLOGIN, or what 2.8.0 knows. */
export const typesOf = (path: string): readonly NotifyType[] =>
  isYoung(path)
    ? NOTIFY_TYPES.filter((type) => type !== "NOLOGIN" && type !== "SUSPEND_TIMEJUMP_UNEXPECTED")
    : OLD_TYPES;

export class CUpsmon {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-c-upsmon-"));
  readonly #child: ChildProcess;
  #said = "";

  constructor(path: string, settings: Partial<UpsmonConf>) {
    const note = join(this.folder, "note");
    writeFileSync(note, `#!/bin/sh\necho "$(date +%s.%N) $NOTIFYTYPE $UPSNAME" >> ${this.#log}\n`, { mode: 0o755 });
    const conf: UpsmonConf = {
      ...UPSMON_CONF_DEFAULTS,
      ...settings,
      notifycmd: note,
      shutdowncmd: `echo "$(date +%s.%N) DOWN" >> ${this.#log}`,
      powerdownflag: join(this.folder, "killpower"),
      notifyFlags: typesOf(path).map((type) => ({ type, flags: ["EXEC"] })),
    };
    writeFileSync(join(this.folder, "upsmon.conf"), formatUpsmonConf(conf), { mode: 0o640 });
    const env = { ...process.env };
    for (const name of ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"]) env[name] = this.folder;
    this.#child = spawn(path, ["-D", "-p", "-P", NOBODY], { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#said = (this.#said + chunk.toString()).slice(-100_000);
      });
    }
  }

  get #log(): string {
    return join(this.folder, "happened");
  }

  /** What it has said on its outputs. */
  get said(): string {
    return this.#said;
  }

  get happened(): readonly Happening[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.map((line) => {
      const [at = "", what = "", ups = ""] = line.split(" ");
      return { at: Number(at) * 1000, what, ups };
    });
  }

  get whats(): readonly string[] {
    return this.happened.map(({ what }) => what);
  }

  /** `upsmon -c fsd`: with -p there is no other process to tell. */
  askForShutdown(): void {
    this.#child.kill("SIGUSR1");
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("close", resolve));
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
