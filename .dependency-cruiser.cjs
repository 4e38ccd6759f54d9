/** The import table of ARCHITECTURE.md, as rules. `own` folders are always allowed. */
const MAY_IMPORT = {
  nut: [],
  host: ["nut"],
  conf: ["nut", "host"],
  netproto: ["nut", "host"],
  sockproto: ["nut", "host"],
  transport: ["nut", "host"],
  drivers: ["nut", "host", "conf"],
  scanner: ["nut", "host", "conf", "cli", "netproto", "drivers", "transport"],
  notify: ["nut", "host", "cli", "conf"],
  daemons: ["nut", "host", "conf", "cli", "netproto", "sockproto", "drivers", "notify"],
  web: ["nut", "host", "conf", "netproto"],
  setup: ["nut", "host", "conf", "cli", "netproto", "scanner", "daemons/[^/]+/core"],
  up: ["nut", "host", "conf", "cli", "daemons", "web"],
  clients: ["nut", "host", "conf", "cli", "netproto/client", "netproto/requests", "notify", "daemons/lifecycle"],
  cli: ["nut", "host"],
  commands: ["nut", "host", "cli", "conf", "netproto/client"],
};

/** Folders that may be reached by `import()` besides the table. */
const MAY_LOAD = { daemons: ["transport"], commands: [".*"], up: ["transport"] };

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
      to: { path: "node_modules/(usb|serialport|@serialport|net-snmp|modbus-serial)/" },
    },
    {
      name: "short-clients-stay-short",
      severity: "error",
      comment: "upsc, upscmd and upsrw never reach hardware, the drivers or the web",
      from: { path: "^src/((commands|light)/(upsc|upscmd|upsrw|upslog)|clients/.*)\\.ts$" },
      to: {
        path: "^(src/(drivers|transport|web|daemons/(driver|upsd|upsmon)|scanner)/|node_modules/(usb|serialport|net-snmp)/)",
        reachable: true,
      },
    },
    {
      name: "light-without-oclif",
      severity: "error",
      from: { path: "^src/(light|daemon-road)\\.ts$" },
      to: { path: "node_modules/@oclif/", reachable: true },
    },
    { name: "not-to-dev-dep", severity: "error", from: { path: "^src/" }, to: { dependencyTypes: ["npm-dev"] } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "\\.d\\.ts$" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".json"], exportsFields: ["exports"] },
  },
};
