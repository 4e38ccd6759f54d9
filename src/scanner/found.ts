export interface FoundOption {
  readonly name: string;
  readonly value: string;
  /** Written as a comment: `` for a plain one, else with this tag. Such an option never matches anything. */
  readonly comment?: string;
}

export type FoundKind = "USB" | "SNMP" | "XML" | "NUT" | "NUT_SIMULATION" | "IPMI" | "UPOWER" | "serial";

export interface ScannedDevice {
  readonly kind: FoundKind;
  readonly driver: string;
  /** Other drivers that claim it. */
  readonly alternatives?: string;
  readonly port: string;
  /** What a person should know before the section is used; written as a comment. */
  readonly note?: string;
  readonly options: readonly FoundOption[];
}

const LABELS: Readonly<Record<FoundKind, string>> = {
  USB: "usb",
  SNMP: "snmp",
  XML: "xml",
  NUT: "nut",
  NUT_SIMULATION: "simulation",
  IPMI: "ipmi",
  UPOWER: "upower",
  serial: "serial",
};

/** Names as nut-scanner gives them: counted over all kinds, in the order found. */
export const sectionName = ({ kind }: ScannedDevice, index: number): string => `nutdev-${LABELS[kind]}${index + 1}`;

export const optionOf = ({ options }: ScannedDevice, name: string): string | undefined =>
  options.find((option) => option.name === name && option.comment === undefined)?.value;
