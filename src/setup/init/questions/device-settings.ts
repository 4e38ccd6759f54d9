/** What is set for a device by what it told: battery voltages, and when it gives power again. */
import type { Asker } from "../../../cli/asker.ts";
import type { UpsSection } from "../../../conf/ups-conf.ts";
import { findDriver } from "../../../drivers/registry.ts";
import type { Setting, UpsAnswer } from "../answers.ts";
import { parseRange, RANGE_VARIABLES, rangeAround } from "../battery-range.ts";
import type { Given } from "../flags.ts";
import type { UpsReading } from "../trial.ts";

const Q1_DRIVER = "nutdrv_qx";
/** Seconds of mains before the UPS feeds its load again: a battery that was emptied holds through a second outage. */
const START_DELAY = 120;
/** Percent of charge that it waits for. */
const RESTART_CHARGE = 25;

export interface DeviceSettings {
  /** Lines of its section. */
  readonly lines: readonly Setting[];
  /** Variables of the device. */
  readonly variables: readonly Setting[];
}

const driverOf = (name: string): string => findDriver(name)?.name ?? name;

const isSet = (section: UpsSection | undefined, variable: string): boolean =>
  section?.entries.some(({ name }) => name.endsWith(`.${variable}`)) ?? false;

async function batteryLines(
  ups: UpsAnswer,
  given: Given,
  reading: UpsReading,
  section: UpsSection | undefined,
  asker: Asker,
): Promise<readonly Setting[]> {
  const asked = given.batteries.get(ups.name) ?? given.batteries.get("");
  const lines = ({ low, high }: { low: string; high: string }): readonly Setting[] => [
    { name: RANGE_VARIABLES.low, value: low },
    { name: RANGE_VARIABLES.high, value: high },
  ];
  if (asked) return lines(asked);
  if (driverOf(ups.driver) !== Q1_DRIVER || reading.kind !== "read" || isSet(section, "battery.voltage.high"))
    return [];
  const nominal = Number(reading.vars.get("battery.voltage.nominal"));
  if (!(nominal > 0)) return [];
  const { low, high } = rangeAround(nominal);
  const text = await asker.text({
    question: `${ups.name}: volts of its ${nominal} V battery when empty and when full`,
    option: "--battery",
    usual: `${low}-${high}`,
    check: (answer) => (parseRange(answer) ? undefined : "write LOW-HIGH, as in 20.4-27.6"),
  });
  return lines(parseRange(text) ?? { low, high });
}

async function startDelay(
  ups: UpsAnswer,
  given: Given,
  reading: UpsReading,
  asker: Asker,
): Promise<readonly Setting[]> {
  if (reading.kind !== "read" || !reading.settable.has("ups.delay.start") || given.startDelay === 0) return [];
  const options = (await findDriver(ups.driver)?.load(ups.driver))?.options ?? [];
  if (!options.some(({ name }) => name === "ondelay")) return [];
  const now = Number(reading.vars.get("ups.delay.start"));
  if (given.startDelay === undefined && now >= START_DELAY) return [];
  const usual = String(given.startDelay ?? START_DELAY);
  const value =
    given.startDelay === undefined
      ? await asker.text({
          question: `${ups.name}: seconds of mains before it gives power again (it has ${now || 0})`,
          option: "--start-delay",
          usual,
          check: (text) => (/^\d{1,4}$/.test(text) ? undefined : "write a number of seconds"),
        })
      : usual;
  return Number(value) === now ? [] : [{ name: "ondelay", value }];
}

async function restartCharge(
  ups: UpsAnswer,
  given: Given,
  reading: UpsReading,
  asker: Asker,
): Promise<readonly Setting[]> {
  const name = "battery.charge.restart";
  if (reading.kind !== "read" || !reading.settable.has(name) || given.restartCharge === 0) return [];
  const now = Number(reading.vars.get(name));
  if (given.restartCharge !== undefined)
    return given.restartCharge === now ? [] : [{ name, value: String(given.restartCharge) }];
  if (now >= RESTART_CHARGE) return [];
  const value = await asker.text({
    question: `${ups.name}: percent of charge before it gives power again (it has ${now || 0})`,
    option: "--restart-charge",
    usual: String(RESTART_CHARGE),
    check: (text) => (/^(\d{1,2}|100)$/.test(text) ? undefined : "write a number from 0 to 100"),
  });
  return Number(value) === now ? [] : [{ name, value }];
}

export async function askDeviceSettings(
  ups: UpsAnswer,
  given: Given,
  reading: UpsReading,
  section: UpsSection | undefined,
  asker: Asker,
): Promise<DeviceSettings> {
  const battery = await batteryLines(ups, given, reading, section, asker);
  const delay = isSet(section, "ups.delay.start") || section?.entries.some(({ name }) => name === "ondelay");
  return {
    lines: [
      ...battery,
      ...(delay && given.startDelay === undefined ? [] : await startDelay(ups, given, reading, asker)),
    ],
    variables: await restartCharge(ups, given, reading, asker),
  };
}
