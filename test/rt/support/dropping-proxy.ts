import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A relay in front of a server that can lose answers after the server has done its work. */
export interface DroppingProxy {
  readonly base: string;
  /** The next writes are carried out, but their callers see the connection break. */
  dropNextAnswers(count: number): void;
  /** Answers lost so far. */
  dropped(): number;
  /** Requests that carried a password. */
  passwords(): number;
  /** Requests relayed since the start, as `METHOD path`. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/** @param target Address without a path, e.g. `http://127.0.0.1:8893`. */
export async function startDroppingProxy(target: string): Promise<DroppingProxy> {
  const { hostname, port } = new URL(target);
  const seen: string[] = [];
  let toDrop = 0;
  let dropped = 0;
  let passwords = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    seen.push(`${method} ${url}`);
    if (incoming.headers.authorization?.startsWith("Basic ") === true) passwords += 1;
    const isWrite = method !== "GET" && url.startsWith("/REST/");
    const isDropped = isWrite && toDrop > 0;
    if (isDropped) toDrop -= 1;
    const relayed = httpRequest(
      {
        hostname,
        port,
        method,
        path: url,
        headers: { ...incoming.headers, host: `${hostname}:${port}` },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          if (isDropped) {
            dropped += 1;
            outgoing.destroy();
            return;
          }
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          outgoing.end(Buffer.concat(parts));
        });
        answer.on("error", () => outgoing.destroy());
      },
    );
    relayed.on("error", () => outgoing.destroy());
    incoming.pipe(relayed);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${own}`,
    dropNextAnswers: (count) => {
      toDrop = count;
    },
    dropped: () => dropped,
    passwords: () => passwords,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
