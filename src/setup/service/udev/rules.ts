/** udev(7): who may open the UPSes that our drivers know. */
import { hex } from "../../../nut/hex.ts";
import { DRIVER_IDS, type DriverIds } from "./usb-ids.ts";

export const RULES_FILE = "62-nutts-usbups.rules";

const END = "nutts_usbups_end";

function rulesOf({ driver, maker, vendorId, productIds }: DriverIds, group: string): readonly string[] {
  const products = productIds.map((id) => hex(id, 4).toLowerCase()).join("|");
  return [
    `# ${maker}: ${driver}`,
    `ATTR{idVendor}=="${hex(vendorId, 4).toLowerCase()}", ATTR{idProduct}=="${products}", MODE="0660", GROUP="${group}"`,
  ];
}

/** Rules for `group`. The node under /dev/bus/usb is what libusb opens. */
export const udevRules = (group: string): string =>
  [
    "# Written by nutts service from the tables of its drivers.",
    "",
    `ACTION=="remove", GOTO="${END}"`,
    `SUBSYSTEM!="usb", GOTO="${END}"`,
    `ENV{DEVTYPE}!="usb_device", GOTO="${END}"`,
    "",
    ...DRIVER_IDS.flatMap((ids) => rulesOf(ids, group)),
    "",
    `LABEL="${END}"`,
    "",
  ].join("\n");
