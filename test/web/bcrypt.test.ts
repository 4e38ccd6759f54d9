import { describe, expect, it } from "@jest/globals";
import { bcryptMatches, isBcrypt } from "../../src/web/http/bcrypt.ts";

/** Of the system's crypt(3). */
const HASHES = [
  ["", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."],
  ["abc", "$2b$06$DCq7YPn5Rq63x1Lad4cll.c0VtM7rnZyLHqSZkwNoYUuYeikWFfzq"],
  ["pass:wörd", "$2y$06$DCq7YPn5Rq63x1Lad4cll.xv1sKZaROJtSoonpGlpHn0U4NmAclWW"],
  [
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "$2a$06$DCq7YPn5Rq63x1Lad4cll.q6Th.KK9DztzprNMGBjynEpoNH1SEsa",
  ],
  ["~!@#$%^&*() PNBFRD", "$2b$06$DCq7YPn5Rq63x1Lad4cll.Qf03zKppcxX8IAcWg6yf/7C2WPwayRq"],
] as const;

describe("bcrypt", () => {
  it.each(HASHES)("knows %j by its hash, and no other", async (password, hash) => {
    expect(await bcryptMatches(password, hash)).toBe(true);
    expect(await bcryptMatches(`${password.slice(0, 20)}x`, hash)).toBe(false);
  });

  it("lets others have their turn meanwhile", async () => {
    let turns = 0;
    const matching = bcryptMatches("x", HASHES[0][1].replace("$06$", "$12$"));
    const turn = (): void => {
      turns++;
      if (turns < 3) setImmediate(turn);
    };
    setImmediate(turn);
    await matching;
    expect(turns).toBe(3);
  });

  it("takes no text for a hash that is none, or that would take hours", async () => {
    for (const text of ["", "$2b$10$short", "$1$abc$def", HASHES[0][1].replace("$06$", "$31$")]) {
      expect(isBcrypt(text)).toBe(false);
      expect(await bcryptMatches("", text)).toBe(false);
    }
  });
});
