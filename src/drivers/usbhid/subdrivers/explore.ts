/** No table at all: with the flag `explore`, to see what an unknown device has. */
import type { Subdriver } from "../subdriver.ts";

export const EXPLORE: Subdriver = {
  name: "EXPLORE HID 0.2",
  maker: "unknown",
  ids: [],
  rows: [],
};
