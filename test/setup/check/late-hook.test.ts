/** The last script that `nutts service` writes, as `nutts check` finds it. */
import { describe, expect, it } from "@jest/globals";
import { gatherInput } from "../../../src/setup/check/check-input.ts";
import { goneMount, hooksOf } from "../../../src/setup/check/late-hook.ts";
import { runRules } from "../../../src/setup/check/run-rules.ts";
import { lateHook } from "../../../src/setup/service/late-hook.ts";
import { fakeMachine, MOUNTS, type Overrides, program } from "../../sim/machine/fake-machine.ts";
import { fakeTree } from "../../sim/machine/fake-tree.ts";
import { DEBIAN, siteOf } from "../service/site.ts";

const HOOK = "/usr/lib/systemd/system-shutdown/nutshutdown";

const withNode = (node: string, ...mounts: readonly string[]): Overrides => ({
  [HOOK]: program(lateHook(siteOf(DEBIAN, { program: [node, "/usr/lib/node_modules/nutts/bin/run.js"] }))),
  [node]: program(),
  "/usr/lib/node_modules/nutts/bin/run.js": program("#!/usr/bin/env node\n"),
  "/proc/self/mountinfo": MOUNTS(...mounts),
});

const told = async (files: Overrides): Promise<readonly string[]> =>
  runRules(await gatherInput(fakeMachine(files), "/etc/nut")).map(({ rule, text }) => `${rule}: ${text}`);

describe("the hook of nutts service", () => {
  it("is well where all that it needs stays mounted", async () => {
    expect(await told(withNode("/usr/bin/node", "/usr", "/home", "/var"))).toEqual([]);
  });

  it("needs a Node that is still there", async () => {
    expect(await told(withNode("/home/me/.nvm/versions/node/v22.0.0/bin/node", "/home"))).toEqual([
      "late-hook-unmounted: it needs /home/me/.nvm/versions/node/v22.0.0/bin/node, which lies on /home: that is unmounted when it runs, and the UPS is not switched off",
    ]);
  });

  it("needs its configuration, too", async () => {
    expect(await told(withNode("/usr/bin/node", "/etc/nut"))).toEqual([
      expect.stringContaining("it needs /etc/nut, which lies on /etc/nut"),
    ]);
  });
});

describe("what is mounted to the end", () => {
  const tree = fakeTree({
    "/proc/self/mountinfo": MOUNTS("/usr", "/var", "/run/user/0"),
    "/opt": { link: "/var/opt" },
    "/var/opt/x": "",
  });

  it("is the root file system, /usr, and what is in memory", () => {
    const gone = (path: string) => goneMount(tree, ["/", "/usr"], path);
    expect(["/etc/x", "/usr/bin/x", "/run/nut/x", "/run/user/0/x", "/varnish"].map(gone)).toEqual(
      Array(5).fill(undefined),
    );
    expect(["/var/x", "/opt/x"].map(gone)).toEqual(["/var", "/var"]);
  });

  it("is everything where nothing is unmounted", () => {
    expect(goneMount(tree, [], "/var/x")).toBeUndefined();
  });
});

it("a script that switches nothing off is no such hook, and one of two names counts once", () => {
  const tree = fakeTree({
    "/lib": { link: "/usr/lib" },
    "/usr/lib/systemd/system-shutdown/mdadm": program("#!/bin/sh\n# upsmon -K is not asked\nmdadm --wait\n"),
    [HOOK]: program("#!/bin/sh\nupsmon -K && upsdrvctl shutdown\n"),
  });
  const places = ["/usr/lib/systemd/system-shutdown", "/lib/systemd/system-shutdown"];
  expect(hooksOf(tree, { path: HOOK, places, mounted: [] }).map(({ path }) => path)).toEqual([HOOK]);
});
