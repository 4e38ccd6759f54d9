/** Debian's Chromium before a site of `nutts web`, whose page the build has made; NUT servers made of behaviours. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { type Site, type SiteSettings, startSite } from "../../src/web/site.ts";
import { type Behaviour, type FakeUps, NutServer, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const BUILT = new URL("../../dist/web/page/", import.meta.url);

/** On a slow, busy machine the browser alone takes half a minute to start. */
const LONGEST_MS = 100_000;

export class BrowserBench {
  readonly #sites: Site[] = [];
  readonly #servers: NutServer[] = [];
  readonly #pages: Page[] = [];
  #browser: Browser | undefined;

  async server(upses: Readonly<Record<string, FakeUps>>, ...behaviours: readonly Behaviour[]): Promise<NutServer> {
    const server = await NutServer.start(...behaviours, serves(upses), noTls, saysGoodbye);
    this.#servers.push(server);
    return server;
  }

  async site(ports: readonly number[], settings: Partial<SiteSettings> = {}): Promise<Site> {
    const site = await startSite(
      {
        host: "127.0.0.1",
        port: 0,
        hosts: new Set(),
        basePath: "",
        control: false,
        page: BUILT,
        servers: ports.map((port) => ({ host: "127.0.0.1", port, tls: { mode: "off" } })),
        ...settings,
      },
      { clock: SYSTEM_CLOCK, log: SILENT_LOG },
    );
    this.#sites.push(site);
    return site;
  }

  /** What the page complains of ends the test. */
  async page(executablePath: string, url: string, options: BrowserContextOptions = {}): Promise<Page> {
    this.#browser ??= await chromium.launch({
      executablePath,
      timeout: LONGEST_MS,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const context = await this.#browser.newContext({ locale: "en-US", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(LONGEST_MS);
    page.on("pageerror", (error) => this.complaints.push(error.message));
    this.#pages.push(page);
    await page.goto(url);
    return page;
  }

  readonly complaints: string[] = [];

  async end(): Promise<void> {
    for (const page of this.#pages.splice(0)) await page.context().close();
    for (const site of this.#sites.splice(0)) await site.close();
    for (const server of this.#servers.splice(0)) await server.stop();
  }

  async quit(): Promise<void> {
    await this.#browser?.close();
    this.#browser = undefined;
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules of WCAG 2 A and AA that the page breaks, with where. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Past the page's own policy, which allows no script from elsewhere.
  await page.evaluate(AXE);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })`,
  );
  const { violations: all } = found as { violations: readonly { id: string; nodes: readonly { html: string }[] }[] };
  return all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`.slice(0, 400));
}
