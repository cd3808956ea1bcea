import { renderTemplate } from "#domain/macro/render.ts";
import type { RenderReply, RenderRequest } from "#renderer/macro-worker/protocol.ts";

/** The page's `self` type is a window; in here it is a worker's scope, of which only this is used. */
type WorkerScope = {
  postMessage(message: RenderReply): void;
  addEventListener(type: "message", listener: (event: MessageEvent<RenderRequest>) => void): void;
};
const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("message", ({ data }) => {
  const results = data.templates.map((template) => renderTemplate(template, data.scope));
  scope.postMessage({ type: "rendered", id: data.id, results });
});
scope.postMessage({ type: "ready" });
