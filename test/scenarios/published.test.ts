/** Configuration files in the forms in which people publish them: old words, comments, quoting, leftovers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { fillMessage } from "../../src/upsmon/core/messages.ts";

function open(name: string) {
  const text = readFileSync(new URL(`published/${name}.conf`, import.meta.url), "utf8");
  const { problems, ...conf } = parseUpsmonConf(text, `${name}.conf`);
  const world = new World();
  const host = world.host(conf);
  const be = (system: string, status: string) => (): void => {
    world.ups(system).status = status;
  };
  return { conf, problems, world, host, be };
}

const seconds = (told: readonly string[]): readonly string[] => told.map((line) => line.replace(/\.\d /, " "));

describe("the upsmon.conf of a guide", () => {
  it("for Debian runs unchanged: a master that upssched works for", () => {
    const { conf, problems, world, host, be } = open("debian");
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(conf.monitors[0]).toMatchObject({ role: "primary", password: 's3cr3t "w1th" quotes', port: 3493 });
    expect([conf.shutdowncmd, conf.notifycmd]).toEqual(["/sbin/shutdown -h +0", "/usr/sbin/upssched"]);
    world.at(21, be("apc@localhost:3493", "OB DISCHRG")).at(100, be("apc@localhost:3493", "OB DISCHRG LB")).run(200);
    expect(seconds(host.told)).toEqual([
      "24 ONBATT apc@localhost:3493",
      "100 LOWBATT apc@localhost:3493",
      "100 FSD apc@localhost:3493",
      "100 SHUTDOWN",
    ]);
    expect(host.shutdowns).toEqual([105.03]);
    const own = conf.notifyMessages.find(({ type }) => type === "ONBATT")?.text ?? "";
    expect(fillMessage(own, "apc", "")).toBe("UPS apc: On battery.");
  });

  it("for Proxmox runs unchanged: a slave of a Synology, with a line that is another program's", () => {
    const { conf, problems, world, host } = open("proxmox");
    const errors = problems.filter(({ severity }) => severity === "error").map(formatProblem);
    expect(errors).toEqual([expect.stringContaining("proxmox.conf:9:1: MAXAGE")]);
    expect(conf.monitors[0]).toMatchObject({ system: "ups@192.168.1.20", role: "secondary" });
    expect(conf.shutdowncmd).toContain("&& /sbin/shutdown -h now");
    world
      .at(21, () => {
        world.ups("ups@192.168.1.20").latched = true;
      })
      .run(60);
    expect(host.types).toEqual(["FSD", "SHUTDOWN"]);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("for Alpine runs unchanged: a primary that watches another UPS besides", () => {
    const { conf, problems, world, host, be } = open("alpine");
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(conf.notifycmd).toBe("/usr/local/bin/notify.sh --subject 'UPS event'");
    world.at(21, be("rackups@10.0.0.2:3493", "FSD OB LB")).at(60, be("eaton@localhost", "OL OFF")).run(300);
    expect(host.shutdowns).toEqual([]);
    be("eaton@localhost", "OB LB")();
    world.run(400);
    expect(host.shutdowns).toHaveLength(1);
  });
});
