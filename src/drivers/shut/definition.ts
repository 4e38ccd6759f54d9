import type { DriverDefinition } from "../types.ts";
import { UsbHidDriver } from "../usbhid/usbhid-driver.ts";
import { OPTIONS } from "./options.ts";
import { shutSource } from "./shut-source.ts";

export const MGE_SHUT: DriverDefinition = {
  name: "mge-shut",
  title: "Eaton, MGE and Dell UPSes that speak SHUT on a serial line",
  version: "0.71",
  options: OPTIONS,
  quick: true,
  create: ({ settings, log, clock, openers }) =>
    new UsbHidDriver({ source: shutSource({ serial: openers.serial, settings, clock }), settings, log, clock }),
};
