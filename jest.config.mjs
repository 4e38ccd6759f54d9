/** The quick suite: no real time, no fixed ports, no hardware, no NUT installed. */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  moduleNameMapper: { "^fast-check$": "<rootDir>/test/fast-check.mjs" },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/(peers|process|rig)/"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Every core: jest leaves one idle, which on a machine of two is half of it.
  maxWorkers: "100%",
  // For machines that are slow or busy; a test that hangs is still a failure.
  testTimeout: 240_000,
  reporters: [
    "default",
    [
      "<rootDir>/test/skipped-reporter.mjs",
      {
        elsewhere: [
          "the built programs as processes (npm run build && npm run test:process)",
          "the C programs at the other end (npm run test:peers; needs Debian's nut-server, nut-client …, see .ci/run)",
        ],
      },
    ],
  ],
  setupFiles: ["<rootDir>/test/real-console.mjs"],
};
