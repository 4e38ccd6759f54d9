/** Outlets of Eaton's devices: the main ones, and up to three groups that can be switched. */
import { numbered } from "../../../../nut/catalogue/names.ts";
import { string } from "../../../../nut/var-type.ts";
import { decimal, fixed } from "../../../kit/codecs.ts";
import { lookup, ON_OFF, STRING, YES_NO } from "../../readers.ts";
import type { HidCodec, HidRow } from "../../subdriver.ts";
import { hasEcoOutlets } from "./models.ts";

const OUTLET = "UPS.OutletSystem.Outlet";

type Group = 1 | 2 | 3;

const PROTECTION = lookup([0, "not powered"], [1, "not protected"], [2, "protected"]);
const ECO_CONTROL = lookup([0, "The outlet is not ECO controlled"], [1, "The outlet is ECO controlled"]);

/** VA on the main outlet below which the others are switched off. */
const THRESHOLDS = ["10", "25", "60"] as const;

const THRESHOLD: HidCodec = {
  read: (value, view) => (hasEcoOutlets(view) ? fixed(value, 0) : undefined),
  write: (text) => {
    const known = THRESHOLDS.find((one) => one === text);
    return known === undefined ? undefined : Number(known);
  },
};

/** Whether the group follows the load of the main outlet. */
const FOLLOWS: HidCodec = {
  read: (value, view) => (hasEcoOutlets(view) ? (value === 0 ? "no" : "yes") : undefined),
  write: (text, view) => (hasEcoOutlets(view) ? YES_NO.write(text, view) : undefined),
};

const MAIN: readonly HidRow[] = [
  { var: "outlet.id", path: `${OUTLET}.[1].OutletID`, as: decimal(0), poll: "once" },
  { var: "outlet.desc", path: `${OUTLET}.[1].OutletID`, fallback: "Main Outlet", rw: string(20) },
  { var: "outlet.switchable", path: `${OUTLET}.[1].PresentStatus.Switchable`, as: YES_NO, poll: "once" },
  {
    var: "outlet.power",
    path: `${OUTLET}.[1].ConfigApparentPower`,
    as: THRESHOLD,
    rw: { kind: "enum", values: THRESHOLDS, max: 6 },
    poll: "changed",
  },
  { var: "outlet.power", path: `${OUTLET}.[1].ApparentPower`, as: decimal(0) },
  { var: "outlet.realpower", path: `${OUTLET}.[1].ActivePower`, as: decimal(0) },
  { var: "outlet.current", path: `${OUTLET}.[1].Current`, as: decimal(2) },
  { var: "outlet.powerfactor", path: `${OUTLET}.[1].PowerFactor`, as: decimal(2) },
];

const place = (group: Group): string => `${OUTLET}.[${group + 1}]`;

const measured = (group: Group): readonly HidRow[] => [
  {
    var: numbered("outlet.#.autoswitch.charge.low", group),
    path: `${place(group)}.RemainingCapacityLimit`,
    as: decimal(0),
    rw: string(3),
    poll: "changed",
  },
  {
    var: numbered("outlet.#.delay.shutdown", group),
    path: `${place(group)}.ShutdownTimer`,
    as: decimal(0),
    rw: string(5),
    poll: "changed",
  },
  {
    var: numbered("outlet.#.delay.start", group),
    path: `${place(group)}.StartupTimer`,
    as: decimal(0),
    rw: string(5),
    poll: "changed",
  },
  { var: numbered("outlet.#.power", group), path: `${place(group)}.ApparentPower`, as: decimal(0) },
  { var: numbered("outlet.#.realpower", group), path: `${place(group)}.ActivePower`, as: decimal(0) },
  { var: numbered("outlet.#.current", group), path: `${place(group)}.Current`, as: decimal(2) },
  { var: numbered("outlet.#.powerfactor", group), path: `${place(group)}.PowerFactor`, as: decimal(2) },
  { var: numbered("outlet.#.ecocontrol", group), path: `${place(group)}.ECOControl`, as: ECO_CONTROL, poll: "changed" },
];

const FIRST: readonly HidRow[] = [
  { var: numbered("outlet.#.id", 1), path: `${place(1)}.OutletID`, as: decimal(0), poll: "once" },
  { var: numbered("outlet.#.desc", 1), path: `${place(1)}.OutletID`, fallback: "PowerShare Outlet 1", rw: string(20) },
  { var: numbered("outlet.#.switchable", 1), path: `${place(1)}.PresentStatus.Switchable`, as: YES_NO, poll: "once" },
  { var: numbered("outlet.#.status", 1), path: `${place(1)}.PresentStatus.SwitchOn/Off`, as: ON_OFF },
  { var: numbered("outlet.#.protect.status", 1), path: `${place(1)}.Status`, as: PROTECTION },
  { var: numbered("outlet.#.designator", 1), path: `${place(1)}.iDesignator`, as: STRING, poll: "once" },
  // Small models have an outlet that the battery does not feed.
  { var: numbered("outlet.#.status", 1), path: "UPS.PowerSummary.PresentStatus.ACPresent", as: ON_OFF },
  ...measured(1),
];

/** The third group is called "2" as well: so do the C drivers, and people's scripts look for it. */
const following = (group: 2 | 3): readonly HidRow[] => [
  { var: numbered("outlet.#.id", group), path: `${place(group)}.OutletID`, as: decimal(0), poll: "once" },
  {
    var: numbered("outlet.#.desc", group),
    path: `${place(group)}.OutletID`,
    fallback: "PowerShare Outlet 2",
    rw: string(20),
  },
  {
    var: numbered("outlet.#.switchable", group),
    path: `${place(group)}.PresentStatus.Switchable`,
    as: FOLLOWS,
    rw: string(3),
    poll: "changed",
  },
  { var: numbered("outlet.#.switchable", group), path: `${place(group)}.PresentStatus.Switchable`, as: YES_NO },
  { var: numbered("outlet.#.status", group), path: `${place(group)}.PresentStatus.SwitchOn/Off`, as: ON_OFF },
  { var: numbered("outlet.#.protect.status", group), path: `${place(group)}.Status`, as: PROTECTION },
  ...measured(group),
];

export const OUTLETS: readonly HidRow[] = [...MAIN, ...FIRST, ...following(2), ...following(3)];

const switches = (group: Group): readonly HidRow[] => [
  { cmd: numbered("outlet.#.load.off", group), path: `${place(group)}.DelayBeforeShutdown`, send: 0 },
  { cmd: numbered("outlet.#.load.on", group), path: `${place(group)}.DelayBeforeStartup`, send: 0 },
];

export const OUTLET_COMMANDS: readonly HidRow[] = [...switches(1), ...switches(2), ...switches(3)];
