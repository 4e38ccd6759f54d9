import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { OPTIONS } from "../../../src/drivers/modbus/options.ts";

it("generic_modbus has a manual page with every option, and none that the driver does not know", () => {
  const page = readFileSync(new URL("../../../man/generic_modbus.8.md", import.meta.url), "utf8");
  const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  const documented = [...section.matchAll(/\*\*(\w+)\*\*/g)].map(([, name]) => name);
  expect(documented.sort()).toEqual(OPTIONS.map(({ name }) => name).sort());
});
