/**
 * `npm run package [x64] [arm64]`: out/nutts-VERSION-linux-PROCESSOR.tar.gz, a folder with a Node runtime, nutts and
 * its native modules, that runs where there is glibc and nothing else. Needs Debian's apt-get, dpkg-deb and patchelf.
 * With `--deb` (`npm run package -- --deb`) a package for Debian, too, which takes Debian's lowdown for the manual pages.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fetchRuntime, run } from "./runtime.mjs";

/** Per processor: what Debian calls it. npm has no Node of a supported version for armv7. */
const DEBIAN_NAMES = { x64: "amd64", arm64: "arm64" };
const { bundled } = JSON.parse(readFileSync("packaging/runtimes.json", "utf8"));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "nutts-package-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Node and the module for serial ports want libstdc++ and libgcc: Debian's, of the processor that is packed for. */
function addLibraries(processor, folder) {
  const name = DEBIAN_NAMES[processor];
  const state = join(scratch, `apt-${name}`);
  for (const path of ["lists/partial", "archives/partial", "unpacked"])
    mkdirSync(join(state, path), { recursive: true });
  const apt = (...args) =>
    run(
      "apt-get",
      [
        ...[
          "-qq",
          "-o",
          `APT::Architecture=${name}`,
          "-o",
          `APT::Architectures=${name}`,
          "-o",
          "APT::Sandbox::User=root",
        ],
        ...["-o", `Dir::State::lists=${state}/lists`, "-o", `Dir::Cache=${state}`, ...args],
      ],
      { cwd: state },
    );
  apt("update");
  apt("download", "libstdc++6", "libgcc-s1");
  const packed = readdirSync(state).filter((file) => file.endsWith(".deb"));
  for (const file of packed) run("dpkg-deb", ["-x", join(state, file), join(state, "unpacked")]);
  mkdirSync(folder, { recursive: true });
  const unpacked = readdirSync(join(state, "unpacked"), { recursive: true, withFileTypes: true });
  for (const wanted of ["libstdc++.so.6", "libgcc_s.so.1"]) {
    const found = unpacked.find((entry) => entry.name === wanted);
    if (!found) throw new Error(`${packed.join(", ")}: no ${wanted} in them`);
    run("cp", ["-L", join(found.parentPath ?? found.path, wanted), join(folder, wanted)]);
  }
}

/** Modules for other systems and for musl stay out. */
function keepOwnPrebuilt(processor, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name !== `linux-${processor}`) rmSync(join(folder, entry.name), { recursive: true });
    else
      for (const file of readdirSync(join(folder, entry.name)))
        if (file.includes("musl")) rmSync(join(folder, entry.name, file));
  }
}

/** Settings of tools that packages bring along: nothing reads them at work. */
const OF_TOOLS = /^\.(eslintrc|eslintignore|prettierrc|nycrc|editorconfig|jshintrc|npmignore|travis)/;

function dropToolSettings(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && OF_TOOLS.test(entry.name)) rmSync(join(entry.parentPath ?? entry.path, entry.name));
}

/** nutts from its npm package, with the dependencies that the lock file names, for `processor`. */
function addNutts(tarball, processor, folder) {
  mkdirSync(folder, { recursive: true });
  run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1", "--no-same-owner"]);
  run("cp", ["package-lock.json", ".npmrc", folder]);
  const platform = ["--os=linux", `--cpu=${processor}`, "--libc=glibc"];
  run("npm", ["ci", "--silent", "--omit=dev", "--ignore-scripts", ...platform], { cwd: folder });
  for (const name of ["package-lock.json", ".npmrc"]) rmSync(join(folder, name));
  keepOwnPrebuilt(processor, join(folder, "node_modules/@serialport/bindings-cpp/prebuilds"));
  dropToolSettings(join(folder, "node_modules"));
}

const tell = (path) => console.log(`${path}: ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`);

async function pack(tarball, processor, deb) {
  const name = `nutts-${version}-linux-${processor}`;
  const root = join(scratch, name);
  fetchRuntime(processor, bundled, root);
  renameSync(join(root, "LICENSE"), join(root, "LICENSE.node"));
  addLibraries(processor, join(root, "lib"));
  run("patchelf", ["--set-rpath", "$ORIGIN/../lib", join(root, "bin/node")]);
  addNutts(tarball, processor, join(root, "nutts"));
  run("cp", ["packaging/launcher.sh", join(root, "bin/nutts")]);
  run("chmod", ["755", join(root, "bin/nutts"), join(root, "bin/node")]);
  mkdirSync("out", { recursive: true });
  const packed = resolve("out", `${name}.tar.gz`);
  run("tar", ["-czf", packed, "--owner=0", "--group=0", "-C", scratch, name]);
  tell(packed);
  if (!deb) return;
  const { makeDeb } = await import("./deb/deb.mjs");
  tell(await makeDeb(root, DEBIAN_NAMES[processor], scratch));
}

const processors = process.argv.slice(2).filter((word) => word !== "--deb");
const wanted = processors.length > 0 ? processors : Object.keys(DEBIAN_NAMES);
for (const processor of wanted)
  if (!Object.hasOwn(DEBIAN_NAMES, processor))
    throw new Error(`${processor}: no runtime; there is one for ${Object.keys(DEBIAN_NAMES).join(", ")}`);
const packed = run("npm", ["pack", "--silent", "--pack-destination", scratch]).trim().split("\n").at(-1);
for (const processor of wanted) await pack(join(scratch, packed), processor, process.argv.includes("--deb"));
