/** Drivers and upsd tried out in a process of ours: in a folder of its own, on a port of its own, before anything is written. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { setOption } from "../../conf/edit.ts";
import { formatUpsConf, parseUpsConf } from "../../conf/ups-conf.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";
import { SYSTEM_CLOCK, sleep } from "../../system/clock.ts";
import type { Env } from "../../system/files/paths.ts";
import { firstFreePort } from "../../system/free-port.ts";
import { newPassword } from "./tables/presets.ts";

export interface Trial {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** What its server says of its UPSes in place of a description. */
  readonly mark: string;
  /** What it said last, or undefined while it runs. */
  ended(): string | undefined;
  /** The last complaint. */
  complaint(): string | undefined;
}

const HOST = "127.0.0.1";
/** Below those that the system gives to clients; which one is left to chance, for another trial may look at the same moment. */
const LOWEST_PORT = 20_000;
const PORTS = 10_000;
const TRIES = 200;
const USER = "trial";

/** A file that a dummy plays lies beside ups.conf. */
const portOf = (port: string, driver: string, confPath: string): string =>
  driver === "dummy-ups" && !isAbsolute(port) && !port.includes("@") ? resolve(confPath, port) : port;

/** Some sections of a ups.conf, to be read from another folder. */
export function trialUpsConf(text: string, names: readonly string[], confPath: string): string {
  const { globals, sections } = parseUpsConf(text);
  const wanted = sections.filter(({ name }) => names.includes(name));
  const kept = globals.filter(({ name }) => !["statepath", "chroot", "user", "group"].includes(name));
  return wanted.reduce(
    (conf, { name, port = "", driver = "" }) => setOption(conf, name, "port", portOf(port, driver, confPath)),
    formatUpsConf({ globals: kept, sections: wanted }),
  );
}

/** The server says of each UPS that it is of this trial. */
const marked = (upsConf: string, mark: string): string =>
  parseUpsConf(upsConf).sections.reduce((conf, { name }) => setOption(conf, name, "desc", mark), upsConf);

const COMPLAINT = /\S/;

function start(folder: string, env: Env): ChildProcess {
  const script = process.argv[1] ?? "";
  const paths = { NUT_CONFPATH: folder, NUT_STATEPATH: join(folder, "run"), NUT_ALTPIDPATH: join(folder, "run") };
  return spawn(process.execPath, [script, "up", "--no-web", "-u", userInfo().username], {
    env: { ...env, ...paths },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** Keeps the last line of what a program complains about. */
function lastLine(child: ChildProcess): () => string | undefined {
  let last: string | undefined;
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    last = lines.findLast((line) => COMPLAINT.test(line)) ?? last;
  });
  return () => (rest === "" ? last : rest);
}

const KILL_MS = 3000;

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), KILL_MS);
  await gone;
  clearTimeout(timer);
}

/** Throws NutError `configuration` where it cannot be tried. */
export async function withTrial<T>(upsConf: string, env: Env, run: (trial: Trial) => Promise<T>): Promise<T> {
  const first = LOWEST_PORT + Math.floor(Math.random() * PORTS);
  const found = await firstFreePort(HOST, first, TRIES);
  if (!found) throw new NutError("configuration", `no free port from ${first} on`);
  const folder = mkdtempSync(join(tmpdir(), "nutts-init-"));
  const password = newPassword();
  const mark = newPassword();
  try {
    mkdirSync(join(folder, "run"));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
    write("ups.conf", marked(upsConf, mark));
    write("upsd.conf", `LISTEN ${HOST} ${found.port}\n`);
    write("upsd.users", `[${USER}]\n\tpassword = ${password}\n\tactions = SET\n`);
    const child = start(folder, env);
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    let status: string | undefined;
    const complaint = lastLine(child);
    const gone = new Promise<void>((done) => {
      const end = (): void => {
        status ??= complaint() ?? "it ended";
        done();
      };
      child.once("exit", end).once("error", end);
    });
    try {
      const login = { host: HOST, port: found.port, username: USER, password };
      return await run({ ...login, mark, ended: () => status, complaint });
    } finally {
      await stop(child, gone);
      process.off("exit", kill);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type UpsReading =
  | {
      readonly kind: "read";
      readonly vars: ReadonlyMap<string, string>;
      /** Variables that can be set. */
      readonly settable: ReadonlySet<string>;
      /** Instant commands that it takes. */
      readonly commands: ReadonlySet<string>;
    }
  | { readonly kind: "silent"; readonly why: string };

export interface Server {
  readonly host: string;
  readonly port: number;
  /** By which the server of a trial is told from another that was quicker to take the port. */
  readonly mark?: string;
}

/** Milliseconds until a device is read: two programs start for it, of which a slow board takes its time. */
export const TRIAL_MS = 45_000;
const PAUSE_MS = 250;

async function ask(client: NutClient, name: string, mark: string | undefined): Promise<UpsReading> {
  try {
    if (mark !== undefined && (await client.listUps()).get(name) !== mark)
      return { kind: "silent", why: "another server was quicker to take the port of the trial" };
    const vars = await client.listVar(name);
    if ((vars.get("ups.status") ?? "WAIT") === "WAIT") return { kind: "silent", why: "it has told no status yet" };
    const settable = await client.listRw(name).catch(() => new Map<string, string>());
    const commands = await client.listCmd(name).catch(() => []);
    return { kind: "read", vars, settable: new Set(settable.keys()), commands: new Set(commands) };
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    return { kind: "silent", why: error.message };
  }
}

async function askAll(server: Server, names: readonly string[]): Promise<ReadonlyMap<string, UpsReading>> {
  let client: NutClient;
  try {
    client = await NutClient.connect({ ...server, connectTimeoutMs: 2000 });
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    const why = error.message;
    return new Map(names.map((name) => [name, { kind: "silent", why }]));
  }
  try {
    const all = new Map<string, UpsReading>();
    for (const name of names) all.set(name, await ask(client, name, server.mark));
    return all;
  } finally {
    client.destroy();
  }
}

/** Asks until every UPS has told its status, or the time is over, or `over` says why there is no use in waiting. */
export async function readUpses(
  server: Server,
  names: readonly string[],
  patienceMs: number,
  over: () => string | undefined = () => undefined,
): Promise<ReadonlyMap<string, UpsReading>> {
  const until = SYSTEM_CLOCK.now() + patienceMs;
  for (;;) {
    const all = await askAll(server, names);
    if (over() !== undefined || SYSTEM_CLOCK.now() >= until || [...all.values()].every(({ kind }) => kind === "read"))
      return all;
    await sleep(SYSTEM_CLOCK, PAUSE_MS);
  }
}

/** Sets a variable of a device. What is wrong, or undefined. */
export async function setVariable(
  { host, port, username, password }: Pick<Trial, "host" | "port" | "username" | "password">,
  upsname: string,
  name: string,
  value: string,
): Promise<string | undefined> {
  try {
    const client = await NutClient.connect({ host, port, username, password });
    try {
      await client.set(upsname, name, value, { tracking: true });
      return undefined;
    } finally {
      client.destroy();
    }
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    return error.message;
  }
}
