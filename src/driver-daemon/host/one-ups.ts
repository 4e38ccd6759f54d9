/** Which UPS a driver's command line is about, and what it runs with. */

import type { CommandLine } from "../../cli/options.ts";
import { parseOverride } from "../../conf/driver-settings.ts";
import type { Setting } from "../../conf/sections.ts";
import { suggest } from "../../conf/suggest.ts";
import { NutError } from "../../nut/errors.ts";
import { type DriverConfig, driverConfig } from "../engine/driver-config.ts";
import {
  type ConfContext,
  type DriverConf,
  type DriverUps,
  driverPaths,
  loadDriverConf,
  noConf,
  notThere,
} from "./driver-conf.ts";
import { isSameDriver } from "./load-driver.ts";

/** A UPS with the file it comes from; `-s` has none. */
export interface ChosenUps extends DriverUps {
  readonly conf: DriverConf;
  readonly reread: () => DriverConfig | undefined;
}

/** `-x` and `-i`, in the order in which the C drivers obey them. */
function overrides(line: CommandLine): readonly Setting[] {
  const interval = line.value("i");
  return [
    ...line.all("x").map(parseOverride),
    ...(interval === undefined ? [] : [{ name: "pollinterval", value: interval }]),
  ];
}

function checkInterval(line: CommandLine): void {
  const interval = line.value("i");
  if (interval !== undefined && !/^[1-9]\d{0,8}$/.test(interval))
    throw new NutError("usage", `-i ${interval}: write a number of seconds, 1 or more`);
}

function fromFile(driver: string, upsname: string, line: CommandLine, context: ConfContext): ChosenUps {
  const conf = loadDriverConf(context);
  const found = conf.upses.find((ups) => ups.upsname === upsname);
  if (!found) throw notThere(conf, upsname);
  if (!isSameDriver(found.driver, driver))
    throw new NutError(
      "configuration",
      `[${upsname}] has driver = ${found.driver} in ${conf.path}, and this is ${driver}`,
    );
  const withLine = (from: DriverConf): DriverConfig | undefined => {
    const section = from.upses.find((ups) => ups.upsname === upsname)?.config.settings;
    if (!section) return undefined;
    return driverConfig({
      upsname,
      globals: from.globals,
      section: section.entries().map(asSetting),
      overrides: overrides(line),
    });
  };
  return { ...found, conf, config: withLine(conf) ?? found.config, reread: () => withLine(loadDriverConf(context)) };
}

const asSetting = ([name, value]: readonly [string, string]): Setting => ({
  name,
  value: value === "" ? undefined : value,
});

function fromLine(driver: string, upsname: string, line: CommandLine, { env }: ConfContext): ChosenUps {
  const conf = noConf(env);
  const config = driverConfig({ upsname, globals: [], section: [], overrides: overrides(line) });
  return { upsname, driver, config, conf, ...driverPaths(conf, driver, upsname), reread: () => undefined };
}

/** The UPS of `-a` or `-s`. Throws NutError with what is missing. */
export function chooseUps(driver: string, line: CommandLine, context: ConfContext): ChosenUps {
  checkInterval(line);
  const names = [...line.all("a"), ...line.all("s")];
  const [upsname] = names;
  if (names.length > 1) throw new NutError("usage", "'-a ups' and '-s name' exclude each other and are given once");
  if (upsname === undefined) throw new NutError("usage", "'-a ups' (of ups.conf) or '-s name' is needed; try -h");
  return line.has("a") ? fromFile(driver, upsname, line, context) : fromLine(driver, upsname, line, context);
}

/** Throws NutError `configuration` when the UPS has no port. */
export function checkPort({ upsname, config }: DriverUps): void {
  if (config.settings.port !== "") return;
  const [typed] = config.settings.entries().find(([name]) => suggest(name, ["port"]) !== undefined) ?? [];
  const advice = typed === undefined ? "" : `; did you mean port where it says ${typed}?`;
  throw new NutError(
    "configuration",
    `UPS [${upsname}] has no port: write port = … in ups.conf, or -x port=…${advice}`,
  );
}
