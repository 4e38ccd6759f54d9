/** What Home Assistant is told of a variable: class, unit, whether it is shown at first. Figures: its own `nut` integration. */
export interface SensorRow {
  readonly name: RegExp;
  readonly unit?: string;
  readonly deviceClass?: string;
  readonly measured?: boolean;
  /** Shown without being enabled by hand. */
  readonly enabled?: boolean;
  readonly main?: boolean;
  readonly options?: readonly string[];
}

const LINE = "(L[123](-(L[123]|N))?\\.|bypass\\.)*";
const all = (text: string): RegExp => new RegExp(`^${text}$`, "i");
const THRESHOLDS = ["good", "warning-low", "critical-low", "warning-high", "critical-high"] as const;

/** The first row that matches counts. */
export const SENSORS: readonly SensorRow[] = [
  { name: all("battery\\.charge"), unit: "%", deviceClass: "battery", measured: true, enabled: true, main: true },
  { name: all("battery\\.runtime"), unit: "s", deviceClass: "duration", measured: true, enabled: true, main: true },
  { name: all("battery\\.runtime\\.(low|restart)"), unit: "s", deviceClass: "duration" },
  {
    name: all("battery\\.charger\\.status"),
    deviceClass: "enum",
    enabled: true,
    main: true,
    options: ["charging", "discharging", "floating", "resting", "unknown", "disabled", "off"],
  },
  { name: all("ups\\.beeper\\.status"), deviceClass: "enum", options: ["enabled", "disabled", "muted"] },
  { name: all("input\\.frequency\\.status"), deviceClass: "enum", options: ["good", "out-of-range"] },
  { name: all("input\\.current\\.status"), deviceClass: "enum", options: THRESHOLDS },
  { name: all("ambient\\.(humidity|temperature)\\.status"), deviceClass: "enum", enabled: true, options: THRESHOLDS },
  { name: all("(ups|input)\\.load"), unit: "%", measured: true, enabled: true, main: true },
  { name: all("ups\\.(status|alarm)"), enabled: true, main: true },
  {
    name: all("(input|output|outlet)\\.voltage"),
    unit: "V",
    deviceClass: "voltage",
    measured: true,
    enabled: true,
    main: true,
  },
  { name: all("ups\\.realpower"), unit: "W", deviceClass: "power", measured: true, enabled: true, main: true },
  { name: all("outlet\\.\\d+\\.realpower"), unit: "W", deviceClass: "power", measured: true, enabled: true },
  { name: all("outlet\\.\\d+\\.power"), unit: "VA", deviceClass: "apparent_power", measured: true, enabled: true },
  { name: all("outlet\\.\\d+\\.current"), unit: "A", deviceClass: "current", measured: true, enabled: true },
  { name: all("outlet\\.\\d+\\.desc"), enabled: true },
  { name: all("outlet\\.\\d+\\.(status|current_status)") },
  { name: all("(ups|input|output|outlet(\\.\\d+)?)\\.realpower\\.nominal"), unit: "W", deviceClass: "power" },
  { name: all(`(ups|input|output|outlet)\\.${LINE}realpower`), unit: "W", deviceClass: "power", measured: true },
  { name: all("(ups|input|output|outlet(\\.\\d+)?)\\.power\\.nominal"), unit: "VA", deviceClass: "apparent_power" },
  { name: all(`(ups|input|output|outlet)\\.${LINE}power`), unit: "VA", deviceClass: "apparent_power", measured: true },
  { name: all("output\\.L[123]\\.power\\.percent"), unit: "%", measured: true },
  { name: all("battery\\.voltage"), unit: "V", deviceClass: "voltage", measured: true },
  { name: all("battery\\.voltage\\.(high|low|nominal)"), unit: "V", deviceClass: "voltage" },
  { name: all("input\\.transfer\\.(high|low)"), unit: "V", deviceClass: "voltage" },
  { name: all("(input|output)\\.voltage\\.nominal"), unit: "V", deviceClass: "voltage" },
  { name: all(`(input|output)\\.${LINE}voltage`), unit: "V", deviceClass: "voltage", measured: true },
  { name: all("(battery\\.current\\.total|output\\.current\\.nominal)"), unit: "A", deviceClass: "current" },
  { name: all("input\\.current"), unit: "A", deviceClass: "current", measured: true, main: true },
  {
    name: all(`(battery|input|output|outlet)\\.${LINE}current`),
    unit: "A",
    deviceClass: "current",
    measured: true,
  },
  { name: all("(input|output)\\.frequency\\.nominal"), unit: "Hz", deviceClass: "frequency" },
  { name: all(`(input|output)\\.${LINE}frequency`), unit: "Hz", deviceClass: "frequency", measured: true },
  { name: all("battery\\.charge\\.(low|restart|warning)"), unit: "%" },
  { name: all("ups\\.load\\.high"), unit: "%" },
  { name: all("ups\\.efficiency"), unit: "%", measured: true },
  { name: all("(ups|battery)\\.temperature"), unit: "°C", deviceClass: "temperature", measured: true },
  { name: all("ambient\\.temperature"), unit: "°C", deviceClass: "temperature", measured: true, enabled: true },
  { name: all("ambient\\.humidity"), unit: "%", deviceClass: "humidity", measured: true, enabled: true },
  { name: all("ups\\.(delay|timer)\\.(reboot|shutdown|start)"), unit: "s", deviceClass: "duration" },
  { name: all("ups\\.test\\.interval"), unit: "s", deviceClass: "duration" },
  { name: all("battery\\.capacity"), unit: "Ah" },
  { name: all("battery\\.(date|mfr\\.date|packs|packs\\.bad|type|alarm\\.threshold)") },
  { name: all("input\\.(transfer\\.reason|sensitivity|voltage\\.status)") },
  { name: all("(input|input\\.bypass|output)\\.phases") },
  { name: all("ups\\.(contacts|display\\.language|id|shutdown|start\\.(auto|battery|reboot))") },
  { name: all("ups\\.(test\\.(result|date)|type|watchdog\\.status)") },
];

export interface FlagRow {
  readonly token: string;
  readonly key: string;
  readonly name: string;
  readonly deviceClass?: string;
}

export const FLAGS: readonly FlagRow[] = [
  { token: "OB", key: "on_battery", name: "On battery", deviceClass: "problem" },
  { token: "LB", key: "low_battery", name: "Low battery", deviceClass: "battery" },
  { token: "RB", key: "replace_battery", name: "Replace battery", deviceClass: "problem" },
  { token: "OVER", key: "overload", name: "Overload", deviceClass: "problem" },
  { token: "ALARM", key: "alarm", name: "Alarm", deviceClass: "problem" },
];
