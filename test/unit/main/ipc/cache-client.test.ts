import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MainToHost } from "#contract/cache-protocol.ts";
import { type HostPort, createCacheClient } from "#main/ipc/cache-client.ts";

/** A host's end that is answered by hand. */
class Port extends EventEmitter {
  readonly sent: MainToHost[] = [];
  closed = false;
  postMessage(message: unknown): void {
    this.sent.push(message as MainToHost);
  }
  start(): void {}
  close(): void {
    this.closed = true;
  }
  reply(id: number, value: unknown): void {
    this.emit("message", { data: { type: "reply", id, result: { ok: true, value } } });
  }
  get asHostPort(): HostPort {
    return this as unknown as HostPort;
  }
}
const last = (port: Port): MainToHost => port.sent.at(-1)!;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("answers find their questions, in whatever order they come", async () => {
  const port = new Port();
  const client = createCacheClient(() => undefined);
  client.attach(port.asHostPort);
  const first = client.request("cursor", { accountId: "a", streamId: "s" });
  const second = client.request("cursor", { accountId: "a", streamId: "t" });
  const [one, two] = port.sent;
  port.reply(two!.id, "2");
  port.reply(one!.id, "1");
  expect(await Promise.all([first, second])).toEqual(["1", "2"]);
});

test("without a host a question is refused at once", async () => {
  const client = createCacheClient(() => undefined);
  await expect(client.request("stats", {})).rejects.toMatchObject({ error: { kind: "storage" } });
});

test("a host that is replaced leaves no question hanging, and its late answers are ignored", async () => {
  const [before, after] = [new Port(), new Port()];
  const client = createCacheClient(() => undefined);
  client.attach(before.asHostPort);
  const lost = client.request("ping", {});
  client.attach(after.asHostPort);
  await expect(lost).rejects.toMatchObject({ error: { kind: "storage" } });
  expect(before.closed).toBe(true);

  const kept = client.request("cursor", { accountId: "a", streamId: "s" });
  before.reply(last(after).id, "from the grave");
  after.reply(last(after).id, "alive");
  expect(await kept).toBe("alive");
});

test("a question that is not answered in time rejects, and its late answer changes nothing", async () => {
  const port = new Port();
  const client = createCacheClient(() => undefined);
  client.attach(port.asHostPort);
  const slow = client.request("ping", {}, 1000);
  const refused = expect(slow).rejects.toMatchObject({ error: { kind: "storage" } });
  await vi.advanceTimersByTimeAsync(1000);
  await refused;
  port.reply(last(port).id, null);
});

test("a refusal of the host keeps its kind", async () => {
  const port = new Port();
  const client = createCacheClient(() => undefined);
  client.attach(port.asHostPort);
  const asked = client.request("stats", {});
  const error = { kind: "defect", detail: "x" };
  port.emit("message", {
    data: { type: "reply", id: last(port).id, result: { ok: false, error } },
  });
  await expect(asked).rejects.toMatchObject({ error });
});

test("a host that calls its database broken is heard", () => {
  const port = new Port();
  const broken: string[] = [];
  createCacheClient((detail) => void broken.push(detail)).attach(port.asHostPort);
  port.emit("message", { data: { type: "broken", detail: "UnknownError" } });
  expect(broken).toEqual(["UnknownError"]);
});
