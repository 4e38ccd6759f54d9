import { join } from "node:path";
import { loadUpsConf, loadUpsdConf, loadUpsdUsers } from "../conf/load.ts";
import type { Loaded } from "../conf/loader.ts";
import { formatProblem, type Problem } from "../conf/problem.ts";
import { completeUpses, type UpsConf } from "../conf/ups-conf.ts";
import type { UpsdConf } from "../conf/upsd-conf.ts";
import type { UpsdUsers } from "../conf/upsd-users.ts";
import { truthOf } from "../conf/values.ts";
import { driverPlace } from "../nut/driver-place.ts";
import { NutError } from "../nut/errors.ts";
import { type Files, warnWorldReadable } from "../system/files/files.ts";
import { confPath, type Env, statePath } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { fileReason } from "../system/system-error.ts";
import type { Descriptions, UpsdConfig } from "./config.ts";
import { NO_DESCRIPTIONS, parseDescriptions } from "./descriptions.ts";

export interface LoadContext {
  readonly files: Files;
  readonly env: Env;
  readonly log: Log;
  readonly family: UpsdConfig["family"];
  /** The files are read again by a server that has them already: what cannot be read stops that. */
  readonly again?: boolean;
  /** ups.conf, where somebody has read it already. */
  readonly upsConf?: Loaded<UpsConf>;
}

export interface LoadedConfig {
  readonly config: UpsdConfig;
  readonly problems: readonly Problem[];
}

type Read<T> = Extract<Loaded<T>, { kind: "read" }>;

/** Throws NutError `configuration` when the file is not there or cannot be read. */
function needed<T>(loaded: Loaded<T>, advice: string): Read<T> {
  if (loaded.kind === "read") return loaded;
  const { path } = loaded;
  throw new NutError(
    "configuration",
    loaded.kind === "missing" ? `there is no ${path}; ${advice}` : `can't open ${path}: ${loaded.reason}`,
  );
}

const TLS_LINE = /^(?:CERTFILE|CERTPATH|CERTIDENT|CERTREQUEST): /;

/** A line about TLS that cannot be read would leave the server with less than was asked for. */
function refuseHalfTls(problems: readonly Problem[]): void {
  const found = problems.find(({ severity, text }) => severity === "error" && TLS_LINE.test(text));
  if (found) throw new NutError("configuration", formatProblem(found));
}

const NOBODY = { users: [] };

/** Without its users a server can still be read; one that has them keeps them. Throws NutError `configuration`. */
function usersOf(
  loaded: Loaded<UpsdUsers>,
  { log, again }: LoadContext,
): Pick<Read<Pick<UpsdUsers, "users">>, "conf" | "problems"> {
  if (loaded.kind === "read") return loaded;
  if (again && loaded.kind === "unreadable") return needed(loaded, "");
  const reason =
    loaded.kind === "missing" ? `there is no ${loaded.path}` : `can't open ${loaded.path}: ${loaded.reason}`;
  log.warning(`${reason}: nobody can log in`);
  return { conf: NOBODY, problems: [] };
}

/** ups.conf has the last word after the environment: drivers read STATEPATH there only. */
function stateFolder(upsdConf: UpsdConf, upsConf: UpsConf, { env, log }: LoadContext): string {
  const shared = upsConf.globals.findLast(({ name }) => name.toLowerCase() === "statepath")?.value;
  const configured = shared ?? upsdConf.statepath;
  const folder = statePath(configured, env);
  if (configured !== undefined && configured !== folder) {
    log.warning(`STATEPATH ${configured} is ignored in favour of NUT_STATEPATH=${folder}`);
  }
  return folder;
}

/** The environment has the last word. */
const allowed = (name: string, configured: boolean | undefined, { env }: LoadContext): boolean =>
  truthOf(env[name] ?? "") ?? configured ?? false;

function descriptions({ datapath }: UpsdConf, { files, log }: LoadContext): Descriptions {
  if (datapath === undefined) return NO_DESCRIPTIONS;
  const path = join(datapath, "cmdvartab");
  try {
    const text = files.read(path);
    if (text !== undefined) return parseDescriptions(text);
    log.info(`${path} not found: the built-in descriptions are served`);
  } catch (error) {
    log.warning(`can't open ${path}: ${fileReason(error)}: the built-in descriptions are served`);
  }
  return NO_DESCRIPTIONS;
}

type Parts = Pick<UpsdConfig, "upses" | "users">;

const configOf = (parts: Parts, conf: UpsdConf, context: LoadContext): UpsdConfig => ({
  ...parts,
  listen: conf.listen,
  family: context.family,
  maxAge: conf.maxage,
  trackingDelay: conf.trackingdelay,
  maxConnections: conf.maxconn,
  allowNoDevice: allowed("ALLOW_NO_DEVICE", conf.allowNoDevice, context),
  allowNotAllListeners: allowed("ALLOW_NOT_ALL_LISTENERS", conf.allowNotAllListeners, context),
  tls: conf,
  descriptions: descriptions(conf, context),
  mdns: conf.mdns,
  debugMin: conf.debugMin,
});

export function loadConfig(context: LoadContext): LoadedConfig {
  const { env, files, log } = context;
  const folder = confPath(env);
  const upsd = needed(loadUpsdConf(folder, files), "an empty file will do to begin with");
  refuseHalfTls(upsd.problems);
  const ups = needed(
    context.upsConf ?? loadUpsConf(folder, files),
    "nutts scanner --write makes one of the devices it finds",
  );
  const users = usersOf(loadUpsdUsers(folder, files), context);
  const sockets = stateFolder(upsd.conf, ups.conf, context);
  if (upsd.conf.certfile !== undefined) warnWorldReadable(files, upsd.conf.certfile, log);
  const upses = completeUpses(ups.conf).map(({ name, driver, desc, aliases }) => ({
    name,
    description: desc,
    aliases,
    socket: join(sockets, driverPlace(driver, name)),
  }));
  return {
    config: configOf({ upses, users: users.conf.users }, upsd.conf, context),
    problems: [...upsd.problems, ...ups.problems, ...users.problems],
  };
}
