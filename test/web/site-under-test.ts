/** A site of `nutts web` on a free port of loopback, before NUT servers made of behaviours; time is virtual. */
import { SILENT_LOG } from "../../src/system/log/log.ts";
import type { OwnMachine } from "../../src/web/own-machine.ts";
import { type Site, type SiteSettings, startSite } from "../../src/web/site.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { type Behaviour, type FakeUps, type NutServer, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

export class Sites {
  readonly #pairs = new Pairs();
  readonly #sites: Site[] = [];

  server(...behaviours: readonly Behaviour[]): Promise<NutServer> {
    return this.#pairs.server(...behaviours, noTls, saysGoodbye);
  }

  serving(upses: Readonly<Record<string, FakeUps>>): Promise<NutServer> {
    return this.server(serves(upses));
  }

  /** Waits until every server has been asked, and its UPSes for all that is asked for. */
  async site(
    servers: readonly NutServer[],
    settings: Partial<SiteSettings> = {},
    own?: OwnMachine,
  ): Promise<SiteUnderTest> {
    const clock = new VirtualClock();
    const watched = servers.map(({ port }) => ({ host: "127.0.0.1", port, tls: { mode: "off" } as const }));
    const base = { host: "127.0.0.1", port: 0, hosts: new Set<string>(), basePath: "", control: false };
    const site = await startSite({ ...base, servers: watched, ...settings }, { clock, log: SILENT_LOG, own });
    this.#sites.push(site);
    const settled = new SiteUnderTest(site, clock);
    await settled.asked();
    return settled;
  }

  async end(): Promise<void> {
    for (const site of this.#sites.splice(0)) await site.close();
    await this.#pairs.end();
  }
}

export class SiteUnderTest {
  readonly site: Site;
  readonly clock: VirtualClock;

  constructor(site: Site, clock: VirtualClock) {
    this.site = site;
    this.clock = clock;
  }

  async asked(): Promise<void> {
    const { servers } = this.site.fleet;
    const known = (): boolean => servers.every(({ error, upses }) => error !== undefined || upses.length > 0);
    await until(() => known() && this.site.fleet.upses.every(({ condition }) => condition !== "waiting"));
  }

  /** Two seconds, in which every server is asked once more and has answered. */
  async polled(): Promise<void> {
    const before = this.site.fleet.upses.map(({ snapshot }) => snapshot.answeredAt);
    await this.clock.advance(2000);
    const answered = (): boolean =>
      this.site.fleet.upses.every(
        ({ snapshot, condition }, i) => condition !== "live" || snapshot.answeredAt !== before[i],
      );
    await until(answered);
    await this.clock.settle(2);
  }

  /** Waits until the list of devices is this. */
  async until(devices: string): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      if ((await this.text("/api/v1/devices")) === devices) return;
      await this.clock.settle();
    }
    throw new Error(`the devices are ${await this.text("/api/v1/devices")}`);
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.site.url}${path}`, init);
  }

  async text(path: string): Promise<string> {
    return (await this.fetch(path)).text();
  }

  async json(path: string): Promise<unknown> {
    return (await this.fetch(path)).json();
  }
}
