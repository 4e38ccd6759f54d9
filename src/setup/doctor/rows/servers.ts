/** What the servers of MONITOR say to the user and password that stand there. */
import { plainHost } from "../../../conf/cert-hosts.ts";
import type { Monitor } from "../../../conf/upsmon-conf.ts";
import { parseStatus } from "../../../nut/status.ts";
import { confOf } from "../../check/check-input.ts";
import { isLoopback, isThisMachine } from "../../check/this-host.ts";
import type { Attempt, MonitorLook, ReachedServer, UpsReading } from "../measure/servers.ts";
import { type DoctorInput, type DoctorRow, fine, type Look, startCommand, unknown, wrong } from "../row.ts";

const isOwn = ({ check }: DoctorInput, { host }: Monitor): boolean => isThisMachine(host, check.machine);

const serverOf = ({ host, port }: Monitor): string => `${host}:${port}`;

const startServer = ({ check, reality }: DoctorInput): string =>
  startCommand(check.machine, "server", reality.services.length > 0);

/** One look for each server, whatever it has of UPSes. */
function perServer({ reality }: DoctorInput): readonly MonitorLook[] {
  const seen = new Map<string, MonitorLook>();
  for (const look of reality.monitors) if (!seen.has(serverOf(look.monitor))) seen.set(serverOf(look.monitor), look);
  return [...seen.values()];
}

const reached = (
  { reality }: DoctorInput,
  look: (monitor: Monitor, server: ReachedServer) => readonly Look[],
): readonly Look[] =>
  reality.monitors.flatMap(({ monitor, server }) => (server.kind === "reached" ? look(monitor, server) : []));

function lookAtServer(input: DoctorInput, { monitor, server }: MonitorLook): Look {
  const at = serverOf(monitor);
  if (server.kind === "reached") return fine(`${at} answers`);
  const mend = isOwn(input, monitor) ? startServer(input) : `ping -c 1 ${plainHost(monitor.host)}`;
  return wrong(`${at}: ${server.why.text}`, mend);
}

/** What a server says of a UPS that it has no data of, and what mends that. */
const SILENCES: Readonly<Record<string, string>> = {
  "driver-not-connected": "sudo nutts driver start",
  "data-stale": "sudo nutts driver list",
};

function silenceMend(input: DoctorInput, monitor: Monitor, code: string): string {
  if (!isOwn(input, monitor)) return `upsc -l ${monitor.host}:${monitor.port}`;
  return SILENCES[code] ?? `upsc -l ${monitor.host}:${monitor.port}`;
}

function readingText(reading: UpsReading & { readonly kind: "read" }): string {
  const part = (name: string, unit: string): string => {
    const value = reading.vars.get(name);
    return value === undefined ? "" : `, ${name.replace(/.*\./, "")} ${value}${unit}`;
  };
  const status = reading.vars.get("ups.status") ?? "";
  return `${status === "" ? "no status" : status}${part("battery.charge", " %")}${part("battery.runtime", " s")}`;
}

const BAD_STATES: readonly (readonly [token: string, text: string])[] = [
  ["OFF", "it is switched off"],
  ["BYPASS", "it is on bypass: its battery feeds nothing"],
  ["OVER", "it is overloaded, and may give up at the first failure of the mains"],
  ["ALARM", "it raises an alarm"],
];

function stateLook({ system }: Monitor, reading: UpsReading & { readonly kind: "read" }): Look {
  const status = reading.vars.get("ups.status") ?? "";
  const tokens = parseStatus(status);
  const bad = BAD_STATES.find(([token]) => tokens.includes(token));
  const alarm = reading.vars.get("ups.alarm");
  if (tokens.length === 0 || status === "WAIT") return wrong(`${system} has told no status yet`);
  if (bad) return wrong(`${system} says ${status}: ${bad[1]}${alarm === undefined ? "" : ` (${alarm})`}`);
  return tokens.includes("OB")
    ? unknown(`${system} is on battery now: ${readingText(reading)}`)
    : fine(`${system} says ${readingText(reading)}`);
}

function batteryLook({ system }: Monitor, vars: ReadonlyMap<string, string>): readonly Look[] {
  const tokens = parseStatus(vars.get("ups.status") ?? "");
  const [charge, low] = ["battery.charge", "battery.charge.low"].map((name) => Number.parseFloat(vars.get(name) ?? ""));
  if (tokens.includes("RB")) return [wrong(`${system} wants its battery replaced`)];
  if (tokens.includes("LB")) return [wrong(`${system} says that its battery is low`)];
  if (charge !== undefined && low !== undefined && charge <= low)
    return [wrong(`${system} has ${charge} % left, and counts ${low} % as low`)];
  return Number.isFinite(charge) ? [fine(`${system}: ${charge} %`)] : [];
}

const LOGIN_MENDS: Readonly<Record<string, string>> = {
  "unknown-ups": "nutts check --explain monitor-ups",
  "access-denied": "nutts check --explain monitor-password",
};

function attemptLook({ system, username }: Monitor, attempt: Attempt, did: string, own: boolean): Look {
  if (attempt.kind === "accepted") return fine(`${system} ${did} ${username}`);
  if (attempt.kind === "left-out") return unknown(`${system}: not tried, it says ${attempt.why}`);
  const mend = own ? LOGIN_MENDS[attempt.why.code] : undefined;
  return wrong(`${system} refuses ${username}: ${attempt.why.text}`, mend);
}

function lookAtTls({ check }: DoctorInput, { monitor, server }: MonitorLook): readonly Look[] {
  const at = serverOf(monitor);
  if (server.kind === "out-of-reach")
    return ["ssl-failed", "certificate-refused", "configuration"].includes(server.why.code)
      ? [wrong(`${at}: ${server.why.text}`)]
      : [];
  if (server.secure) return [fine(`${at} speaks TLS`)];
  const certfile = confOf(check.files.upsd)?.settings.certfile;
  if (certfile !== undefined && isThisMachine(monitor.host, check.machine))
    return [
      wrong(`${at} speaks clear text, though upsd.conf has CERTFILE ${certfile}`, "sudo upsd -c stop && sudo upsd"),
    ];
  if (isLoopback(monitor.host)) return [fine(`${at} speaks clear text, and nobody else can hear it`)];
  return [unknown(`${at} speaks clear text: the password of ${monitor.username} can be read on the network`)];
}

const bare = (address: string): string => plainHost(address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, ""));

/** Whether upsmon of this machine is among those that a server counts. Another network may show it under another address. */
export function isCounted({ check }: DoctorInput, monitor: Monitor, clients: readonly string[]): boolean | undefined {
  const own = new Set(check.machine.addresses.map(bare));
  if (clients.some((client) => isLoopback(client) || own.has(bare(client)))) return true;
  return clients.length === 0 || isThisMachine(monitor.host, check.machine) ? false : undefined;
}

function countedLook(input: DoctorInput, monitor: Monitor, { clients }: ReachedServer): readonly Look[] {
  if (clients === undefined) return [];
  const counted = isCounted(input, monitor, clients);
  const mend = startCommand(input.check.machine, "monitor", input.reality.services.length > 0);
  if (counted === undefined)
    return [unknown(`${monitor.system} counts ${clients.join(", ")}, and none of them is an address of this machine`)];
  return counted
    ? [fine(`${monitor.system} counts this machine`)]
    : [wrong(`${monitor.system} does not count this machine: no upsmon of it is logged in`, mend)];
}

export const SERVER_ROWS: readonly DoctorRow[] = [
  {
    name: "server",
    looksAt: "every server that MONITOR names: a connection",
    means: "What upsmon cannot reach tells it nothing of the mains.",
    mend: "upsc -l HOST",
    look: (input) => perServer(input).map((look) => lookAtServer(input, look)),
  },
  {
    name: "tls",
    looksAt: "whether each server speaks TLS, and whether its certificate is good enough for upsmon.conf",
    means:
      "In clear text the password of upsmon can be read by everybody on the way, and with CERTVERIFY or FORCESSL there is no connection.",
    mend: "nutts help tls",
    look: (input) => perServer(input).flatMap((look) => lookAtTls(input, look)),
  },
  {
    name: "ups-reading",
    looksAt: "the variables of every UPS of MONITOR",
    means: "upsmon decides by what the UPS says. One that says nothing counts as healthy until it has been on battery.",
    mend: "nutts driver list",
    look: (input) =>
      reached(input, (monitor, { reading }) => [
        reading.kind === "read"
          ? stateLook(monitor, reading)
          : wrong(`${monitor.system}: ${reading.why.text}`, silenceMend(input, monitor, reading.why.code)),
      ]),
  },
  {
    name: "battery",
    looksAt: "RB, LB and the charge of every UPS",
    means: "With a worn or empty battery there is no time to shut down in.",
    mend: "replace the battery, and have the UPS test it",
    look: (input) =>
      reached(input, (monitor, { reading }) => (reading.kind === "read" ? batteryLook(monitor, reading.vars) : [])),
  },
  {
    name: "login",
    looksAt: "LOGIN with user and password of every MONITOR; it is taken back at once, and left out during an outage",
    means: "upsmon that is refused sees the UPS and is not counted: the primary does not wait for this machine.",
    mend: "nutts check --explain monitor-password",
    look: (input) =>
      reached(input, (monitor, { login }) => [attemptLook(monitor, login, "accepts", isOwn(input, monitor))]),
  },
  {
    name: "primary",
    looksAt: "PRIMARY, where MONITOR says so",
    means: "Only who may be primary can tell the other machines to shut down before the UPS is switched off.",
    mend: "nutts check --explain monitor-role",
    look: (input) =>
      reached(input, (monitor, { primary, login }) =>
        primary === undefined || login.kind !== "accepted"
          ? []
          : [attemptLook(monitor, primary, "takes as primary", false)],
      ),
  },
  {
    name: "upsmon-counted",
    looksAt: "LIST CLIENT of every UPS: whether upsmon of this machine is logged in",
    means: "An upsmon that runs with other files, or that was refused, protects nothing.",
    mend: "upsmon -c reload",
    look: (input) => reached(input, (monitor, server) => countedLook(input, monitor, server)),
  },
];
