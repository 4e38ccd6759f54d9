import type { DeviceGroup } from "./devices.ts";
import { CONTACTS } from "./tables/contacts.ts";
import { EATON_SERIAL } from "./tables/eaton-serial.ts";
import { HID_USB } from "./tables/hid-usb.ts";
import { NETWORK } from "./tables/network.ts";
import { OTHER_SERIAL } from "./tables/other-serial.ts";
import { OTHER_USB } from "./tables/other-usb.ts";
import { QUESTIONS } from "./tables/questions.ts";

export const DEVICE_GROUPS: readonly DeviceGroup[] = [
  ...HID_USB,
  ...QUESTIONS,
  ...EATON_SERIAL,
  ...OTHER_SERIAL,
  ...CONTACTS,
  ...OTHER_USB,
  ...NETWORK,
];
