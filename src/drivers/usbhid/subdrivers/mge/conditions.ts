/** What Eaton's devices tell of their state, and their alarms. */
import { isZero } from "../../readers.ts";
import type { HidRow, HidView } from "../../subdriver.ts";
import { ABM_CONDITIONS } from "./abm.ts";
import { ECO_CONDITIONS } from "./bypass.ts";

const STATUS = "UPS.PowerSummary.PresentStatus";
const CONVERTER = "UPS.PowerConverter";
const MAINS = "UPS.PowerConverter.Input.[1].PresentStatus";
const BATTERIES = "UPS.BatterySystem";
const OVERLOAD = "UPS.PowerConverter.Output.Overload";

/** With the output off, the mains input feeds nothing, and is there all the same. */
const feedsUnlessOff = (value: number, view: HidView): boolean | undefined =>
  view.holds("off") ? undefined : value !== 0;

export const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "online", path: `${CONVERTER}.Input.[3].PresentStatus.Used`, when: isZero },
  ...ABM_CONDITIONS,
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "overload", path: `${OVERLOAD}.[1].PresentStatus.OverThreshold` },
  { status: "overload", path: `${OVERLOAD}.[2].PresentStatus.OverThreshold` },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "replacebatt", path: "UPS.LCMSystem.LCMAlarm.[2].PresentStatus.TimerExpired" },
  { status: "trim", path: `${MAINS}.Buck` },
  { status: "boost", path: `${MAINS}.Boost` },
  { status: "vrange", path: `${MAINS}.VoltageOutOfRange` },
  { status: "frange", path: `${MAINS}.FrequencyOutOfRange` },
  { status: "off", path: `${STATUS}.Good`, when: isZero },
  { status: "online", path: `${MAINS}.Used`, when: feedsUnlessOff },
  { status: "bypassauto", path: `${CONVERTER}.Input.[2].PresentStatus.Used` },
  { status: "bypassman", path: `${CONVERTER}.Input.[4].PresentStatus.Used` },
  ...ECO_CONDITIONS,
  { status: "fanfail", path: `${STATUS}.FanFailure` },
  { status: "nobattery", path: `${BATTERIES}.Battery.PresentStatus.Present`, when: isZero },
  { status: "chargerfail", path: `${BATTERIES}.Charger.PresentStatus.InternalFailure` },
  { status: "battvolthi", path: `${BATTERIES}.Charger.PresentStatus.VoltageTooHigh` },
  { status: "battvolthi", path: `${MAINS}.VoltageTooHigh` },
  { status: "battvolthi", path: `${BATTERIES}.Battery.PresentStatus.VoltageTooHigh` },
  { status: "battvoltlo", path: `${BATTERIES}.Charger.PresentStatus.VoltageTooLow` },
  { status: "online", path: `${MAINS}.VoltageTooLow`, when: isZero },
  { status: "commfault", path: `${STATUS}.InternalFailure` },
  { status: "overheat", path: `${STATUS}.OverTemperature` },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
];

export const ALARMS: readonly HidRow[] = [
  { alarm: "Emergency stop!", path: `${STATUS}.EmergencyStop` },
  { alarm: "Wiring fault!", path: `${MAINS}.WiringFault` },
  { alarm: "Fatal EEPROM fault!", path: `${STATUS}.ConfigurationFailure` },
  { alarm: "Inverter AC voltage too high!", path: `${CONVERTER}.Inverter.PresentStatus.VoltageTooHigh` },
  { alarm: "Inverter AC voltage too low!", path: `${CONVERTER}.Inverter.PresentStatus.VoltageTooLow` },
  { alarm: "Output short circuit!", path: `${CONVERTER}.Output.PresentStatus.ShortCircuit` },
];
