import type { IncomingMessage, ServerResponse } from "node:http";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { DemoServer } from "#main/demo/server.ts";
import { NO_CONNECTION } from "#main/net/http-failure.ts";
import type { Clock, Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";

export type InProcessHttpOptions = {
  readonly server: Pick<DemoServer, "serve">;
  readonly clock: Clock;
  /** One way, ms; asked twice for each exchange. */
  readonly latencyMs: () => number;
  /** False: nobody answers at the address. */
  readonly isUp: () => boolean;
  /** Told of every answer, before it travels back. */
  readonly onAnswer: (request: HttpRequest, status: number) => void;
};

const LOST: Result<never, AppError> = err({ kind: "offline", detail: "connection lost" });

/** Carries requests to a demo workspace of this process, in whatever time the clock keeps: no sockets. */
export function createInProcessHttp(options: InProcessHttpOptions): Http {
  const { clock } = options;
  return {
    async send(request, signal) {
      await clock.sleep(options.latencyMs(), signal);
      if (signal.aborted) return err({ kind: "cancelled" });
      if (!options.isUp())
        return err({ kind: "offline", detail: `${NO_CONNECTION} (ECONNREFUSED)` });
      const answer = await exchange(options.server, request);
      if (answer === null) return LOST;
      options.onAnswer(request, answer.status);
      await clock.sleep(options.latencyMs(), signal);
      return signal.aborted ? err({ kind: "cancelled" }) : ok(answer);
    },
  };
}

/** @returns null when the server broke the connection instead of answering. */
function exchange(
  server: Pick<DemoServer, "serve">,
  request: HttpRequest,
): Promise<HttpResponse | null> {
  const url = new URL(request.url);
  const body = request.body === null ? [] : [Buffer.from(request.body)];
  return new Promise((resolve) => {
    const socket = {
      destroyed: false,
      destroy: () => {
        socket.destroyed = true;
        resolve(null);
      },
    };
    const headers: Record<string, string> = {};
    const incoming = {
      method: request.method,
      url: `${url.pathname}${url.search}`,
      headers: { ...request.headers, host: url.host },
      socket,
      [Symbol.asyncIterator]: async function* () {
        yield* body;
      },
    };
    const outgoing = {
      statusCode: 200,
      headersSent: false,
      setHeader: (name: string, value: string | number) => {
        headers[name.toLowerCase()] = String(value);
      },
      end: (bytes?: Buffer) => {
        outgoing.headersSent = true;
        resolve({ status: outgoing.statusCode, headers, body: bytes ?? new Uint8Array() });
      },
      write: (_bytes: Buffer, done: () => void) => done(),
      destroy: socket.destroy,
    };
    // The parts of Node's own classes that the workspace uses.
    void server.serve(
      incoming as unknown as IncomingMessage,
      outgoing as unknown as ServerResponse,
    );
  });
}
