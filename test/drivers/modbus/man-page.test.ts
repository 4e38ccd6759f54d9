import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { ADELSYSTEM_CBI } from "../../../src/drivers/modbus/adelsystem-cbi.ts";
import { APC_MODBUS } from "../../../src/drivers/modbus/apc/driver.ts";
import { GENERIC_MODBUS } from "../../../src/drivers/modbus/generic-modbus.ts";
import { HUAWEI_UPS2000 } from "../../../src/drivers/modbus/huawei/driver.ts";
import { MUST_EP2000PRO } from "../../../src/drivers/modbus/must-ep2000pro.ts";

it.each([GENERIC_MODBUS, ADELSYSTEM_CBI, APC_MODBUS, HUAWEI_UPS2000, MUST_EP2000PRO])(
  "$name has a manual page with every option, and none that the driver does not know",
  ({ name, options }) => {
    const page = readFileSync(new URL(`../../../man/${name}.8.md`, import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/\*\*(\w+)\*\*/g)].map(([, option]) => option);
    expect(documented.sort()).toEqual(options.map((option) => option.name).sort());
  },
);
