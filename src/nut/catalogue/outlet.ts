import { type CatalogueEntry, count, measure, text } from "./entry.ts";

export const OUTLETS = {
  "outlet.count": count("How many outlets there are"),
  "outlet.group.count": count("How many groups of outlets there are"),
} as const satisfies Record<string, CatalogueEntry>;

export const OUTLET = {
  id: text("identifier"),
  name: text("name"),
  desc: text("description"),
  status: text("on or off"),
  switchable: text("whether switching is possible"),
  switch: text("switch: on or off"),
  alarm: text("alarms that are active now"),
  type: text("kind of socket or group"),
  "protect.status": text("state of the surge protection"),
  groupid: text("group it belongs to"),
  ecocontrol: text("whether switching follows the load of the main outlet"),
  designator: text("name printed on the device"),
  "autoswitch.charge.low": measure("%", "battery charge below which it is switched off"),
  "battery.charge.low": measure("%", "battery charge below which it is switched off"),
  "delay.shutdown": measure("s", "time to wait before it is switched off"),
  "delay.start": measure("s", "time to wait before it is switched on"),
  "delay.reboot": measure("s", "time for which it stays off at a restart"),
  "timer.shutdown": measure("s", "time until it is switched off"),
  "timer.start": measure("s", "time until it is switched on"),
  "timer.reboot": measure("s", "time until it is restarted"),
  load: measure("%", "load in percent of the rating"),
  current: measure("A", "current"),
  "current.nominal": measure("A", "rated current"),
  "current.maximum": measure("A", "highest current seen"),
  "current.status": text("current compared with its limits"),
  "current.low.warning": measure("A", "current below which a warning is given"),
  "current.low.critical": measure("A", "current below which things are critical"),
  "current.high.warning": measure("A", "current above which a warning is given"),
  "current.high.critical": measure("A", "current above which things are critical"),
  voltage: measure("V", "voltage"),
  "voltage.status": text("voltage compared with its limits"),
  "voltage.low.warning": measure("V", "voltage below which a warning is given"),
  "voltage.low.critical": measure("V", "voltage below which things are critical"),
  "voltage.high.warning": measure("V", "voltage above which a warning is given"),
  "voltage.high.critical": measure("V", "voltage above which things are critical"),
  frequency: measure("Hz", "frequency"),
  power: measure("VA", "apparent power"),
  realpower: measure("W", "real power"),
  powerfactor: count("power factor, from 0 to 1"),
  crestfactor: count("crest factor, 1 or more"),
} as const satisfies Record<string, CatalogueEntry>;

/** Of a group only. */
export const OUTLET_GROUP = {
  color: text("colour that marks the group"),
  count: count("how many outlets belong to it"),
  phase: text("phase that feeds it"),
  input: text("input that feeds it"),
  minimumreturnruntime: measure("s", "remaining time that it waits for before it is switched on again"),
  lowruntimewarning: measure("s", "remaining time below which it counts as low"),
} as const satisfies Record<string, CatalogueEntry>;
