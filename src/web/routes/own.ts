/** What the page asks for: everything at once, and then every change. */
import type { Fleet } from "../follow/fleet.ts";
import type { EventStreams } from "../http/event-streams.ts";
import { jsonText, type Route } from "../http/route.ts";
import { fleetView } from "../view/fleet-view.ts";

export const ownRoutes = (fleet: Fleet, streams: EventStreams): readonly Route[] => [
  {
    method: "GET",
    path: "/api/v1/snapshot",
    access: "read",
    doc: { summary: "Everything that is known", tag: "Live", schema: { type: "object" } },
    handle: () => jsonText(fleetView(fleet)),
  },
  {
    method: "GET",
    path: "/api/v1/events",
    access: "read",
    doc: {
      summary: "Everything that is known, and then every change, as server-sent events",
      tag: "Live",
      type: "text/event-stream",
      schema: { type: "string" },
    },
    handle: () => ({ stream: (outgoing) => streams.open(outgoing) }),
  },
];
