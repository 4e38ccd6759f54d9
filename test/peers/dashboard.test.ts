/** The dashboard in a real browser: what a person sees and does. */
import { afterAll, afterEach, expect, it } from "@jest/globals";
import type { FakeUps } from "../sim/servers/nut-server.ts";
import { agrees, type Behaviour, tracks } from "../sim/servers/nut-server.ts";
import { BrowserBench, violations } from "./browser.ts";
import { withNginx } from "./nginx.ts";
import { describePeers } from "./peer.ts";

const bench = new BrowserBench();
afterEach(async () => {
  await bench.end();
  expect(bench.complaints.splice(0)).toEqual([]);
});
afterAll(() => bench.quit());

const VARS = {
  "ups.status": "OL CHRG",
  "battery.charge": "80",
  "battery.runtime": "1800",
  "ups.load": "25",
  "ups.realpower.nominal": "400",
  "input.voltage": "231",
  "device.mfr": "EATON",
  "device.model": "5E 850i",
  "ups.delay.shutdown": "20",
};

/** Values may be changed while it is served. */
const rack = (): { vars: Record<string, string> } & FakeUps => ({
  desc: "In the rack",
  vars: { ...VARS },
  rw: { "ups.delay.shutdown": "RW NUMBER" },
  ranges: { "ups.delay.shutdown": [[0, 300]] },
  cmds: { "beeper.mute": "Mute it", "load.off": "Switch the load off" },
  clients: ["192.168.1.7"],
});

const USER = { username: "anna", password: "a long one" };
const CONTROLLED = { control: true, user: USER };

describePeers("the dashboard", ["chromium"], ({ chromium }) => {
  const open = async (ups: FakeUps, options = {}, settings = {}) => {
    const server = await bench.server({ ups });
    const site = await bench.site([server.port], settings);
    return { server, site, page: await bench.page(chromium, `${site.url}/`, options) };
  };

  it("shows an outage that comes while it is open, and its end", async () => {
    const ups = rack();
    const { page } = await open(ups);
    await page.getByText("On mains").waitFor();
    await page.getByText("Protected.").waitFor();
    ups.vars["ups.status"] = "OB DISCHRG";
    ups.vars["battery.runtime"] = "1500";
    await page.getByText("The mains has failed: ups runs on its battery. It lasts for another 25 min.").waitFor();
    expect(await page.title()).toBe("⚡ 25 min · In the rack");
    ups.vars["ups.status"] = "OB DISCHRG LB";
    await page.getByText("the battery of ups is low").waitFor();
    ups.vars["ups.status"] = "OL CHRG";
    await page.getByText("Protected.").waitFor();
    expect(await page.title()).toBe("UPS");
  });

  it("shows a UPS whose server has died as vanished, and not its last values as those of now", async () => {
    const { server, page } = await open(rack());
    await page.getByText("On mains").waitFor();
    await server.stop();
    await page.getByText(/Vanished: last seen/).waitFor();
    await page.getByText("Not protected: nobody knows what ups does.").waitFor();
    expect(await page.locator(".card.vanished").count()).toBe(1);
  });

  it("tells of a server that was never there, beside one that is", async () => {
    const server = await bench.server({ ups: rack() });
    const gone = await bench.server({});
    await gone.stop();
    const site = await bench.site([server.port, gone.port]);
    const page = await bench.page(chromium, `${site.url}/`);
    await page.getByText(`127.0.0.1:${gone.port}: The server does not answer`).waitFor();
    await page.getByText("On mains").waitFor();
  });

  it.each([
    ["de-DE", "Am Netz"],
    ["fr-FR", "Sur secteur"],
    ["ru-RU", "От сети"],
    ["es-ES", "Con red"],
    ["it-IT", "Da rete"],
    ["ja-JP", "On mains"],
  ])("speaks to a reader of %s", async (locale, words) => {
    const { page } = await open(rack(), { locale });
    await page.getByText(words).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(locale === "ja-JP" ? "en" : locale.slice(0, 2));
  });

  it("keeps the language that somebody has chosen", async () => {
    const { page } = await open(rack());
    await page.getByLabel("Language").selectOption("de");
    await page.getByText("Am Netz").waitFor();
    await page.reload();
    await page.getByText("Am Netz").waitFor();
  });

  it("fits a phone without being pushed sideways, and finds a variable by its meaning", async () => {
    const { page } = await open(rack(), { viewport: { width: 360, height: 740 } });
    await page.getByRole("link", { name: "Details of In the rack" }).click();
    await page.getByLabel("Search variables").fill("delay");
    await page.getByText("1 of 9 shown").waitFor();
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    expect(wide).toBeLessThanOrEqual(360);
  });

  it.each(["light", "dark"] as const)("has nothing that axe objects to, %s", async (colorScheme) => {
    const ups = rack();
    const { page } = await open(ups, { colorScheme });
    await page.getByText("On mains").waitFor();
    expect(await violations(page)).toEqual([]);
    ups.vars["ups.status"] = "OB LB ALARM";
    ups.vars["ups.alarm"] = "Fan failure";
    await page.getByText("the battery of ups is low").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Details of In the rack" }).click();
    await page.getByRole("heading", { name: "Variables" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it("shows what a hostile server says as text", async () => {
    const ups = rack();
    ups.vars["device.model"] = '<img src=x onerror="document.title=1">';
    const { page } = await open(ups);
    await page.getByText("<img src=x").waitFor();
    expect(await page.locator("img").count()).toBe(0);
  });

  it("lets nobody change anything where control is off, and says so", async () => {
    const { page } = await open(rack());
    await page.getByRole("link", { name: "Details of In the rack" }).click();
    await page.getByText("Nothing can be changed from here").waitFor();
    expect(await page.getByRole("button", { name: /^(Run|Change)/ }).count()).toBe(0);
  });

  const controlled = async (...behaviours: Behaviour[]) => {
    const server = await bench.server({ ups: rack() }, ...behaviours);
    const site = await bench.site([server.port], CONTROLLED);
    const page = await bench.page(chromium, `${site.url}/`);
    return { server, page };
  };

  it("runs a command after a question and with the user of the server, by the keyboard alone", async () => {
    const { server, page } = await controlled(tracks(["SUCCESS"]), agrees("USERNAME", "PASSWORD"));
    const type = async (...words: readonly string[]): Promise<void> => {
      for (const word of words) {
        await page.keyboard.type(word);
        await page.keyboard.press("Tab");
      }
    };
    await page.getByLabel("User").focus();
    await type(USER.username, USER.password);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Details of In the rack" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Run: load.off" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("This can cut the power of everything behind this UPS.").waitFor();
    expect(server.heard.some((line) => line.startsWith("INSTCMD"))).toBe(false);
    await page.getByRole("dialog").getByLabel("User").focus();
    await type("admin", "secret");
    await page.getByRole("dialog").getByRole("button", { name: "Run" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Done.").waitFor();
    expect(server.heard).toEqual(expect.arrayContaining(["USERNAME admin", "PASSWORD secret", "INSTCMD ups load.off"]));
  });

  it("says that the server refuses a password, and that a log-in is wrong", async () => {
    const denied = ([verb = ""]: readonly string[], peer: { send(text: string): void }): boolean => {
      if (verb === "INSTCMD") peer.send("ERR ACCESS-DENIED\n");
      return verb === "INSTCMD";
    };
    const { page } = await controlled(denied, agrees("USERNAME", "PASSWORD", "SET"));
    await page.getByLabel("User").fill(USER.username);
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("User or password is wrong.").waitFor();
    await page.getByLabel("Password").fill(USER.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: "Details of In the rack" }).click();
    await page.getByRole("button", { name: "Run: beeper.mute" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("User").fill("admin");
    await dialog.getByLabel("Password").fill("no");
    await dialog.getByRole("button", { name: "Run" }).click();
    await page.getByText("The server refuses this user and password").waitFor();
  });
});

describePeers("the dashboard behind nginx", ["chromium", "nginx"], ({ chromium, nginx }) => {
  it("works below a prefix that the proxy takes away", async () => {
    const ups = rack();
    const server = await bench.server({ ups });
    const site = await bench.site([server.port]);
    await withNginx(nginx, site.port, async (url) => {
      const page = await bench.page(chromium, `${url}/power/`);
      await page.getByText("On mains").waitFor();
      ups.vars["ups.status"] = "OB";
      await page.getByText("The mains has failed").waitFor();
    });
  });
});
