/** Under which names nutts is called, and where Debian's NUT keeps the programs of those names. */
import { readFileSync } from "node:fs";

const FOLDERS = {
  "/usr/sbin": ["upsd", "upsmon", "upssched", "upsdrvctl"],
  /** Debian's own are wrappers in /sbin; what calls the daemons past them finds them here. */
  "/usr/lib/nut": ["upsd", "upsmon"],
};

/** After the build. `own`, `also`: as the manual pages want them. `links`: paths that lead to nutts. */
export async function readNames() {
  const { names, starts } = JSON.parse(readFileSync("dist/programs.json", "utf8"));
  const { DRIVERS } = await import("../../dist/drivers/registry.js");
  const drivers = DRIVERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const inFolder = Object.entries(FOLDERS).flatMap(([folder, all]) => all.map((name) => `${folder}/${name}`));
  const others = Object.keys(names).filter((name) => !FOLDERS["/usr/sbin"].includes(name));
  return {
    own: Object.keys(starts).filter((name) => !Object.hasOwn(names, name)),
    also: [
      ...Object.entries(names).filter(([name, program]) => name !== program),
      ...DRIVERS.flatMap(({ name, aliases = [] }) => aliases.map((alias) => [alias, name])),
    ],
    links: [
      ...inFolder,
      ...others.map((name) => `/usr/bin/${name}`),
      ...drivers.map((name) => `/usr/lib/nut/${name}`),
      "/usr/bin/nutts",
    ],
  };
}
