import type { DriverContext, DriverDefinition, DriverOption, DriverSettings } from "../types.ts";
import { DeviceError } from "../types.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";
import { BLAZER_PROTOCOLS, settingsInSeconds } from "./blazer.ts";
import { QxDriver, type QxLinks } from "./driver.ts";
import type { QxProtocol } from "./protocol.ts";
import { cablePowerProblem, powerCable, serialLink } from "./serial-link.ts";
import { QX_PROTOCOLS } from "./subdrivers/index.ts";
import { meansUsb } from "./usb-choice.ts";
import { languageProblem, UsbLinks } from "./usb-link.ts";

const BAUD = 2400;

const OWN_OPTIONS: readonly DriverOption[] = [
  { name: "offdelay", kind: "value", help: "seconds from the shutdown command to power off (30)" },
  { name: "ondelay", kind: "value", help: "seconds from the return of mains to power on (180)" },
  { name: "stayoff", kind: "flag", help: "stay off after a forced shutdown, even when mains returns" },
  { name: "pollfreq", kind: "value", help: "seconds between full polls (30)" },
  { name: "protocol", kind: "value", help: "the protocol to speak; without it all are tried" },
  { name: "runtimecal", kind: "value", help: "two points of the runtime curve: seconds,load%,seconds,load%" },
  { name: "chargetime", kind: "value", help: "seconds to charge an empty battery (43200)" },
  { name: "idleload", kind: "value", help: "smallest load, in percent, that a runtime is calculated with (10)" },
  {
    name: "battery_voltage_reports_one_pack",
    kind: "flag",
    help: "the device reports the voltage of one pack: multiply it by battery.packs",
  },
  {
    name: "cablepower",
    kind: "value",
    help: "lines that feed the cable: normal, reverse, both or none",
    check: cablePowerProblem,
  },
];

const USB_OPTIONS: readonly DriverOption[] = [
  { name: "subdriver", kind: "value", help: "the USB bridge to speak through; needs vendorid and productid" },
  {
    name: "langid_fix",
    kind: "value",
    help: "language of string descriptors (krauler, hunnox, snr): 0x409 or 0x4095",
    check: languageProblem,
  },
  { name: "noscanlangid", kind: "flag", help: "do not look which language the device has" },
];

function allOptions(): readonly DriverOption[] {
  const byName = new Map<string, DriverOption>();
  const all = [
    ...OWN_OPTIONS,
    ...DEVICE_OPTIONS,
    ...USB_OPTIONS,
    ...QX_PROTOCOLS.flatMap(({ options = [] }) => options),
  ];
  for (const option of all) if (!byName.has(option.name)) byName.set(option.name, option);
  return [...byName.values()];
}

const serialLinks = ({ settings, openers, clock }: DriverContext): QxLinks => ({
  open: async () => {
    const cablepower = settings.get("cablepower");
    const problem = cablepower === undefined ? undefined : cablePowerProblem(cablepower);
    if (problem !== undefined) throw new DeviceError("configuration", problem);
    const line = await openers.serial.open(settings.port, { baud: BAUD });
    await powerCable(line, clock, cablepower);
    return { link: serialLink(line, clock), title: settings.port, facts: new Map() };
  },
});

interface Manner {
  readonly protocols: readonly QxProtocol[];
  readonly settings: (settings: DriverSettings) => DriverSettings;
  readonly isUsb: (settings: DriverSettings) => boolean;
}

const defined = ({ protocols, settings: seen, isUsb }: Manner): DriverDefinition => ({
  name: "nutdrv_qx",
  title: "question-and-answer protocols (Megatec, Voltronic and kin), serial or USB",
  version: "0.49",
  options: allOptions(),
  quick: true,
  create: (context) => {
    const { clock, log } = context;
    const links = isUsb(context.settings) ? new UsbLinks(context) : serialLinks(context);
    return new QxDriver({ settings: seen(context.settings), clock, log, protocols, links });
  },
});

export const NUTDRV_QX = defined({ protocols: QX_PROTOCOLS, settings: (settings) => settings, isUsb: meansUsb });

/** What stands in for an older driver; one whose name says USB takes no serial line, whatever `port` says. */
export const olderDriver = (asked: string): DriverDefinition =>
  defined({
    protocols: BLAZER_PROTOCOLS,
    settings: (settings) => settingsInSeconds(settings, asked),
    isUsb: (settings) => asked.endsWith("_usb") || meansUsb(settings),
  });
