/** UPSes that do not tell their command set, by the firmware that `V` (or `b`) tells, and what they know. */

const SMART_900 = "@79ABCDEFGKLMNOPQRSUVWXYZcefgjklmnopqrsuxz";
const SMART_INTERNATIONAL = "@79ABCEFGKLMNOPQRSUVWXYZcfg";
const MATRIX = `${SMART_900}/<>`;
const MATRIX_X = "@789ABCDEFGKLMNOPQRSTUVWXYZcefgjklmnopqrsuwxz/<>\\^\x0c\x16";

interface KnownFirmware {
  readonly firmware: readonly string[];
  /** Shown until the UPS names itself. */
  readonly model: "Matrix-UPS" | "Smart-UPS";
  readonly knows: string;
}

const KNOWN: readonly KnownFirmware[] = [
  { firmware: ["0XI", "0XM"], model: "Matrix-UPS", knows: MATRIX_X },
  { firmware: ["0ZI", "5UI", "5ZM"], model: "Matrix-UPS", knows: MATRIX },
  // Smart-UPS 600, 900 and 1250.
  { firmware: ["6QD", "6QI", "6TD", "6TI"], model: "Smart-UPS", knows: SMART_900 },
  { firmware: ["7QD", "7QI", "7TD", "7TI"], model: "Smart-UPS", knows: SMART_900 },
  { firmware: ["8QD", "8QI", "8TD", "8TI"], model: "Smart-UPS", knows: SMART_900 },
  // Smart-UPS 600I, 900I, 2000I, 1250I.
  { firmware: ["6JI"], model: "Smart-UPS", knows: "@789ABCFGKLMNOPQSTUVWXYZfg" },
  { firmware: ["7II", "9II", "9GI", "8II"], model: "Smart-UPS", knows: SMART_INTERNATIONAL },
  { firmware: ["8GI"], model: "Smart-UPS", knows: "@79ABCEFGKLMNOPQRSUVWXYZfg" },
  // Back-UPS CS 350, which names itself.
  { firmware: ["5.4.D"], model: "Matrix-UPS", knows: "@\x01ABPQRSUYbdfgjmnx9" },
];

/** Old ones tell two hexadecimal digits: a voltage, which says nothing of the model. */
const UNNAMED: KnownFirmware = { firmware: [], model: "Smart-UPS", knows: "@789ABCFGKLMNOPQRSUVWXYZ" };

export const knownFirmware = (firmware: string): KnownFirmware | undefined =>
  /^[a-fA-F0-9]{2}$/.test(firmware) ? UNNAMED : KNOWN.find((known) => known.firmware.includes(firmware));
