/** A network card that tells its objects in XML: pages by path, and what it does with what it is sent. */
import { createServer as createHttp, type Server } from "node:http";
import { createServer as createTcp, type Socket, type Server as TcpServer } from "node:net";
import type { Duplex } from "node:stream";
import type { HttpAnswer } from "../../../src/device/http.ts";

export interface CardRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export type CardFault = (request: CardRequest, answer: HttpAnswer) => HttpAnswer;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export class NetxmlCard {
  readonly objects: Map<string, string>;
  /** Objects of the short page. */
  summary: readonly string[] = SUMMARY;
  product: Readonly<Record<string, string>> = { name: "Network Management Card", type: "Minislot", version: "EC" };
  productPage = "/mgeups/product.xml";
  readonly heard: string[] = [];
  readonly sent: CardRequest[] = [];
  fault: CardFault | undefined;
  /** Where the card takes calls; 0: it does not. */
  callPort = 0;
  readonly subscribers = new Set<Duplex>();
  #http: Server | undefined;
  #tcp: TcpServer | undefined;

  constructor(objects: Readonly<Record<string, string>>) {
    this.objects = new Map(Object.entries(objects));
  }

  set(name: string, value: string): void {
    this.objects.set(name, value);
  }

  readonly handle = (request: CardRequest): HttpAnswer => {
    this.heard.push(`${request.method} ${request.path}`);
    if (request.method === "POST") this.sent.push(request);
    const answer = this.#answer(request);
    return this.fault ? this.fault(request, answer) : answer;
  };

  #answer({ method, path, body }: CardRequest): HttpAnswer {
    if (method === "POST") return this.#take(path, body);
    const page = new Map([
      ["/", () => "<html></html>"],
      [this.productPage, () => this.#productXml()],
      ["/upsprop.xml", () => this.#list("SUMMARY", this.summary)],
      ["/getvalue.cgi", () => this.#list("GET_OBJECT", [...this.objects.keys()])],
    ]).get(path);
    return page ? { status: 200, body: page() } : { status: 404, body: "<html>not here</html>" };
  }

  #productXml(): string {
    const attributes = Object.entries(this.product).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<PRODUCT_INFO${attributes.join("")}>`,
      '<SUMMARY><HTML_PROPERTIES_PAGE url="mgeups/default.htm" /><XML_SUMMARY_PAGE url="upsprop.xml" /></SUMMARY>',
      '<ALARMS><SUBSCRIPTION url="subscribe.cgi" security="basic" /></ALARMS>',
      '<UPS_DATA><GET_OBJECT url="getvalue.cgi" security="none" /><SET_OBJECT url="setvalue.cgi" security="ssl" /></UPS_DATA>',
      "</PRODUCT_INFO>",
    ].join("\n");
  }

  #list(root: string, names: readonly string[]): string {
    const lines = names.flatMap((name) => {
      const value = this.objects.get(name);
      return value === undefined ? [] : [`<OBJECT name="${name}" access="RO">${escaped(value)}</OBJECT>`];
    });
    return ['<?xml version="1.0" encoding="UTF-8"?>', `<${root}>`, ...lines, `</${root}>`, ""].join("\n");
  }

  #take(path: string, body: string): HttpAnswer {
    if (path === "/subscribe.cgi") {
      const form = `<Port>${this.callPort}</Port>\n<Secret>4711</Secret>\n`;
      return this.callPort > 0 ? { status: 200, body: form } : { status: 403, body: "" };
    }
    const [, name, value] = /<OBJECT name="([^"]+)">([^<]*)</.exec(body) ?? [];
    if (name === undefined || value === undefined) return { status: 400, body: "" };
    this.objects.set(name, value);
    return { status: 200, body: "" };
  }

  /** A subscriber calls. */
  readonly serveCalls = (end: Duplex): void => {
    end.on("error", () => undefined);
    end.on("close", () => this.subscribers.delete(end));
    end.once("data", (bytes: Buffer) => {
      const known = bytes.toString().includes('Identification="4711"');
      if (known) this.subscribers.add(end);
      end.write(`<Subscription Answer="${known ? "ok" : "no"}"></Subscription>\0`);
    });
  };

  call(object: string, value: string): void {
    const date = "2026/02/03 04:05:06";
    for (const end of this.subscribers)
      end.write(`<ALARM object="${object}" value="${value}" level="2" date="${date}">changed</ALARM>\0`);
  }

  /** Listens on a port of the loopback; a port for calls comes with it. */
  async listen(): Promise<number> {
    const http = createHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "GET", url: path = "/" } = request;
        const { status, body } = this.handle({ method, path, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, { "Content-Type": "text/xml" }).end(body);
      });
    });
    const tcp = createTcp((socket: Socket) => this.serveCalls(socket));
    [this.#http, this.#tcp] = [http, tcp];
    const [port, callPort] = await Promise.all([portOf(http), portOf(tcp)]);
    this.callPort = callPort;
    return port;
  }

  async stop(): Promise<void> {
    for (const end of this.subscribers) end.destroy();
    this.#http?.closeAllConnections();
    for (const server of [this.#http, this.#tcp])
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }
}

async function portOf(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const PRESENT = "UPS.PowerSummary.PresentStatus";

const SUMMARY: readonly string[] = [
  "UPS.PowerSummary.iProduct",
  "UPS.PowerSummary.iModel",
  `${PRESENT}.ACPresent`,
  `${PRESENT}.Charging`,
  `${PRESENT}.Discharging`,
  `${PRESENT}.BelowRemainingCapacityLimit`,
  "UPS.PowerSummary.RemainingCapacity",
  "UPS.PowerSummary.RunTimeToEmpty",
];

/** A tower of three phases with a sensor and two groups of outlets. */
export const TOWER: Readonly<Record<string, string>> = {
  "System.Contact": "R. Example",
  "System.Location": "Cellar & attic",
  [`${PRESENT}.ACPresent`]: "1",
  [`${PRESENT}.Charging`]: "1",
  [`${PRESENT}.Discharging`]: "0",
  [`${PRESENT}.BelowRemainingCapacityLimit`]: "0",
  [`${PRESENT}.Overload`]: "0",
  [`${PRESENT}.NeedReplacement`]: "0",
  [`${PRESENT}.Good`]: "1",
  [`${PRESENT}.FanFailure`]: "0",
  [`${PRESENT}.InternalFailure`]: "0",
  [`${PRESENT}.CommunicationLost`]: "0",
  [`${PRESENT}.OverTemperature`]: "0",
  "UPS.PowerConverter.Input[1].PresentStatus.Buck": "0",
  "UPS.PowerConverter.Input[1].PresentStatus.Boost": "0",
  "UPS.PowerConverter.Input[1].PresentStatus.VoltageOutOfRange": "0",
  "UPS.PowerConverter.Input[2].PresentStatus.Used": "0",
  "UPS.BatterySystem.Battery.PresentStatus.Present": "1",
  "UPS.BatterySystem.Charger.PresentStatus.InternalFailure": "0",
  "UPS.PowerSummary.RemainingCapacity": "97",
  "UPS.PowerSummary.RemainingCapacityLimitSetting": "20",
  "UPS.PowerSummary.RunTimeToEmpty": "2340",
  "System.RunTimeToEmptyLimit": "180",
  "UPS.BatterySystem.Battery.DesignCapacity": "32400",
  "UPS.BatterySystem.ConfigVoltage": "240",
  "UPS.BatterySystem.Battery.Test": "1",
  "UPS.BatterySystem.Battery.TestPeriod": "604800",
  "UPS.PowerSummary.AudibleAlarmControl": "2",
  "UPS.PowerSummary.iManufacturer": "EXAMPLE",
  "UPS.PowerSummary.iProduct": "Tower",
  "UPS.PowerSummary.iModel": "12",
  "UPS.PowerSummary.iSerialNumber": "T0042",
  "UPS.PowerSummary.iVersion": "02.10",
  "System.LastAcquisition": "2026/02/03 01:02:03",
  "UPS.PowerSummary.PercentLoad": "41",
  "System.ShutdownDuration": "150",
  "UPS.PowerSummary.DelayBeforeShutdown": "-1",
  "UPS.PowerSummary.DelayBeforeStartup": "-1",
  "System.RunTimeToShutdown": "-1",
  "UPS.Flow[4].ConfigApparentPower": "12000",
  "UPS.PowerConverter.Output.ApparentPower": "4900",
  "UPS.PowerConverter.Output.ActivePower": "4600",
  "UPS.PowerConverter.ConverterType": "2",
  "UPS.PowerConverter.Input[1].Phase[1].Voltage": "231",
  "UPS.PowerConverter.Input[1].Phase[2].Voltage": "229",
  "UPS.PowerConverter.Input[1].Phase[3].Voltage": "230",
  "UPS.PowerConverter.Input[1].Phase[1].Current": "71",
  "UPS.PowerConverter.Input[1].Phase[2].Current": "68",
  "UPS.PowerConverter.Input[1].Phase[3].Current": "70",
  "UPS.PowerConverter.Input[1].Frequency": "50",
  "UPS.PowerConverter.Output.Voltage": "230",
  "UPS.PowerConverter.Output.Phase[11].Voltage": "0",
  "UPS.PowerConverter.Output.Frequency": "50",
  "UPS.PowerConverter.Output.PowerFactor": "93",
  "Environment.Humidity": "38",
  "Environment.Humidity.HighThreshold": "80",
  "Environment.Humidity.LowThreshold": "20",
  "Environment.Temperature": "22",
  "Environment.Temperature.HighThreshold": "35",
  "Environment.Temperature.LowThreshold": "5",
  "Environment.PresentStatus.HighHumidity": "0",
  "Environment.Input[1].PresentStatus.State": "1",
  "UPS.OutletSystem.Outlet[1].OutletID": "1",
  "UPS.OutletSystem.Outlet[1].iName": "Main outlet",
  "UPS.OutletSystem.Outlet[1].PresentStatus.Switchable": "0",
  "UPS.OutletSystem.Outlet[2].OutletID": "2",
  "UPS.OutletSystem.Outlet[2].iName": "Group 1",
  "UPS.OutletSystem.Outlet[2].PresentStatus.Switchable": "1",
  "UPS.OutletSystem.Outlet[2].PresentStatus.SwitchOnOff": "1",
  "System.Outlet[2].ShutdownDuration": "100",
  "System.Outlet[3].ShutdownDuration": "110",
};
