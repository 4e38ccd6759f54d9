/** `nutts drill --live`: which UPS, as whom, and what is printed. */
import type { CommandLine } from "../../cli/options.ts";
import { palette } from "../../cli/palette.ts";
import type { Io } from "../../cli/program.ts";
import type { CredentialPrompt } from "../../clients/credential-prompt.ts";
import { loadUpsmonConf } from "../../conf/load.ts";
import type { AuthSettings } from "../../conf/nutauth/nutauth-conf.ts";
import type { Monitor } from "../../conf/upsmon-conf.ts";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";
import { parseUpsId, type UpsId } from "../../nut/ups-id.ts";
import { SYSTEM_CLOCK } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";
import { confPath } from "../../system/files/paths.ts";
import { parseDuration } from "../duration.ts";
import { SHUTDOWN_TIME } from "../load-plan.ts";
import { stagesFor } from "../stages.ts";
import { timeFor, wishesOf } from "../wishes.ts";
import { liveDrill } from "./live-drill.ts";
import { liveText } from "./print.ts";
import { liveReport } from "./report.ts";

const WAIT_S = 30;
const LONGEST_WAIT_S = 590;

export interface LiveWorld {
  readonly files: Files;
  /** Rejects with NutError. */
  readonly connect: (server: Pick<UpsId, "host" | "port">) => Promise<NutClient>;
  readonly authFor: (server: Pick<UpsId, "host" | "port">) => AuthSettings;
  readonly asking: CredentialPrompt;
  /** Aborts when a person has had enough; returns the way to stop listening. */
  readonly onInterrupt: (run: () => void) => () => void;
}

interface Target {
  readonly system: string;
  readonly upsname: string;
  readonly host: string;
  readonly port: number;
  /** Of the MONITOR line that is meant. */
  readonly monitor: Monitor | undefined;
}

function monitorsOf(io: Io, files: Files): readonly Monitor[] {
  const loaded = loadUpsmonConf(confPath(io.env), files);
  return loaded.kind === "read" ? loaded.conf.monitors : [];
}

/** The UPS that is named, else the first that feeds this machine. Throws NutError `usage`. */
function targetOf(text: string | undefined, monitors: readonly Monitor[]): Target {
  if (text === undefined) {
    const monitor = monitors.find(({ powerValue }) => powerValue > 0);
    if (!monitor) throw new NutError("usage", "which UPS? Name it: nutts drill --live ups@host");
    return { ...monitor, monitor };
  }
  const id = parseUpsId(text);
  if (id?.upsname === undefined)
    throw new NutError("usage", `${text} does not name a UPS: write ups@host or ups@host:port`);
  const { upsname, host, port } = id;
  const monitor = monitors.find((each) => each.upsname === upsname && each.host === host && each.port === port);
  return { system: text, upsname, host, port, monitor };
}

/** `-u` and `-p`, else nutauth.conf, else the MONITOR line of a primary, else the person at the keyboard. */
async function introduce(client: NutClient, target: Target, line: CommandLine, world: LiveWorld): Promise<void> {
  const auth = world.authFor(target);
  const { monitor } = target;
  const own: AuthSettings =
    monitor?.role === "primary" && auth.user === undefined
      ? { ...auth, user: monitor.username, pass: monitor.password }
      : auth;
  const known = line.has("u") ? auth : own;
  const username = await world.asking.username(line, known);
  if (username === undefined) throw new NutError("usage", "a live drill wants a user: -u USER -p PASSWORD");
  await client.authenticate(username, (await world.asking.password(line, known)) ?? "");
}

/** Those that ups.conf of this machine has, where it is the server. */
const stagesOn = ({ monitor, ...target }: Target, io: Io, files: Files): readonly string[] =>
  stagesFor({ ...target, powerValue: 1 }, files, io.env).map(({ section }) => section.name);

function waitOf(line: CommandLine): number {
  const text = line.value("wait");
  if (text === undefined) return WAIT_S;
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0 && seconds <= LONGEST_WAIT_S) return seconds;
  throw new NutError("usage", `--wait ${text}: write a time of at most ${LONGEST_WAIT_S} s, such as 30s`);
}

async function held(client: NutClient, target: Target, line: CommandLine, io: Io, world: LiveWorld): Promise<number> {
  const wishes = wishesOf(line);
  const wait = waitOf(line);
  await introduce(client, target, line, world);
  const stop = new AbortController();
  const stopListening = world.onInterrupt(() => stop.abort());
  try {
    const { upsname, system } = target;
    const result = await liveDrill({
      client,
      ups: upsname,
      stages: stagesOn(target, io, world.files),
      clock: SYSTEM_CLOCK,
      wait,
      stopping: stop.signal,
    });
    const report = liveReport({
      ...result,
      ups: system,
      runtime: timeFor(wishes.runtime, system, upsname) ?? result.runtime,
      shutdownTimeOf: (name) => timeFor(wishes.shutdownTime, name) ?? SHUTDOWN_TIME,
    });
    io.out(line.has("json") ? `${JSON.stringify(report, null, 2)}\n` : liveText(report, await palette(io)));
    return report.ok ? 0 : 2;
  } finally {
    stopListening();
  }
}

export async function runLive(line: CommandLine, io: Io, world: LiveWorld): Promise<number> {
  const target = targetOf(line.operands[0], monitorsOf(io, world.files));
  const client = await world.connect(target);
  try {
    return await held(client, target, line, io, world);
  } finally {
    world.asking.close();
    await client.close();
  }
}
