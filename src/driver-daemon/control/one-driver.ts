/** `nutts driver NAME …`: the command line of a C driver. */
import { type CommandLine, parseCommandLine, usage } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { UPS_CONF } from "../../conf/tables/ups-conf.ts";
import { debugLevel, type Machine } from "../../daemon/run-daemon.ts";
import type { DriverDefinition } from "../../drivers/types.ts";
import { ERRORS, NutError } from "../../nut/errors.ts";
import { VERSION } from "../../nut/version.ts";
import { createLog, type Log } from "../../system/log/log.ts";
import { stderrSink } from "../../system/log/stderr-sink.ts";
import { systemOpeners } from "../engine/openers.ts";
import { optionProblems } from "../engine/parameters.ts";
import { runOneDriver } from "../host/driver-daemon.ts";
import { loadDriver } from "../host/load-driver.ts";
import { type ChosenUps, checkPort, chooseUps } from "../host/one-ups.ts";
import { turnLoadOff } from "./kill-running.ts";
import { ONE_DRIVER } from "./one-driver-options.ts";
import { dumpDriver, type OneShot } from "./one-shot.ts";
import { driverWord, tellDriver } from "./tell-driver.ts";

/** The first line that every C driver prints; NUT_QUIET_INIT_BANNER leaves it out. */
export const driverBanner = ({ title, version }: DriverDefinition): string =>
  `Network UPS Tools ${VERSION} - ${title}${title.includes("river") ? "" : " driver"} ${version}\n`;

/** `VALUE name "what it is"`, for programs that build forms from it. */
const listOptions = ({ options }: DriverDefinition): string =>
  options.map(({ kind, name, help }) => `${kind.toUpperCase()} ${name} "${help}"\n`).join("");

function helpText(definition: DriverDefinition): string {
  const { options, name, notes } = definition;
  const width = Math.max(0, ...options.map((option) => option.name.length + "=<value>".length));
  const rows = options.map(
    (option) => `  ${`${option.name}${option.kind === "value" ? "=<value>" : ""}`.padEnd(width)}  ${option.help}`,
  );
  const common = Object.values(UPS_CONF).flatMap((option) => (option.where === "global" ? [] : [option.name]));
  return [
    usage(`nutts driver ${name}`, ONE_DRIVER),
    ...(rows.length > 0 ? [`Options of ${name}, in its section of ups.conf or with -x:`, "", ...rows, ""] : []),
    ...(notes ? [notes()] : []),
    `Options of every driver: ${common.join(", ")}, override.*, default.*`,
    "",
  ].join("\n");
}

/** A log on standard error for what ends with this command. */
function shortLog(line: CommandLine, machine: Machine): Log {
  const log: Log = createLog(
    stderrSink({
      clock: machine.clock,
      journal: false,
      debugLevel: () => log.debugLevel,
      write: (text) => machine.stderr(text),
    }),
    debugLevel(line, machine.env),
  );
  return log;
}

function oneShot(definition: DriverDefinition, { config }: ChosenUps, line: CommandLine, machine: Machine): OneShot {
  const log = shortLog(line, machine);
  log.debugLevel = Math.max(log.debugLevel, config.common.debugMin ?? 0);
  for (const problem of optionProblems(definition, config)) log.error(problem);
  return { definition, config, clock: machine.clock, log, openers: systemOpeners(machine.clock, log) };
}

function updatesOf(line: CommandLine): number | undefined {
  const text = line.value("d");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new NutError("usage", `-d ${text}: write a number of updates, 1 or more`);
}

async function tell(ups: ChosenUps, given: string, line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const word = driverWord(given);
  if (word === undefined)
    throw new NutError("usage", `-c ${given}: write reload, reload-or-error, reload-or-exit or exit`);
  const { status, text } = await tellDriver(ups, word, machine, line.value("P"));
  io.err(`driver.${word} to ${ups.driver}-${ups.upsname}: ${text}\n`);
  return status;
}

async function work(definition: DriverDefinition, line: CommandLine, io: Io, machine: Machine): Promise<number> {
  if (line.operands.length > 0) throw new NutError("usage", `${line.operands[0]} has no place here; try -h`);
  const ups = chooseUps(definition.name, line, machine);
  const word = line.value("c");
  if (word !== undefined) return tell(ups, word, line, io, machine);
  const list = definition.list?.(ups.config.settings);
  if (list !== undefined) {
    io.out(list);
    return 0;
  }
  checkPort(ups);
  const named = { ...definition, name: ups.driver };
  if (line.has("k")) return (await turnLoadOff(ups, oneShot(named, ups, line, machine), machine)) ? 0 : 1;
  const updates = updatesOf(line);
  if (updates === undefined) return runOneDriver(named, ups, line, machine);
  io.out(await dumpDriver(oneShot(named, ups, line, machine), updates));
  return 0;
}

export async function oneDriver(name: string, argv: readonly string[], io: Io, machine: Machine): Promise<number> {
  const definition = await loadDriver(name);
  const parsed = parseCommandLine(ONE_DRIVER, argv);
  if (parsed.kind === "error") {
    io.err(`${name}: ${parsed.text}\n${usage(`nutts driver ${name}`, ONE_DRIVER)}`);
    return ERRORS.usage.exit;
  }
  const { line } = parsed;
  if (io.env.NUT_QUIET_INIT_BANNER === undefined || line.has("V") || line.has("h")) io.out(driverBanner(definition));
  if (line.has("h")) io.out(helpText(definition));
  else if (line.has("L")) io.out(listOptions(definition));
  if (line.has("h") || line.has("L") || line.has("V")) return 0;
  return work(definition, line, io, machine);
}
