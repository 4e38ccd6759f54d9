import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hasCases, scriptDeed } from "../../../src/conf/upssched/script-cases.ts";

const SCRIPT = `#!/bin/sh
# case $1 in commented) upsmon -c fsd;; esac
case "$1" in
  onbatt|online)
    logger -t ups "shutdown may follow: $1"
    echo poweroff | mail -s "upsmon -c fsd" root
    ;;
  "early")
    # upsmon stops everything
    [ -x /sbin/upsmon ] && /sbin/upsmon -c fsd
    ;;
  nas*) ssh root@nas poweroff ;;
  now) sudo /sbin/shutdown -h +0 "battery is low" ;;
  cancel) /sbin/shutdown -c ;;
  *) logger "what is $1?" ;;
esac
`;

describe("what a script does with a name", () => {
  it.each([
    ["early", { kind: "fsd" }],
    ["now", { kind: "shutdown", command: '/sbin/shutdown -h +0 "battery is low"' }],
    ["onbatt", { kind: "other" }],
    ["online", { kind: "other" }],
    ["nas-down", { kind: "other" }],
    ["cancel", { kind: "other" }],
    ["unheard-of", { kind: "other" }],
  ])("%s: %j", (name, deed) => {
    expect(scriptDeed(SCRIPT, name)).toEqual(deed);
  });

  it("is nothing where no branch is for it", () => {
    expect(scriptDeed('case "$1" in a) b;; esac', "c")).toEqual({ kind: "none" });
    expect([hasCases(SCRIPT), hasCases("#!/bin/sh\nupsmon -c fsd\n")]).toEqual([true, false]);
  });

  it("is found out, or not, in any text", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (text, name) => void scriptDeed(`case $1 in ${text} esac`, name)));
  });
});
