/**
 * What the folders must look like, beside what eslint and dependency-cruiser hold: sizes of folders, one place that
 * changes the umask, and no more comment than code can carry.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Tables of facts are as many as there are facts. */
const TABLES = /\/(tables|subdrivers|mibs|catalogue)(\/|$)/;
const MOST_FILES = 25;
/** Percent of all lines. */
const MOST_COMMENT = 9;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("src", name));
const complaints = [];

const folders = new Map();
for (const file of files) {
  const folder = file.slice(0, file.lastIndexOf("/"));
  folders.set(folder, (folders.get(folder) ?? 0) + 1);
}
for (const [folder, count] of folders)
  if (count > MOST_FILES && !TABLES.test(folder))
    complaints.push(`${folder} has ${count} files, more than ${MOST_FILES}: what belongs together gets a folder`);

const text = (file) => readFileSync(file, "utf8");
const umask = files.filter((file) => text(file).includes("process.umask("));
if (umask.length > 1) complaints.push(`process.umask is called in ${umask.join(", ")}: one place may`);

let lines = 0;
let comment = 0;
for (const file of files) {
  let inside = false;
  for (const line of text(file)
    .split("\n")
    .map((one) => one.trim())) {
    lines++;
    const starts = line.startsWith("/*");
    if (inside || starts || line.startsWith("//")) comment++;
    if (inside || starts) inside = !line.includes("*/");
  }
}
const share = (100 * comment) / lines;
if (share > MOST_COMMENT)
  complaints.push(
    `${share.toFixed(2)} % of the lines of src are comment, more than ${MOST_COMMENT} %: say it in the code`,
  );

for (const complaint of complaints) console.error(complaint);
console.log(`${files.length} files in ${folders.size} folders, ${share.toFixed(1)} % comment`);
process.exitCode = complaints.length > 0 ? 1 : 0;
