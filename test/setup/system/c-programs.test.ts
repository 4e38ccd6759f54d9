import { describe, expect, it } from "@jest/globals";
import { cPrograms } from "../../../src/setup/system/c-programs.ts";
import { readSystemFacts } from "../../../src/setup/system/system-facts.ts";
import { type FakeFiles, fakeTree } from "../../sim/machine/fake-tree.ts";

function programs(files: FakeFiles): readonly string[] {
  const tree = fakeTree({ "/etc/os-release": "ID=debian\n", ...files });
  return cPrograms(tree, readSystemFacts(tree));
}

describe("the C project's programs", () => {
  it("are named where they are", () => {
    expect(programs({ "/sbin/upsd": "", "/lib/nut/usbhid-ups": "" })).toEqual(["/sbin/upsd", "/lib/nut/usbhid-ups"]);
  });

  it.each(["/usr/lib/nutts/bin/nutts", "/usr/lib/node_modules/nutts/bin/run.js"])(
    "are not links of their names to %s",
    (link) => {
      expect(programs({ [link]: "", "/sbin/upsd": { link }, "/lib/nut/usbhid-ups": { link } })).toEqual([]);
    },
  );
});
