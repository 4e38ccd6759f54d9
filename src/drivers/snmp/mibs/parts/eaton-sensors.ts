/** Environment sensors (EMP002) behind cards and PDUs of Eaton. */
import { numbered } from "../../../../nut/catalogue/names.ts";
import { NUMBER } from "../../../../nut/var-type.ts";
import { always, byUnit, number, TEMPERATURE_UNIT, text, type Words, words } from "../../codecs.ts";
import { alarmsAt, oneOf, type SnmpRow } from "../../mib.ts";
import { alarmsOf, standings } from "./limits.ts";

const SENSORS = "1.3.6.1.4.1.534.6.8.1";

const EMP002_AMBIENT_PRESENCE: Words = [
  [0, "unknown"],
  [2, "yes"],
  [3, "no"],
];

const AMBIENT_DRYCONTACTS_POLARITY: Words = [
  [0, "normal-opened"],
  [1, "normal-closed"],
];

const AMBIENT_DRYCONTACTS_STATE: Words = [
  [0, "inactive"],
  [1, "active"],
];

export const EATON_SENSORS: readonly SnmpRow[] = [
  { var: "ambient.count", oid: `${SENSORS}.1.1.0`, as: number(), rw: NUMBER },
  { var: "ambient.#.present", oid: `${SENSORS}.1.4.1.1.#`, as: words(EMP002_AMBIENT_PRESENCE) },
  { var: "ambient.#.name", oid: `${SENSORS}.1.3.1.1.#`, as: text },
  { var: "ambient.#.mfr", oid: `${SENSORS}.1.2.1.6.#`, as: text },
  { var: "ambient.#.model", oid: `${SENSORS}.1.2.1.7.#`, as: text },
  { var: "ambient.#.serial", oid: `${SENSORS}.1.2.1.9.#`, as: text },
  { var: "ambient.#.id", oid: `${SENSORS}.1.2.1.2.#`, as: text },
  { var: "ambient.#.address", oid: `${SENSORS}.1.2.1.4.#`, as: number() },
  { var: "ambient.#.firmware", oid: `${SENSORS}.1.2.1.10.#`, as: text },
  { note: TEMPERATURE_UNIT, oid: `${SENSORS}.2.5.0`, poll: "once" },
  { var: "ambient.#.temperature.unit", oid: `${SENSORS}.2.5.0`, as: always("celsius") },
  { var: "ambient.#.temperature", oid: `${SENSORS}.2.3.1.3.#.1`, as: byUnit },
  { var: "ambient.#.temperature.status", oid: `${SENSORS}.2.3.1.1.#.1`, as: words(standings(0)) },
  ...alarmsAt(`${SENSORS}.2.3.1.1.#.1`, alarmsOf("temperature", 0), "", { each: "ambient" }),
  { var: "ambient.#.temperature.low.critical", oid: `${SENSORS}.2.2.1.6.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.temperature.low.warning", oid: `${SENSORS}.2.2.1.5.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.temperature.high.warning", oid: `${SENSORS}.2.2.1.7.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.temperature.high.critical", oid: `${SENSORS}.2.2.1.8.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.humidity", oid: `${SENSORS}.3.3.1.3.#.1`, as: number(0.1) },
  { var: "ambient.#.humidity.status", oid: `${SENSORS}.3.3.1.1.#.1`, as: words(standings(0)) },
  ...alarmsAt(`${SENSORS}.3.3.1.1.#.1`, alarmsOf("humidity", 0), "", { each: "ambient" }),
  { var: "ambient.#.humidity.low.critical", oid: `${SENSORS}.3.2.1.6.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.humidity.low.warning", oid: `${SENSORS}.3.2.1.5.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.humidity.high.warning", oid: `${SENSORS}.3.2.1.7.#.1`, as: number(0.1), rw: NUMBER },
  { var: "ambient.#.humidity.high.critical", oid: `${SENSORS}.3.2.1.8.#.1`, as: number(0.1), rw: NUMBER },
  { var: numbered("ambient.#.contacts.#.name", "#", 1), oid: `${SENSORS}.4.2.1.1.#.1`, as: text },
  { var: numbered("ambient.#.contacts.#.name", "#", 2), oid: `${SENSORS}.4.2.1.1.#.2`, as: text },
  {
    var: numbered("ambient.#.contacts.#.config", "#", 1),
    oid: `${SENSORS}.4.2.1.3.#.1`,
    as: words(AMBIENT_DRYCONTACTS_POLARITY),
    rw: oneOf(AMBIENT_DRYCONTACTS_POLARITY, 128),
  },
  {
    var: numbered("ambient.#.contacts.#.config", "#", 2),
    oid: `${SENSORS}.4.2.1.3.#.2`,
    as: words(AMBIENT_DRYCONTACTS_POLARITY),
    rw: oneOf(AMBIENT_DRYCONTACTS_POLARITY, 128),
  },
  {
    var: numbered("ambient.#.contacts.#.status", "#", 1),
    oid: `${SENSORS}.4.3.1.3.#.1`,
    as: words(AMBIENT_DRYCONTACTS_STATE),
  },
  {
    var: numbered("ambient.#.contacts.#.status", "#", 2),
    oid: `${SENSORS}.4.3.1.3.#.2`,
    as: words(AMBIENT_DRYCONTACTS_STATE),
  },
];
