/** UPSes that close contacts: genericups, by the number of their type. What the table of types names is added from it. */
import { CONTACT_TYPES, type ContactType } from "../../serial/genericups/types.ts";
import type { DeviceGroup } from "../devices.ts";

/** More that is wired as a type of the table. */
const LIKE: readonly (readonly [upstype: number, makers: DeviceGroup["makers"]])[] = [
  [1, { APC: ["Back-UPS Pro with cable 940-0095A/C", "Smart-UPS with cable 940-0095A/C"] }],
  [
    4,
    {
      Apollo: ["1000A", "1000F"],
      Belkin: ["Resource"],
      "Jageson Technology": ["Jasuny USPS"],
      PowerMan: ["BackPro"],
    },
  ],
  [6, { Fideltronik: ["Ares 700 and larger"] }],
  [
    7,
    {
      Belkin: ["Home Office: F6H350-SER, F6H500-SER, F6H650-SER"],
      "Cyber Power Systems": ["Power99", "550SL", "725SL"],
      Dynex: ["975AVR"],
      Eaton: ["Management Card Contact, Config 3, cable 66033"],
      ETA: ["mini+UPS with the WinNT cable"],
      MicroDowell: ["B.Box LP 500"],
      Powerware: ["3110"],
      SOLA: ["305 with cable INT-0025C"],
      Sweex: ["UPS: 500, 1000"],
      UPSonic: ["Power Guardian"],
    },
  ],
  [12, { APC: ["Masterswitch with cable 940-0020"] }],
  [13, { Repotec: ["RPT-~: 800A, 162A"] }],
  [14, { Online: ["P-Series"] }],
  [15, { Deltec: ["PowerRite Pro II"], Exide: ["NetUPS SE"], Powerware: ["5125"] }],
  [19, { Fideltronik: ["Ares, other models"] }],
  [20, { APC: ["Back-UPS RS 500 with a cable of one's own"] }],
  [21, { AEC: ["MiniGuard UPS 700 with Megatec M2501 cable"] }],
  [22, { Gamatronic: ["any with alarm interface"] }],
];

const named = ({ mfr, model, cable }: ContactType): DeviceGroup["makers"] => ({
  [mfr]: [cable === undefined ? model : `${model} (${cable})`],
});

const group = (upstype: number, makers: DeviceGroup["makers"]): DeviceGroup => ({
  driver: "genericups",
  link: "serial",
  note: `upstype = ${upstype}`,
  makers,
});

export const CONTACTS: readonly DeviceGroup[] = [
  ...CONTACT_TYPES.map((type, upstype) => group(upstype, named(type))),
  ...LIKE.map(([upstype, makers]) => group(upstype, makers)),
];
