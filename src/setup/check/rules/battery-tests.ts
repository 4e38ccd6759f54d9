/** BATTERYTEST against the upsd of the same machine. */
import { type BatteryTest, TEST_COMMANDS } from "../../../conf/tables/battery-tests.ts";
import { sameUps } from "../../../conf/tables/shutdown-rules.ts";
import type { Monitor } from "../../../conf/tables/upsmon-conf.ts";
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

export const BATTERY_TEST_RULES: readonly Rule[] = [
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
