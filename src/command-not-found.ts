import type { Hook } from "@oclif/core";
import { didYouMean } from "./conf/suggest.ts";

const commandNotFound: Hook.CommandNotFound = async function ({ id, config }) {
  const { findDriver } = await import("./drivers/registry.ts");
  const advice = findDriver(id) ? `did you mean nutts driver ${id}?` : didYouMean(id, config.commandIDs);
  this.error(`nutts has no command called ${id}; ${advice ?? "nutts --help lists them"}`, { exit: 2 });
};

export default commandNotFound;
