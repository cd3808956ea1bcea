import { randomBytes } from "node:crypto";
import { badRequest, created, noContent, notFound, ok, type Reply } from "#main/demo/http/reply.ts";
import { idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { attachmentJson } from "#main/demo/present/comment.ts";
import { stamp } from "#main/demo/present/time.ts";
import { idBase } from "#main/demo/ids.ts";
import { seededFile } from "#main/demo/seed/files.ts";
import { attachmentIdOf } from "#main/demo/seed/html.ts";
import type { Attachment } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  zip: "application/zip",
};
/** The sender's type, unless it is one that clients send without thinking. */
function typeOf(header: string, name: string): string {
  const plain = header.split(";")[0]?.trim() ?? "";
  if (
    plain !== "" &&
    plain !== "application/json" &&
    plain !== "application/binary" &&
    plain !== "application/octet-stream"
  )
    return plain;
  return types[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

function upload(ctx: Context): Reply {
  const fileName = param(ctx, "filename");
  if (fileName === null) return badRequest("filename is missing");
  const { workspace } = ctx;
  const given = param(ctx, "token");
  if (given !== null && !workspace.store.uploads.has(given)) return notFound;
  const token = given ?? randomBytes(16).toString("hex");
  const id = workspace.store.nextAttachmentId();
  const attachment: Attachment = {
    id,
    fileName,
    contentType: typeOf(String(ctx.headers["content-type"] ?? ""), fileName),
    size: ctx.raw.length,
    inline: param(ctx, "inline") === "true",
    width: null,
    height: null,
  };
  workspace.saveFile(id, ctx.raw);
  workspace.commit({
    k: "upload",
    token,
    userId: ctx.user.id,
    expiresAt: ctx.now + 3600,
    attachment,
  });
  const all = workspace.store.uploads.get(token)?.attachments ?? [];
  return created({
    upload: {
      token,
      expires_at: stamp(ctx.now + 3600),
      attachment: attachmentJson(attachment, ctx.base),
      attachments: all.map((a) => attachmentJson(a, ctx.base)),
    },
  });
}

/** Content of an attachment; the caller has been identified. */
export function answerAttachment(workspace: Workspace, url: URL): Reply {
  const id = attachmentIdOf(/^\/attachments\/token\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? "");
  if (id === null) return notFound;
  const known = workspace.store.liveAttachments.get(id);
  if (known !== undefined) {
    const bytes = workspace.loadFile(id);
    return bytes === null
      ? notFound
      : {
          status: 200,
          body: bytes,
          type: known.contentType,
          headers: {
            "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(known.fileName)}`,
          },
        };
  }
  if (
    id < idBase.attachment ||
    id >= idBase.attachment + workspace.store.population.auditTicket.length * 4
  )
    return notFound;
  const type = (id - idBase.attachment) % 4 === 2 ? "application/pdf" : "image/png";
  return { status: 200, body: seededFile(id, type), type };
}

/** Uploads and what is known about attachments. */
export function addUploadRoutes(router: Router): void {
  router.add("POST", "uploads", upload);
  router.add("DELETE", "uploads/:token", (ctx) => {
    const token = ctx.params["token"] ?? "";
    if (!ctx.workspace.store.uploads.has(token)) return notFound;
    ctx.workspace.commit({ k: "upload-gone", token });
    return noContent;
  });
  router.add("GET", "attachments/:id", (ctx) => {
    const attachment = ctx.workspace.store.liveAttachments.get(idParam(ctx));
    return attachment === undefined
      ? notFound
      : ok({ attachment: attachmentJson(attachment, ctx.base) });
  });
}
