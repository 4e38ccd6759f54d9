import { afterEach, describe, expect, it } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Sites } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security: readonly unknown[] }>>>>;
}

/** At PeaNUT's address. */
describe("the API as a page", () => {
  it("has every route that is described, and nothing that runs", async () => {
    const site = await sites.site([]);
    const answer = await site.fetch("/api/docs");
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const route of ["GET /api/v1/devices/{ups}", "POST /api/v1/devices/{ups}/command/{name}"])
      expect(text).toContain(route);
    expect(text).not.toContain("<script");
  });
});

describe("the OpenAPI document", () => {
  it("is valid", async () => {
    const site = await sites.site([]);
    const { valid, errors } = await new Validator().validate(
      (await site.json("/api/openapi.json")) as Record<string, unknown>,
    );
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it("names every route below /api, and says which need a login", async () => {
    const site = await sites.site([], { user: { username: "a", password: "b" } });
    const { paths } = (await site.json("/api/openapi.json")) as Document;
    const gets = Object.entries(paths).flatMap(([path, { get }]) => (get ? [[path, get.security.length > 0]] : []));
    expect(gets.length).toBeGreaterThan(20);
    for (const [path, guarded] of gets) {
      const { status } = await site.fetch(String(path).replace(/\{\w+\}/g, "x"));
      expect([path, status === 401]).toEqual([path, guarded]);
    }
  });
});
