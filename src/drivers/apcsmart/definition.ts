import type { DriverDefinition } from "../types.ts";
import { ApcSmartDriver, type Dialect } from "./driver.ts";
import { OLDER_OPTIONS, OPTIONS, olderWaysOff, waysOff } from "./options.ts";
import { COMMANDS, OLDER_COMMANDS } from "./tables/commands.ts";
import { OLDER_VARIABLES, VARIABLES } from "./tables/variables.ts";

const TODAY: Dialect = {
  tables: { variables: VARIABLES, commands: COMMANDS },
  options: OPTIONS,
  waysOff,
  loose: false,
};

const OLDER: Dialect = {
  tables: { variables: OLDER_VARIABLES, commands: OLDER_COMMANDS },
  options: OLDER_OPTIONS,
  waysOff: olderWaysOff,
  loose: true,
};

const defined = (dialect: Dialect): DriverDefinition => ({
  name: "apcsmart",
  title: "APC UPSes that speak the smart protocol, serial",
  version: "3.39",
  options: dialect.options,
  create: (context) => new ApcSmartDriver(context, dialect),
});

export const APCSMART = defined(TODAY);
/** What stands in for apcsmart-old: its options and names of variables. */
export const APCSMART_OLD = defined(OLDER);
