/** Metrics for Prometheus: all UPSes in one scrape, absent where nothing is known. */

import { parseHost } from "../../nut/ups-id.ts";
import { VERSION } from "../../nut/version.ts";
import { upsIdOf } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedServer, FollowedUps } from "../follow/followed-server.ts";
import type { History } from "../history/history.ts";
import { type Answer, type Asked, plain, type Route } from "../http/route.ts";
import { hon95Metrics } from "../metrics/hon95.ts";
import { type Metric, metricsText } from "../metrics/metric.ts";
import { chosenMetrics, nutExporterMetrics } from "../metrics/nut-exporter.ts";
import { type EnergyOf, ownMetrics } from "../metrics/own-metrics.ts";
import { peanutMetrics } from "../metrics/peanut-metrics.ts";
import { isMetricScheme, METRIC_SCHEMES, type MetricScheme } from "../metrics/schemes.ts";
import { type SeenUps, seenUps } from "../metrics/seen-ups.ts";

const TYPE = "text/plain; version=0.0.4; charset=utf-8";

const text = (metrics: readonly Metric[]): Answer => ({ status: 200, type: TYPE, body: metricsText(metrics) });

const isLive = ({ ups }: SeenUps): boolean => ups.condition === "live";

class Scrape {
  readonly #fleet: Fleet;
  readonly #energy: EnergyOf;

  constructor(fleet: Fleet, energy: EnergyOf) {
    this.#fleet = fleet;
    this.#energy = energy;
  }

  seen(upses: readonly FollowedUps[]): readonly SeenUps[] {
    const several = this.#fleet.servers.length > 1;
    return upses.filter(({ condition }) => condition !== "gone").map((ups) => seenUps(ups, several));
  }

  async metrics(schemes: readonly MetricScheme[], servers: readonly FollowedServer[]): Promise<readonly Metric[]> {
    const all = this.seen(servers.flatMap(({ upses }) => upses));
    const live = all.filter(isLive);
    const parts: Record<MetricScheme, () => readonly Metric[] | Promise<readonly Metric[]>> = {
      network_ups_tools: () => nutExporterMetrics(live),
      nut: async () => hon95Metrics(live, VERSION, await this.#versions(servers)),
      ups: () => peanutMetrics(live),
    };
    const chosen = await Promise.all(schemes.map((scheme) => parts[scheme]()));
    return [...ownMetrics(this.#fleet, all, this.#energy), ...chosen.flat()];
  }

  async #versions(servers: readonly FollowedServer[]): Promise<readonly string[]> {
    const lines = await Promise.all(servers.map((server) => server.line("VER")));
    return lines.flatMap((line) => line ?? []);
  }
}

/** `?scheme=nut,ups`, else what the settings say. */
function schemesOf({ query }: Asked, schemes: readonly MetricScheme[]): readonly MetricScheme[] {
  const asked = (query.get("scheme") ?? "").split(",").filter(isMetricScheme);
  return asked.length > 0 ? asked : schemes;
}

/** One UPS, as nut_exporter is scraped. */
function ofOneUps(fleet: Fleet, scrape: Scrape, { query }: Asked): Answer {
  const name = query.get("ups");
  const seen = scrape.seen(fleet.upses).filter(isLive);
  const chosen = name === null ? seen : seen.filter(({ ups }) => ups.name === name);
  if (name !== null && chosen.length === 0) return plain("500 - InternalServer Error", 500);
  return text(chosenMetrics(nutExporterMetrics(chosen), query.get("variables"), query.get("statuses")));
}

/** One server, as HON95's exporter is scraped: of those that are followed. */
async function ofOneServer(fleet: Fleet, scrape: Scrape, { query }: Asked): Promise<Answer> {
  const target = query.get("target");
  if (!target) return plain("no target: /nut?target=HOST[:PORT]\n", 400);
  const place = parseHost(target);
  const server = fleet.servers.find(({ watched }) => watched.host === place?.host && watched.port === place.port);
  if (!server) return plain(`${target} is none of the servers that are followed here\n`, 503);
  if (server.error) return plain(`${target}: ${server.error.message}\n`, 503);
  return text(await scrape.metrics(["nut"], [server]));
}

export function metricsRoutes(
  fleet: Fleet,
  schemes: readonly MetricScheme[],
  historyNow: () => History | undefined,
): readonly Route[] {
  const scrape = new Scrape(fleet, (ups) => historyNow()?.total(upsIdOf(ups))?.wattHours);
  const row = (path: string, summary: string, query: Record<string, string>, handle: Route["handle"]): Route => ({
    method: "GET",
    path,
    access: "read",
    doc: { summary, tag: "Metrics", query, type: "text/plain", schema: { type: "string" } },
    handle,
  });
  const scheme = { scheme: `${METRIC_SCHEMES.join(", ")}: one or more, with commas between` };
  return [
    row("/metrics", "All UPSes for Prometheus", scheme, async (asked) =>
      text(await scrape.metrics(schemesOf(asked, schemes), fleet.servers)),
    ),
    row("/api/v1/metrics", "All UPSes as PeaNUT has them", {}, () =>
      text(peanutMetrics(scrape.seen(fleet.upses).filter(isLive))),
    ),
    row(
      "/ups_metrics",
      "A UPS as nut_exporter has it",
      {
        ups: "its name; else all",
        variables: "names of variables, with commas between",
        statuses: "flags, with commas between",
      },
      (asked) => ofOneUps(fleet, scrape, asked),
    ),
    row(
      "/nut",
      "A server as prometheus-nut-exporter has it",
      { target: "HOST[:PORT] of one that is followed" },
      (asked) => ofOneServer(fleet, scrape, asked),
    ),
  ];
}
