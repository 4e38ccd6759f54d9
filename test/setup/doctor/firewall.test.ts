/** Firewalls as their own programs tell of them. The rulesets are what nft 1.0.6 printed of the rules that stand beside them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { lookAtFirewall } from "../../../src/setup/doctor/measure/firewall.ts";
import { letsIn } from "../../../src/setup/doctor/measure/nft/lets-in.ts";
import { readRuleset } from "../../../src/setup/doctor/measure/nft/ruleset.ts";
import { fakeMachine, type Overrides, program } from "../../sim/machine/fake-machine.ts";

interface Sample {
  readonly name: string;
  readonly rules: string;
  /** null: for some machines. */
  readonly letsIn: boolean | null;
  readonly nft: unknown;
}

const SAMPLES: readonly Sample[] = readFileSync(new URL("../../fixtures/nft/rulesets.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

describe("rules of nftables", () => {
  it.each(SAMPLES.map((sample) => [sample.name, sample] as const))("%s", (_, sample) => {
    const ruleset = readRuleset(JSON.stringify(sample.nft));
    expect(ruleset && letsIn(ruleset, 3493)).toBe(sample.letsIn ?? undefined);
  });

  it.each(["", "{}", "[]", '{"nftables":1}', "table inet filter {"])("that are none tell nothing: %s", (text) => {
    expect(readRuleset(text)).toBeUndefined();
  });

  it("that lead in a circle come to an end", () => {
    const chain = { family: "ip", table: "f", name: "input", type: "filter", hook: "input", policy: "drop" };
    const rule = { family: "ip", table: "f", chain: "input", expr: [{ jump: { target: "input" } }] };
    const ruleset = readRuleset(JSON.stringify({ nftables: [{ chain }, { rule }] }));
    expect(ruleset && letsIn(ruleset, 3493)).toBe(false);
  });

  it("that are anything at all do no harm", () => {
    for (const junk of [null, 1, "x", [], [null], { match: 1 }, { vmap: [] }, { jump: {} }]) {
      const chain = { family: "ip", table: "f", name: "c", type: "filter", hook: "input", policy: junk };
      const rule = { family: "ip", table: "f", chain: "c", expr: [junk, { match: junk }, { vmap: junk }] };
      const ruleset = readRuleset(
        JSON.stringify({ nftables: [junk, { chain: junk }, { chain }, { rule }, { set: junk }] }),
      );
      expect(ruleset && letsIn(ruleset, 3493)).not.toBe(false);
    }
  });
});

type Told = Readonly<Record<string, { readonly status: number; readonly stdout: string }>>;

function look(files: Overrides, told: Told) {
  const run = (name: string, args: readonly string[] = []) => {
    const { status, stdout } = told[[name, ...args].join(" ")] ?? { status: 1, stdout: "" };
    return Promise.resolve({ kind: "exited", status, stdout, stderr: "" } as const);
  };
  return lookAtFirewall(fakeMachine(files), { run });
}

const UFW = { "/etc/ufw/ufw.conf": "ENABLED=yes\n" };
const FIREWALLD = { "/proc/7/cmdline": "/usr/bin/python3\0/usr/sbin/firewalld\0--nofork\0" };
const NFT = { "/usr/sbin/nft": program() };
const rulesetOf = (wanted: string): string => JSON.stringify(SAMPLES.find(({ name }) => name === wanted)?.nft);

describe("the firewall of a machine", () => {
  it("is none where none is installed or on", async () => {
    expect(await look({ "/etc/ufw/ufw.conf": "ENABLED=no\n" }, {})).toBeUndefined();
  });

  it.each<readonly [string, Overrides, Told, boolean | undefined]>([
    ["ufw", UFW, { "ufw status": { status: 0, stdout: "3493/tcp ALLOW 192.168.0.0/16\n" } }, true],
    ["ufw", UFW, { "ufw status": { status: 0, stdout: "22/tcp ALLOW Anywhere\n" } }, false],
    ["ufw", UFW, {}, undefined],
    ["firewalld", FIREWALLD, { "firewall-cmd --query-service=nut": { status: 0, stdout: "yes\n" } }, true],
    ["firewalld", FIREWALLD, { "firewall-cmd --query-port=3493/tcp": { status: 0, stdout: "yes\n" } }, true],
    ["firewalld", FIREWALLD, { "firewall-cmd --state": { status: 0, stdout: "running\n" } }, false],
    ["firewalld", FIREWALLD, {}, undefined],
    ["nftables", NFT, { "nft -j list ruleset": { status: 0, stdout: rulesetOf("port") } }, true],
    ["nftables", NFT, { "nft -j list ruleset": { status: 0, stdout: rulesetOf("policy drop") } }, false],
    ["nftables", NFT, { "nft -j list ruleset": { status: 0, stdout: rulesetOf("interface") } }, undefined],
    ["nftables", NFT, {}, undefined],
  ])("%s is asked, and says what it says (%#)", async (name, files, told, open) => {
    expect(await look(files, told)).toMatchObject({ name, open });
  });
});
