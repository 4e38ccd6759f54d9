import type { DriverDefinition } from "../types.ts";
import { UtalkDriver } from "./driver.ts";
import { OPTIONS } from "./options.ts";

export const MGE_UTALK: DriverDefinition = {
  name: "mge-utalk",
  title: "MGE UPSes that speak U-Talk on a serial line",
  version: "0.102",
  options: OPTIONS,
  quick: true,
  create: (context) => new UtalkDriver(context),
};
