/** The OpenAPI document, made of the routes themselves. */
import { VERSION } from "../../nut/version.ts";
import { JSON_TYPE, json, type Route, type RouteDoc } from "../http/route.ts";

const PARAMETER = /:(\w+)/g;

const content = (type: string, schema: object) => ({ content: { [type]: { schema } } });

const pathParameters = (path: string): readonly object[] =>
  [...path.matchAll(PARAMETER)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));

const queryParameters = ({ query = {} }: RouteDoc): readonly object[] =>
  Object.entries(query).map(([name, description]) => ({ name, in: "query", description, schema: { type: "string" } }));

function responsesOf({ access }: Route, { type = JSON_TYPE, schema = {}, errors = {} }: RouteDoc): object {
  const refused = access === "open" ? {} : { 401: { description: "not logged in" } };
  const others = Object.entries(errors).map(([status, description]) => [status, { description }]);
  return { 200: { description: "OK", ...content(type, schema) }, ...refused, ...Object.fromEntries(others) };
}

function operationOf(route: Route, doc: RouteDoc): object {
  const { summary, tag, body } = doc;
  const parameters = [...pathParameters(route.path), ...queryParameters(doc)];
  return {
    summary,
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, ...content(body.type, body.schema) } }),
    security: route.access === "open" ? [] : [{ basic: [] }, { session: [] }],
    responses: responsesOf(route, doc),
  };
}

function pathsOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    if (!route.doc) continue;
    const path = route.path.replace(PARAMETER, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, route.doc) };
  }
  return paths;
}

const SECURITY = {
  basic: { type: "http", scheme: "basic" },
  session: { type: "apiKey", in: "cookie", name: "nutts_session" },
} as const;

const documentOf = (routes: readonly Route[], basePath: string): object => ({
  openapi: "3.1.0",
  info: { title: "nutts web", version: VERSION, license: { name: "GPL-2.0-or-later", identifier: "GPL-2.0-or-later" } },
  servers: [{ url: basePath === "" ? "/" : basePath }],
  paths: pathsOf(routes),
  components: { securitySchemes: SECURITY },
});

export function openapiRoute(routes: readonly Route[], basePath: string): Route {
  const path = "/api/openapi.json";
  const own: Route = {
    method: "GET",
    path,
    access: "open",
    doc: { summary: "This document", tag: "System", schema: { type: "object" } },
    handle: () => json(documentOf([...routes, own], basePath)),
  };
  return own;
}
