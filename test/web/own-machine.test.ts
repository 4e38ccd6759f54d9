/** What the dashboard says of the machine that it runs on. */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/nut/protection/verdict.ts";
import type { OwnMachine } from "../../src/web/own-machine.ts";
import { type FakeUps, serves } from "../sim/servers/nut-server.ts";
import { Sites } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

const PROTECTED: Verdict = { kind: "protected", sentence: "If the mains fails now, it is so.", seconds: 960 };
const UNPROTECTED: Verdict = { kind: "unprotected", sentence: "This machine is not protected, because x.", why: "x" };

const machine = (verdict: Verdict, obstacles: readonly string[] = []): OwnMachine => ({
  verdict: () => verdict,
  obstacles: () => obstacles,
});

const ups = (status: string, clients: readonly string[] = ["127.0.0.1"]): FakeUps => ({
  vars: { "ups.status": status },
  clients,
});

async function siteOf(upses: Readonly<Record<string, FakeUps>>, own: OwnMachine) {
  return sites.site([await sites.server(serves(upses))], {}, own);
}

async function facts(upses: Readonly<Record<string, FakeUps>>, own: OwnMachine): Promise<unknown> {
  const snapshot = (await (await siteOf(upses, own)).json("/api/v1/snapshot")) as { readonly protection: unknown[] };
  return snapshot.protection.map((fact) => {
    const { code, level, figures, text } = fact as Record<string, unknown>;
    return { code, level, ...(code === "this-machine" || code === "shuts-down" ? { figures, text } : {}) };
  });
}

describe("the sentence over the dashboard", () => {
  it("is the verdict of this machine where all is well", async () => {
    expect(await facts({ ups: ups("OL") }, machine(PROTECTED))).toEqual([
      { code: "shuts-down", level: "protected", figures: { down: 960 }, text: PROTECTED.sentence },
    ]);
  });

  it("is why this machine is not protected, once, and not a second time by UPS", async () => {
    expect(await facts({ ups: ups("OL OFF"), other: ups("OL RB") }, machine(UNPROTECTED))).toEqual([
      { code: "this-machine", level: "unprotected", figures: { reason: "x" }, text: UNPROTECTED.sentence },
      { code: "replace-battery", level: "doubtful" },
    ]);
  });

  it("has doubts before it, and in an outage when this machine goes down behind it", async () => {
    expect(await facts({ ups: ups("OL RB") }, machine(PROTECTED))).toMatchObject([
      { code: "replace-battery" },
      { code: "shuts-down" },
    ]);
    expect(await facts({ ups: ups("OB") }, machine(PROTECTED))).toEqual([
      { code: "on-battery", level: "outage" },
      { code: "goes-down", level: "outage" },
    ]);
  });
});

describe("/ready", () => {
  it("is 200 where the shutdown that is configured can be carried out", async () => {
    const site = await siteOf({ ups: ups("OL") }, machine(PROTECTED));
    const answer = await site.fetch("/ready");
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"ok","problems":[]}']);
  });

  it("is 503, with the reasons, where it cannot", async () => {
    const site = await siteOf({ ups: ups("OL") }, machine(UNPROTECTED, ["SHUTDOWNCMD: /x: Permission denied"]));
    const answer = await site.fetch("/ready");
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: "failing", problems: ["SHUTDOWNCMD: /x: Permission denied"] },
    ]);
    expect((await site.fetch("/health")).status).toBe(200);
  });
});
