import { httpChannel, JSON_HEADERS, under } from "../http-channel.ts";

/** Gotify's 0 to 10; from 8 on phones ring. */
const URGENT = new Set(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN", "SHUTDOWN_FAILED", "NOLOGIN", "NOPARENT"]);

export const GOTIFY = httpChannel({
  name: "gotify",
  settings: [
    { name: "url", help: "address of the server", required: true },
    { name: "token", help: "the application's token", required: true, secret: true },
    { name: "priority", help: "0 to 10; without it 8 for an outage and 5 for the rest", within: [0, 10] },
  ],
  blame: { 400: "url and token", 401: "token", 403: "token", 404: "url" },
  request: ({ type, subject, text }, settings) => ({
    method: "POST",
    url: under(settings.get("url"), "message"),
    headers: { ...JSON_HEADERS, "x-gotify-key": settings.get("token") },
    body: JSON.stringify({
      title: subject,
      message: text,
      priority: Number(settings.get("priority") || (URGENT.has(type) ? 8 : 5)),
    }),
  }),
});
