import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { openFileLimit } from "../../src/system/process/open-file-limit.ts";
import { clientLimit } from "../../src/upsd/capacity.ts";

function limit(wanted: number | undefined, env: Record<string, string> = {}) {
  const lines: string[] = [];
  const log = createLog((level, line) => lines.push(`${level}: ${line}`));
  return { clients: clientLimit({ wanted, env, others: 3, systemLimit: 1024 }, log), lines };
}

describe("the number of clients", () => {
  it("is what the system allows where MAXCONN does not say, without UPSes, listeners and what Node needs", () => {
    expect(limit(undefined)).toEqual({ clients: 1024 - 32 - 3, lines: [] });
  });

  it("is MAXCONN without UPSes and listeners", () => {
    expect(limit(10)).toEqual({ clients: 7, lines: [] });
  });

  it("is at least one", () => {
    expect(limit(2).clients).toBe(1);
  });

  it("is never more than the system can serve, and a MAXCONN beyond that is refused with the way out", () => {
    const { clients, lines } = limit(100_000);
    expect(clients).toBe(989);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^error: MAXCONN 100000 is more than this system allows: 1024 open files.*992 it is.*LimitNOFILE=/,
    );
  });

  it("can be lowered by NUT_SYSMAXCONN_LIMIT", () => {
    expect(limit(undefined, { NUT_SYSMAXCONN_LIMIT: "100" }).clients).toBe(100 - 32 - 3);
    expect(limit(undefined, { NUT_SYSMAXCONN_LIMIT: "5000" }).clients).toBe(989);
  });

  it("comes from the system", () => {
    expect(openFileLimit()).toBeGreaterThanOrEqual(256);
  });
});
