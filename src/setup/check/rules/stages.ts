/** Stages of ups.conf: what they hang on, and who waits for them. */

import { stagesOf, type UpsStage } from "../../../conf/ups/stages.ts";
import type { UpsSection } from "../../../conf/ups-conf.ts";
import { type CheckInput, confOf, ownMonitors } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot } from "../rule.ts";

const sectionsOf = ({ files: { ups } }: CheckInput): readonly UpsSection[] => confOf(ups)?.sections ?? [];

const stages = (input: CheckInput): readonly UpsStage[] => stagesOf(sectionsOf(input));

const placeOf = ({ files: { ups } }: CheckInput, { section }: Pick<UpsStage, "section">): Spot =>
  spot(ups.path, section);

function findLost(input: CheckInput): readonly Found[] {
  const known = new Set(stages(input).map(({ section }) => section));
  return sectionsOf(input).flatMap((section): readonly Found[] => {
    if (section.driver !== "clone" || section.port === undefined || known.has(section)) return [];
    const at = spot(input.files.ups.path, section.entries.findLast(({ name }) => name === "port") ?? section);
    const text = `[${section.name}]: no driver of ups.conf has the socket ${section.port}`;
    const one = sectionsOf(input).find(
      ({ driver, name }) => driver !== "clone" && section.port?.includes(name) === true,
    );
    const advice = one?.driver === undefined ? undefined : `port = ${one.driver}-${one.name}`;
    return [{ severity: "warning", at, text, advice }];
  });
}

/** Stages of UPSes that this machine is primary of. */
function findUnwatched(input: CheckInput): readonly Found[] {
  const monitors = ownMonitors(input).filter(({ role }) => role === "primary");
  const watched = new Set(monitors.map(({ upsname }) => upsname));
  return stages(input).flatMap((stage): readonly Found[] => {
    const { name } = stage.section;
    const primary = monitors.find(({ upsname, powerValue }) => upsname === stage.device && powerValue > 0);
    if (!primary || watched.has(name)) return [];
    const system = `${name}${primary.system.slice(primary.upsname.length)}`;
    const text = `nobody waits for the hosts on the stage [${name}] when ${primary.system} shuts down`;
    const advice = `add to upsmon.conf: MONITOR ${system} 0 ${primary.username} … primary`;
    return [{ severity: "warning", at: placeOf(input, stage), text, advice }];
  });
}

function findLimitless(input: CheckInput): readonly Found[] {
  return stages(input).flatMap((stage): readonly Found[] => {
    const { minCharge, minRuntime, maxOnBattery, section } = stage;
    if (minCharge !== undefined || minRuntime !== undefined || maxOnBattery !== undefined) return [];
    const text = `the stage [${section.name}] has no limit: it leaves with the low battery of ${stage.device}, no earlier`;
    return [{ severity: "note", at: placeOf(input, stage), text }];
  });
}

/** The UPS's battery does not last so long. */
function findUnreached(input: CheckInput): readonly Found[] {
  return stages(input).flatMap((stage): readonly Found[] => {
    const runtime = input.runtimes.get(stage.device);
    const { maxOnBattery, minCharge, minRuntime } = stage;
    const other = minCharge !== undefined || minRuntime !== undefined;
    if (runtime === undefined || maxOnBattery === undefined || other || maxOnBattery < runtime) return [];
    const text = `[${stage.section.name}]: maxonbattery is ${maxOnBattery} s, and the battery of ${stage.device} lasts ${runtime} s`;
    return [{ severity: "warning", at: placeOf(input, stage), text }];
  });
}

export const STAGE_RULES: readonly Rule[] = [
  {
    name: "stage-source",
    looksAt: "port of each clone in ups.conf, and the drivers there",
    means:
      "A clone passes on what another driver on this machine says. Without one it has no data, and whoever is on it is warned of nothing.",
    mend: "write port = DRIVER-UPS, as the socket of the other driver is called",
    find: findLost,
  },
  {
    name: "stage-unwatched",
    looksAt: "the clones in ups.conf, and the MONITOR lines of upsmon.conf",
    means:
      "The machine with the cable waits for the hosts of those UPSes that it is primary of. A stage is a UPS of its own: hosts that are still on it when the battery is low lose their power while they shut down.",
    mend: "add a MONITOR line for the stage, with the power value 0 and the role primary",
    find: findUnwatched,
  },
  {
    name: "stage-limit",
    looksAt: "mincharge, minruntime and maxonbattery of each clone in ups.conf",
    means: "A stage without a limit is no stage: its hosts leave with all others.",
    mend: "write mincharge, minruntime or maxonbattery",
    find: findLimitless,
  },
  {
    name: "stage-unreached",
    looksAt: "maxonbattery of each clone in ups.conf, and how long the battery lasts",
    means: "The battery is empty before the stage would leave, so its hosts leave with the low battery.",
    mend: "write a shorter time, or a mincharge besides",
    find: findUnreached,
  },
];
