/** The import table of ARCHITECTURE.md, as rules. A folder may always import its own files. */
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const CORE = ["nut", "system"];
const DAEMON = [...CORE, "conf", "cli", "daemon"];
const COMMANDS = join(__dirname, "src/commands");
/** Programs whose code is in `src/clients`. */
const CLIENTS = readdirSync(COMMANDS)
  .filter((file) => readFileSync(join(COMMANDS, file), "utf8").includes('import("../clients/'))
  .map((file) => `^src/commands/${file.replace(".", "\\.")}$`);
const MAY_IMPORT = {
  nut: [],
  system: ["nut"],
  device: CORE,
  conf: CORE,
  netproto: CORE,
  sockproto: CORE,
  mirror: [...CORE, "netproto/client"],
  transport: [...CORE, "device"],
  drivers: [...CORE, "device", "conf"],
  cli: CORE,
  daemon: [...CORE, "conf", "cli"],
  notify: [...CORE, "conf", "cli"],
  scanner: [...CORE, "device", "conf", "cli", "netproto", "drivers", "transport"],
  "driver-daemon": [...DAEMON, "device", "drivers", "sockproto", "mirror", "netproto/client"],
  upsd: [...DAEMON, "netproto", "sockproto"],
  upsmon: [...DAEMON, "netproto/client", "notify"],
  upssched: [...DAEMON, "notify", "sockproto"],
  hosts: [...CORE, "conf", "cli", "netproto/client"],
  clients: [...CORE, "conf", "cli", "daemon", "mirror", "netproto/client", "netproto/requests", "notify", "hosts"],
  setup: [
    ...CORE,
    "conf",
    "cli",
    "notify",
    "hosts",
    "scanner",
    "netproto/client",
    "drivers",
    "upsmon/shell/servers/tls-settings",
    "mqtt/settings",
    "push/[a-z]+/settings",
  ],
  drill: [
    ...CORE,
    "conf",
    "cli",
    "mirror",
    "netproto/client",
    "clients",
    "upsmon/core",
    "upssched/core",
    "drivers/clone/stage",
  ],
  web: [...DAEMON, "mirror", "netproto/client", "hosts/memory", "upsmon/core/battery-tests/read-record"],
  up: [
    ...DAEMON,
    "mirror",
    "driver-daemon",
    "upsd",
    "upsmon",
    "notify",
    "web",
    "mqtt",
    "push",
    "hosts/waking",
    "hosts/memory",
  ],
  mqtt: [...DAEMON, "mirror", "netproto/client"],
  push: [...DAEMON, "mirror", "netproto/client", "notify"],
  commands: ["nut", "cli"],
};

/** Folders that may be reached by `import()` besides the table. */
const MAY_LOAD = {
  "driver-daemon": ["transport"],
  commands: [".*"],
  up: ["transport"],
  setup: ["transport"],
  upsd: ["transport"],
  web: ["mqtt", "push"],
  upsmon: ["hosts", "upssched"],
};

const inSrc = (names) => names.map((name) => `^src/${name}(/|\\.ts$)`);

const tableRules = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => [
  {
    name: `${folder}-imports`,
    severity: "error",
    comment: `src/${folder} imports what ARCHITECTURE.md does not allow it to`,
    from: { path: `^src/${folder}/` },
    to: {
      path: "^src/",
      pathNot: inSrc([folder, ...allowed]),
      dependencyTypesNot: MAY_LOAD[folder] ? ["dynamic-import"] : [],
    },
  },
  ...(MAY_LOAD[folder]
    ? [
        {
          name: `${folder}-loads`,
          severity: "error",
          from: { path: `^src/${folder}/` },
          to: {
            path: "^src/",
            pathNot: inSrc([folder, ...allowed, ...MAY_LOAD[folder]]),
            dependencyTypes: ["dynamic-import"],
          },
        },
      ]
    : []),
]);

module.exports = {
  forbidden: [
    ...tableRules,
    {
      name: "page-stands-alone",
      severity: "error",
      comment:
        "what runs in the browser is bundled by the build, with preact and uplot, and knows the server by its answers",
      from: { path: "^src/web/page/" },
      to: { pathNot: ["^src/web/page/", "node_modules/(preact|uplot)/"] },
    },
    {
      name: "nothing-imports-the-page",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/web/page/" },
      to: { path: "^src/web/page/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "nut-is-pure",
      severity: "error",
      comment: "the vocabulary imports nothing, not even node:",
      from: { path: "^src/nut/" },
      to: { pathNot: "^src/nut/" },
    },
    {
      name: "hardware-only-in-transport",
      severity: "error",
      from: { pathNot: "^src/transport/" },
      to: { path: "node_modules/(usb|serialport|@serialport|net-snmp|bonjour-service|jsmodbus|fast-xml-parser)/" },
    },
    {
      name: "short-clients-stay-short",
      severity: "error",
      comment: "upsc and the other clients never reach hardware, the drivers or a daemon",
      from: { path: ["^src/clients/", ...CLIENTS] },
      to: {
        path: "^(src/(drivers|transport|web|driver-daemon|upsd|upsmon|scanner)/|node_modules/(usb|serialport|net-snmp|bonjour-service)/)",
        reachable: true,
      },
    },
    {
      name: "drill-starts-nothing",
      severity: "error",
      comment: "whatever goes wrong in a drill, it has no way to start a program",
      from: { path: "^src/drill/" },
      to: { path: "^(node:)?(child_process|cluster|worker_threads)$", reachable: true },
    },
    {
      name: "programs-without-oclif",
      severity: "error",
      comment: "short clients and daemons start without it",
      from: { path: "^src/commands/" },
      to: { path: "node_modules/@oclif/", reachable: true },
    },
    {
      name: "hono-in-one-file",
      severity: "error",
      from: { pathNot: "^src/web/http/hono-app\\.ts$" },
      to: { path: "node_modules/(hono|@hono)/" },
    },
    {
      name: "not-to-dev-dep",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/web/page/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "\\.d\\.ts$" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".json"], exportsFields: ["exports"] },
  },
};
