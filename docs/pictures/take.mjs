/**
 * `npm run pictures`: the pictures of the README, of the page of `nutts up --demo` as it is now. Needs a build, and
 * Chromium: /usr/bin/chromium, or what CHROMIUM names.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const at = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The demo's mains fails twelve seconds after it has begun. */
const SHOTS = [
  { file: "light.png", waitFor: "Protected.", width: 1180, height: 640, colorScheme: "light" },
  { file: "phone.png", waitFor: "The mains has failed", width: 390, height: 780, colorScheme: "light", scale: 2 },
  { file: "dark.png", waitFor: "is low", width: 1180, height: 1050, colorScheme: "dark", detail: true },
];

function startDemo() {
  const child = spawn(process.execPath, [at("../../bin/run.js"), "up", "--demo"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const found = /the dashboard is at (\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.on("exit", () => reject(new Error(`the demo ended:\n${said}`)));
  });
  return { child, url };
}

async function take(browser, url, { file, waitFor, width, height, colorScheme, scale = 1, detail = false }) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: scale,
    locale: "en-US",
  });
  await page.goto(url);
  if (detail) await page.getByRole("link", { name: /^Details of/ }).click();
  await page.getByText(waitFor).first().waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: at(file) });
  await page.close();
}

const { child, url } = startDemo();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  for (const shot of SHOTS) await take(browser, await url, shot);
} finally {
  await browser.close();
  child.kill("SIGINT");
}
