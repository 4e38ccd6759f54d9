/**
 * `npm run bench`: ours beside the C programs of this machine, in the same run and interleaved, as medians. Figures
 * are for reading and comparing; nothing here passes or fails. `-- --markdown` prints the table of the README,
 * `-- --only=NAME` runs one measure, `-- --quick` fewer and shorter rounds, `-- --every` shows each profile of nutdrv_qx.
 */
import { existsSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { findProgram, RUN_JS, servers, versionOf } from "./lib/servers.mjs";
import { printMarkdown, printPlain } from "./lib/table.mjs";
import { battery } from "./measures/battery.mjs";
import { burst } from "./measures/burst.mjs";
import { busy } from "./measures/busy.mjs";
import { families } from "./measures/families.mjs";
import { flood } from "./measures/flood.mjs";
import { idle } from "./measures/idle.mjs";
import { latency } from "./measures/latency.mjs";
import { list } from "./measures/list.mjs";
import { memory } from "./measures/memory.mjs";
import { news } from "./measures/news.mjs";
import { qx } from "./measures/qx.mjs";
import { snmp } from "./measures/snmp.mjs";
import { up } from "./measures/up.mjs";
import { upsmon } from "./measures/upsmon.mjs";
import { web } from "./measures/web.mjs";
import { wholeProcess } from "./measures/whole-process.mjs";

const MEASURES = {
  list,
  busy,
  burst,
  flood,
  idle,
  latency,
  wholeProcess,
  memory,
  news,
  up,
  upsmon,
  snmp,
  families,
  qx,
  web,
  battery,
};

function commandLine() {
  const boolean = { type: "boolean" };
  const options = {
    only: { type: "string", multiple: true },
    quick: boolean,
    every: boolean,
    markdown: boolean,
    help: boolean,
  };
  try {
    const { values } = parseArgs({ options });
    const unknown = values.only?.find((name) => !(name in MEASURES));
    if (unknown === undefined) return values;
    console.error(`There is no measure ${unknown}.`);
  } catch (error) {
    console.error(error.message);
  }
  return { help: true, wrong: true };
}

const { only, quick, every, markdown, help, wrong } = commandLine();
if (help) {
  console.error(
    `npm run bench -- [--quick] [--every] [--markdown] [--only=NAME …]; names: ${Object.keys(MEASURES).join(" ")}`,
  );
  process.exit(wrong ? 1 : 0);
}

if (!existsSync(new URL("../dist", import.meta.url))) {
  console.error("There is no dist: run `npm run build` first.");
  process.exit(1);
}

const context = {
  servers: servers(),
  upsc: findProgram("upsc"),
  runJs: RUN_JS,
  quick: quick === true,
  every: every === true,
};
if (context.servers.length < 2)
  console.error("No C upsd on PATH: its column stays empty (apt-get install nut-server).");

const rows = [];
for (const [name, measure] of Object.entries(MEASURES)) {
  if (only !== undefined && !only.includes(name)) continue;
  console.error(`${new Date().toISOString().slice(11, 19)} ${name} …`);
  rows.push(...(await measure(context)));
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`;
const upsd = findProgram("upsd");
(markdown ? printMarkdown : printPlain)(rows, {
  c: upsd && `C ${versionOf(upsd)}`,
  machine,
  date: new Date().toISOString().slice(0, 10),
});
