/** nutts, as it is packed for a processor, as a package for Debian 12 and later and what descends from it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../runtime.mjs";
import { writeManPages } from "./man-pages.mjs";
import { readNames } from "./names.mjs";
import { HOME, SYSTEM_FILES } from "./system-files.mjs";

const { version, description, homepage } = JSON.parse(readFileSync("package.json", "utf8"));
/** A version to come is older than the version: 1.0.0~rc.1. */
const DEBIAN_VERSION = `${version.replace("-", "~")}-1`;
/** Of the C project, whose packages this one stands in for. */
const STANDS_FOR = "2.8.5";
/**
 * Not ups-monitor, which Debian's nut-client and apcupsd provide and conflict with: dpkg alone would refuse to replace the one, and
 * beside the other apcupsd-ups has something to read.
 */
const REPLACED = ["nut-server", "nut-client", "nut-snmp"];

/** As dpkg's own tools find it; else who made the last commit. */
function maintainer() {
  const { DEBFULLNAME, DEBEMAIL } = process.env;
  if (DEBFULLNAME && DEBEMAIL) return `${DEBFULLNAME} <${DEBEMAIL}>`;
  return run("git", ["log", "-1", "--format=%an <%ae>"]).trim();
}

function write(path, text, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}

const control = (name, size) =>
  [
    "Package: nutts",
    `Version: ${DEBIAN_VERSION}`,
    `Architecture: ${name}`,
    `Maintainer: ${maintainer()}`,
    `Installed-Size: ${size}`,
    "Depends: adduser, init-system-helpers (>= 1.54~), libc6 (>= 2.36)",
    "Recommends: udev",
    `Provides: ${REPLACED.map((each) => `${each} (= ${STANDS_FOR})`).join(", ")}`,
    `Conflicts: ${REPLACED.join(", ")}`,
    `Replaces: ${REPLACED.join(", ")}`,
    "Section: admin",
    "Priority: optional",
    ...(homepage ? [`Homepage: ${homepage}`] : []),
    `Description: ${description.split(":")[0]}`,
    " Drivers for UPSes, the server on TCP 3493, the monitor that shuts machines down",
    " in time, and the clients, with a Node runtime of their own. They speak the",
    " protocols and read the files of the C project, whose packages they replace.",
    "",
  ].join("\n");

function writeDocuments(root, date) {
  const folder = join(root, "usr/share/doc/nutts");
  const entry = `nutts (${DEBIAN_VERSION}) unstable; urgency=medium\n\n  * Version ${version}: see changelog.gz.\n\n -- ${maintainer()}  ${date}\n`;
  write(join(folder, "changelog.Debian.gz"), gzipSync(entry, { level: 9 }));
  write(join(folder, "changelog.gz"), gzipSync(readFileSync("CHANGELOG.md"), { level: 9 }));
  write(join(folder, "copyright"), readFileSync("packaging/deb/copyright"));
  write(join(root, "usr/share/lintian/overrides/nutts"), readFileSync("packaging/deb/lintian-overrides"));
}

const COMPLETIONS = {
  bash: "usr/share/bash-completion/completions/nutts",
  fish: "usr/share/fish/vendor_completions.d/nutts.fish",
  zsh: "usr/share/zsh/vendor-completions/_nutts",
};

function writeCompletions(root) {
  for (const [shell, path] of Object.entries(COMPLETIONS))
    write(join(root, path), readFileSync(`dist/completions/nutts.${shell}`));
}

/**
 * Twice: dpkg takes /lib/X and /usr/lib/X, or /bin/X and /usr/bin/X, for two files, and where it takes away Debian's NUT in
 * the run in which it unpacks this, it takes away ours. The script behind the installation puts back what is missing.
 */
function writeNamesAndUnits(root, links) {
  for (const folder of [root, join(root, HOME, "system")]) {
    for (const { path, text, mode } of SYSTEM_FILES) write(join(folder, path), text, mode);
    for (const path of links) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(relative(dirname(path), `${HOME}/bin/nutts`), join(folder, path));
    }
  }
}

const CONTROL = "packaging/deb/control";

function writeControl(root, name) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const size = Math.ceil(paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1024);
  for (const script of readdirSync(CONTROL))
    write(join(root, "DEBIAN", script), readFileSync(join(CONTROL, script)), script === "triggers" ? 0o644 : 0o755);
  write(join(root, "DEBIAN/control"), control(name, size));
  const sums = run("md5sum", [...paths.map((path) => path.slice(root.length + 1)).sort()], { cwd: root });
  write(join(root, "DEBIAN/md5sums"), sums);
}

/** `bundle`: the folder that the tarball has. Returns the path of the package. */
export async function makeDeb(bundle, name, scratch) {
  const root = join(scratch, `deb-${name}`);
  const programs = await readNames();
  mkdirSync(join(root, dirname(HOME)), { recursive: true });
  run("cp", ["-al", bundle, join(root, HOME)]);
  rmSync(join(root, HOME, "nutts/man"), { recursive: true });
  write(join(root, HOME, "nut.conf"), readFileSync("packaging/deb/nut.conf"));
  writeNamesAndUnits(root, programs.links);
  writeManPages(join(root, "usr/share/man"), version, programs);
  writeCompletions(root);
  writeDocuments(root, run("git", ["log", "-1", "--format=%cD"]).trim());
  writeControl(root, name);
  run("chmod", ["-R", "go-w,u+rwX,go+rX", root]);
  mkdirSync("out", { recursive: true });
  const packed = resolve("out", `nutts_${DEBIAN_VERSION}_${name}.deb`);
  run("dpkg-deb", ["--root-owner-group", "-Zxz", "-z1", "--build", root, packed]);
  return packed;
}
