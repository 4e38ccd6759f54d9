/** Protocols of one maker each on USB, and batteries on boards. */
import type { DeviceGroup, DeviceLink } from "../devices.ts";
import { RIELLO_SERIES } from "./other-serial.ts";

const of = (link: DeviceLink, driver: string, makers: DeviceGroup["makers"], note?: string): DeviceGroup => ({
  driver,
  link,
  makers,
  ...(note === undefined ? {} : { note }),
});

export const OTHER_USB: readonly DeviceGroup[] = [
  of("USB", "nutdrv_atcl_usb", {
    any: ["ATCL FOR UPS (0001:0000)"],
    Kanji: ["800 VA"],
    Plexus: ["800 VA"],
    Powercool: ["350VA to 1600VA"],
  }),
  of("USB", "nutdrv_siemens-sitop", { Siemens: ["SITOP UPS500 (USB)"] }),
  of("serial", "nutdrv_siemens-sitop", { Siemens: ["SITOP UPS500 (serial)"] }),
  of("USB", "powervar_cx_usb", { Powervar: ["GTS Series", "UPM Series"] }),
  of("USB", "ragtech", {
    Ragtech: [
      "Easy 600: TI, M2",
      "Easy 700: TI, M2",
      "Easy 900: TI, M2",
      "Easy 1200: TI, M2",
      "Easy 1300: TI, M2",
      "Easy 1400: TI, M2",
      "Easy 1600: TI, M2",
      "Easy 1800: TI, M2",
      "Easy 2000: TI, M2",
      "Easy 2200: TI, M2",
    ],
  }),
  of("USB", "richcomm_usb", {
    Digitus: ["DN-170014"],
    StarPower: ["PCF-800VA"],
    SVEN: ["Power Pro+ (0925:1234)"],
    Sweex: ["1000"],
    Vivaldi: ["EA200 LED"],
  }),
  of("USB", "riello_usb", {
    Riello: [
      "IDG: 400, 600, 800, 1200, 1600",
      "IPG: 600, 800",
      "WPG: 400, 600, 800",
      "NPW: 600, 800, 1000, 1500, 2000",
      ...RIELLO_SERIES,
    ],
  }),
  of(
    "USB",
    "tripplite_usb",
    {
      "Tripp Lite": [
        "INTERNETOFFICE700 (older)",
        "OMNISMART500 (older)",
        "OMNIVSINT800 (older)",
        "OMNIVS: 1000 (older), 1500XL",
        "SMART: 550USB (older), 700USB, 1500RM2U (older), 500RT1U (older), 2200RMXL2U (older)",
        "SMX500RT1U (older)",
        "SMX1200XLHG (perhaps upsid = 65535)",
      ],
    },
    "product 0001",
  ),
  of("other", "asem", { "ASEM SPA": ["PB1300 UPS"] }, "I2C"),
  of("other", "hwmon_ina219", { "Texas Instruments": ["INA219"] }, "hwmon of Linux"),
  of("other", "pijuice", { PiJuice: ["HAT", "Zero pHAT"] }, "I2C"),
];
