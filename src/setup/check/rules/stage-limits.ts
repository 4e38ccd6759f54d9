/** Limits of stages that are reached at once, or too late. */
import { appliesTo, ruleText, type ShutdownRule } from "../../../conf/tables/shutdown-rules.ts";
import { stagesOf, type UpsStage } from "../../../conf/ups/stages.ts";
import { durationText } from "../../../nut/duration-text.ts";
import { type CheckInput, confOf, ownMonitors } from "../check-input.ts";
import { type Found, type Rule, spot } from "../rule.ts";
import { rowsOf } from "../timers/find.ts";
import { HASTY, holdOf } from "./early.ts";
import { hostsOf } from "./hosts-together.ts";

/** Seconds. */
const LEAST_LEFT = 30;

function eachStage(input: CheckInput, complain: (stage: UpsStage) => Omit<Found, "at"> | undefined): readonly Found[] {
  const { ups } = input.files;
  return stagesOf(confOf(ups)?.sections ?? []).flatMap((stage): readonly Found[] => {
    const found = complain(stage);
    return found ? [{ ...found, at: spot(ups.path, stage.section) }] : [];
  });
}

function hastyText({ minCharge, minRuntime, maxOnBattery }: UpsStage, lasts: number | undefined): string | undefined {
  if (minCharge !== undefined && minCharge >= 100)
    return `mincharge = ${minCharge} is reached as soon as the mains fail`;
  if (minRuntime !== undefined && lasts !== undefined && minRuntime >= lasts)
    return `minruntime = ${minRuntime} is reached as soon as the mains fail: the battery lasts ${durationText(lasts)}`;
  return maxOnBattery !== undefined && maxOnBattery < HASTY
    ? `its hosts leave after ${maxOnBattery} s without mains`
    : undefined;
}

/** With units that hardly anybody means. */
function lastMoment({ minCharge, minRuntime }: UpsStage): string | undefined {
  if (minCharge !== undefined && minCharge < 1) return `mincharge = ${minCharge} is that many percent`;
  return minRuntime !== undefined && minRuntime < LEAST_LEFT
    ? `minruntime = ${minRuntime} is that many seconds`
    : undefined;
}

/** The rule by which this machine goes down before the stage leaves, whatever its limits. */
function earlier(input: CheckInput, stage: UpsStage): ShutdownRule | undefined {
  const settings = confOf(input.files.upsmon)?.settings;
  const primary = ownMonitors(input).find(
    ({ upsname, role, powerValue }) => upsname === stage.device && role === "primary" && powerValue > 0,
  );
  const { minCharge, minRuntime, maxOnBattery } = stage;
  if (!settings || !primary) return undefined;
  const covers = (rule: ShutdownRule, word: string, isEarlier: (limit: number) => boolean): boolean =>
    rule.conditions.length === 1 && rule.conditions.every((each) => each.word === word && isEarlier(each.limit));
  const rules = settings.shutdownRules.filter((rule) => appliesTo(rule, primary.system));
  const of = [
    minCharge === undefined ? [] : [rules.find((rule) => covers(rule, "charge", (limit) => limit >= minCharge))],
    minRuntime === undefined ? [] : [rules.find((rule) => covers(rule, "runtime", (limit) => limit >= minRuntime))],
    maxOnBattery === undefined
      ? []
      : [rules.find((rule) => covers(rule, "onbattery", (limit) => limit + holdOf(rule, settings) <= maxOnBattery))],
  ].flat();
  return of.every((rule) => rule !== undefined) ? of[0] : undefined;
}

function findLate(input: CheckInput): readonly Found[] {
  return eachStage(input, (stage) => {
    const { name } = stage.section;
    const moment = lastMoment(stage);
    if (moment !== undefined)
      return { severity: "warning", text: `[${name}]: ${moment}: its hosts have no time to leave` };
    const rule = earlier(input, stage);
    if (!rule) return undefined;
    const text = `the stage [${name}] leaves no earlier than this machine, by SHUTDOWNON ${rule.ups} ${ruleText(rule)}`;
    return { severity: "warning", text };
  });
}

/** Hosts that go down when the stage leaves. */
function hostsOn(input: CheckInput, { section }: UpsStage) {
  const actions = confOf(input.files.upsschedCmd)?.actions ?? [];
  const names = rowsOf(input).flatMap(({ notifyType, system, command }) =>
    notifyType === "FSD" && system.split("@")[0] === section.name && command.kind === "execute" ? [command.name] : [],
  );
  const all = [...names, ...actions.flatMap(({ name, hosts }) => (names.includes(name) ? hosts : []))];
  return hostsOf(input).filter(({ name }) => all.includes(name));
}

function findOutlet(input: CheckInput): readonly Found[] {
  return eachStage(input, (stage) => {
    const { section, hasOutlet, offDelay } = stage;
    const returns = section.entries.some(({ name }) => name === "load.on");
    if (!hasOutlet && returns)
      return { severity: "warning", text: `[${section.name}]: load.on has no effect without load.off` };
    if (!hasOutlet) return undefined;
    if (!returns)
      return {
        severity: "warning",
        text: `[${section.name}] has load.off and no load.on: its hosts stay without power when the mains are back`,
      };
    const slow = hostsOn(input, stage).find(({ timeoutS }) => timeoutS > offDelay);
    if (!slow) return undefined;
    const text = `the outlet of [${section.name}] goes off after ${durationText(offDelay)}, and [${slow.name}] may take ${durationText(slow.timeoutS)}`;
    return { severity: "warning", text, advice: `write offdelay = ${slow.timeoutS} or more` };
  });
}

export const STAGE_LIMIT_RULES: readonly Rule[] = [
  {
    name: "stage-hasty",
    looksAt: "mincharge, minruntime and maxonbattery of each clone in ups.conf, and how long the battery lasts",
    means:
      "Most mains failures are over after some seconds. Hosts on a stage that is reached at once go down for each of them.",
    mend: "write a lower mincharge or minruntime, or a longer maxonbattery",
    find: (input) =>
      eachStage(input, (stage) => {
        const text = hastyText(stage, input.runtimes.get(stage.device));
        return text === undefined ? undefined : { severity: "warning", text: `[${stage.section.name}]: ${text}` };
      }),
  },
  {
    name: "stage-late",
    looksAt: "mincharge, minruntime and maxonbattery of each clone in ups.conf, and SHUTDOWNON of upsmon.conf",
    means:
      "A stage is for hosts that leave before the machine with the cable. mincharge is in percent, minruntime and maxonbattery are in seconds.",
    mend: "have the stage leave earlier, or this machine later",
    find: findLate,
  },
  {
    name: "stage-outlet",
    looksAt:
      "load.off, load.on and offdelay of each clone in ups.conf, and timeout of the hosts that upssched.conf shuts down with its FSD",
    means: "Hosts on an outlet need the time to go down before it goes off, and somebody who switches it on again.",
    mend: "write load.off and load.on, and an offdelay as long as the slowest host",
    find: findOutlet,
  },
];
