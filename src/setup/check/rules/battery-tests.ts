/** BATTERYTEST against the upsd of the same machine. */
import { type BatteryTest, TEST_COMMANDS } from "../../../conf/tables/battery-tests.ts";
import { sameUps } from "../../../conf/tables/shutdown-rules.ts";
import type { Monitor } from "../../../conf/tables/upsmon-conf.ts";
import { stagesOf } from "../../../conf/ups/stages.ts";
import { mayCommand, type UpsdUser } from "../../../conf/upsd-users.ts";
import { type CheckInput, confOf, ownMonitors } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot } from "../rule.ts";

interface Tested {
  readonly line: BatteryTest;
  readonly monitor: Monitor;
  readonly at: Spot;
}

function testedIn({ files: { upsmon } }: CheckInput, monitors: readonly Monitor[]): readonly Tested[] {
  const conf = confOf(upsmon);
  return (conf?.settings.batteryTests ?? []).flatMap((line) => {
    const monitor = monitors.find(({ system }) => sameUps(line.ups, system));
    return conf && monitor ? [{ line, monitor, at: spot(upsmon.path, conf.placeOf(line)) }] : [];
  });
}

/** What a user of upsd.users lacks to have this test made. */
function lacking(user: UpsdUser, { test }: BatteryTest): readonly string[] {
  const commands = TEST_COMMANDS[test];
  const start = commands.some((command) => mayCommand(user, command)) ? [] : commands.slice(0, 1);
  return mayCommand(user, "test.battery.stop") ? start : [...start, "test.battery.stop"];
}

/** A stage has its own two commands, and none of the UPS. */
function findOnStages(input: CheckInput): readonly Found[] {
  const stages = stagesOf(confOf(input.files.ups)?.sections ?? []);
  return testedIn(input, ownMonitors(input)).flatMap(({ line, monitor, at }): readonly Found[] => {
    const stage = stages.find(({ section }) => section.name === monitor.upsname);
    if (!stage) return [];
    const text = `BATTERYTEST ${line.ups} ${line.test}: ${monitor.upsname} is a stage, which has no tests`;
    const system = `${stage.device}${monitor.system.slice(monitor.upsname.length)}`;
    return [{ severity: "error", at, text, advice: `write ${system}, whose battery it is` }];
  });
}

const isDaily = ({ schedule: { weekday, day } }: BatteryTest): boolean => weekday === undefined && day === undefined;

function findOften(input: CheckInput): readonly Found[] {
  return testedIn(input, confOf(input.files.upsmon)?.settings.monitors ?? []).flatMap(
    ({ line, at }): readonly Found[] =>
      line.test === "deep" && isDaily(line)
        ? [{ severity: "warning", at, text: `BATTERYTEST ${line.ups} deep daily discharges the battery every day` }]
        : [],
  );
}

export const BATTERY_TEST_RULES: readonly Rule[] = [
  {
    name: "battery-test-stage",
    looksAt: "BATTERYTEST of upsmon.conf, and the clones of ups.conf",
    means:
      "A test is an order to the UPS. A stage is that UPS under another name, and passes no orders on but its own.",
    mend: "write the UPS itself",
    find: findOnStages,
  },
  {
    name: "battery-test-often",
    looksAt: "BATTERYTEST of upsmon.conf",
    means:
      "Each deep discharge wears the battery, which bears some hundred of them; and for hours after each one there is little for an outage. What a deep test tells changes over months.",
    mend: "write quarterly or yearly for deep, and monthly for quick",
    find: findOften,
  },
  {
    name: "battery-test-user",
    looksAt: "BATTERYTEST and MONITOR of upsmon.conf, upsd.users",
    means:
      "upsmon has batteries tested with the user of the MONITOR line, who needs the commands for that: one to begin, and test.battery.stop for a test that has to end before the battery is low.",
    mend: "give the user instcmds for these commands, and reload upsd",
    find: (input) =>
      testedIn(input, ownMonitors(input)).flatMap(({ line, monitor, at }): readonly Found[] => {
        const { files } = input;
        const user = confOf(files.users)?.users.find(({ name }) => name === monitor.username);
        const lacks = user ? lacking(user, line) : [];
        if (!user || lacks.length === 0) return [];
        const text = `BATTERYTEST ${line.ups} ${line.test}: [${user.name}] of ${files.users.path} may not ${lacks.join(" and ")}`;
        const advice = `write ${lacks.map((command) => `instcmds = ${command}`).join(" and ")} below [${user.name}]`;
        return [{ severity: "error", at, text, advice }];
      }),
  },
  {
    name: "battery-test-twice",
    looksAt: "BATTERYTEST and MONITOR of upsmon.conf",
    means:
      "Of several machines on one UPS one should have it tested: each upsmon only knows of its own tests, and the others are told of an ordinary outage.",
    mend: "write the line on the machine that is primary",
    find: (input) =>
      testedIn(input, confOf(input.files.upsmon)?.settings.monitors ?? []).flatMap(
        ({ line, monitor, at }): readonly Found[] =>
          monitor.role === "primary"
            ? []
            : [
                {
                  severity: "warning",
                  at,
                  text: `BATTERYTEST ${line.ups} ${line.test}: this machine is not its primary, which may test it as well`,
                },
              ],
      ),
  },
];
