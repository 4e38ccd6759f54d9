import { expect, it } from "@jest/globals";
import { lookupThreads } from "../../src/upsmon/shell/servers/lookup-threads.ts";

it.each([
  [0, {}, {}],
  [2, {}, {}],
  [3, {}, { UV_THREADPOOL_SIZE: "6" }],
  [50, {}, { UV_THREADPOOL_SIZE: "100" }],
  [500, {}, { UV_THREADPOOL_SIZE: "128" }],
  [50, { UV_THREADPOOL_SIZE: "8" }, {}],
])("%i servers and an environment of %p take %p", (servers, env, more) => {
  expect(lookupThreads(servers, env)).toEqual(more);
});
