// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import type { WindowToHost } from "#contract/cache-protocol.ts";
import { createCacheClient, tellOfKeys } from "#renderer/cache/client.ts";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});
/** The host's end of a port, with what arrived there. */
function host() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const heard: Exclude<WindowToHost, { readonly type: "busy" }>[] = [];
  port1.onmessage = ({ data }: MessageEvent<WindowToHost>) => {
    if (data.type !== "busy") heard.push(data);
  };
  return {
    port: port2,
    heard,
    answer: (id: number, value: unknown) =>
      port1.postMessage({ type: "answer", id, result: { ok: true, value } }),
  };
}
const input = { ticketId: "a1:1" };

describe("the client", () => {
  test("keeps questions until a host is there", async () => {
    const client = createCacheClient();
    const asked = client.ask("ticket.get", input);
    const one = host();
    client.attach(one.port);
    await vi.waitFor(() => expect(one.heard).toHaveLength(1));
    one.answer(one.heard[0]?.id ?? 0, null);
    expect(await asked).toEqual({ ok: true, value: null });
  });

  test("moves open questions and revised subscriptions to a new host, answered ones not", async () => {
    const client = createCacheClient();
    const first = host();
    client.attach(first.port);
    const answers: unknown[] = [];
    const subscription = client.subscribe("ticket.get", input, (result) => answers.push(result));
    const ended = client.subscribe("ticket.get", input, () => undefined);
    subscription.revise({ ticketId: "a1:2" });
    ended.close();
    const answered = client.ask("ticket.get", input);
    await vi.waitFor(() => expect(first.heard).toHaveLength(5));
    first.answer(first.heard[4]?.id ?? 0, null);
    await answered;
    const open = client.ask("cache.stats", {});
    await vi.waitFor(() => expect(first.heard).toHaveLength(6));

    const second = host();
    client.attach(second.port);
    await vi.waitFor(() => expect(second.heard).toHaveLength(2));
    expect(second.heard).toMatchObject([
      { type: "subscribe", name: "ticket.get", input: { ticketId: "a1:2" } },
      { type: "ask", name: "cache.stats" },
    ]);
    second.answer(second.heard[1]?.id ?? 0, "stats");
    expect(await open).toEqual({ ok: true, value: "stats" });
    second.answer(second.heard[0]?.id ?? 0, "again");
    await vi.waitFor(() => expect(answers).toEqual([{ ok: true, value: "again" }]));
  });
});

test("keys are told to the host, ten times a second at most", () => {
  const client = createCacheClient();
  let told = 0;
  const stop = tellOfKeys({ ...client, tellBusy: () => (told += 1) });
  const press = (at: number) => {
    const event = new KeyboardEvent("keydown", { key: "j" });
    Object.defineProperty(event, "timeStamp", { value: at });
    window.dispatchEvent(event);
  };
  for (const at of [0, 20, 99, 100, 150, 210]) press(at);
  expect(told).toBe(3);
  stop();
  press(1_000);
  expect(told).toBe(3);
});
