import { z } from "zod";
import { credentialsOf, rtBase, type Who } from "#test/rt/support/rt-desk.ts";

/**
 * The best request plan that was measured by hand: one request at a time over a web session, every page full, nothing
 * asked twice, nothing mapped or kept. What the first sync is compared with.
 */
export async function runBestPlan(
  who: Who,
): Promise<{ readonly ms: number; readonly requests: number }> {
  const base = rtBase();
  const login = await fetch(`${base}/NoAuth/Login.html`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ user: who, pass: credentialsOf(who).password }).toString(),
  });
  const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  let requests = 1;
  const started = performance.now();
  const Page = z.object({ items: z.array(z.looseObject({ id: z.coerce.number() })) });
  const get = async (path: string, query: Readonly<Record<string, string | number>> = {}) => {
    requests += 1;
    const params = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    );
    const answer = await fetch(`${base}/REST/2.0${path}?${params.toString()}`, {
      headers: { cookie },
      redirect: "manual",
    });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.json() as Promise<unknown>;
  };
  const walk = async (
    path: string,
    where: (after: number) => string,
    query: Readonly<Record<string, string | number>>,
  ) => {
    const rows: { readonly id: number; readonly [name: string]: unknown }[] = [];
    for (let after = 0; ;) {
      const { items } = Page.parse(
        await get(path, { ...query, query: where(after), orderby: "id", per_page: 100 }),
      );
      rows.push(...items);
      const last = items.at(-1)?.id ?? after;
      if (last === after || (items.length < 100 && path !== "/transactions")) return rows;
      after = last;
    }
  };
  const page = { orderby: "id", per_page: 100 };
  await get("/rt");
  await get("/queues/all", { ...page, fields: "Name,Lifecycle,Description" });
  for (const queue of [3, 4, 5]) await get(`/queue/${queue}`);
  await get("/customfields", {
    ...page,
    query: JSON.stringify([
      { field: "LookupType", operator: "LIKE", value: "RT::Queue-RT::Ticket" },
    ]),
    fields: "Name,Type",
  });
  for (const field of [2, 3, 4]) await get(`/customfield/${field}/values`, page);
  await get("/articles", {
    ...page,
    query: JSON.stringify([{ field: "id", operator: ">", value: 0 }]),
    fields: "Name,Summary,CustomFields,LastUpdated,Class",
    "fields[Class]": "Name",
  });
  for (const number of [1, 2]) {
    await get("/users", {
      ...page,
      page: number,
      fields: "Name,RealName,EmailAddress,Lang,Organization,Timezone,MobilePhone,City,Country",
    });
  }
  await walk("/tickets", (after) => `id > ${after}`, {
    fields:
      "Subject,Status,Priority,Queue,Owner,Creator,Requestor,Cc,AdminCc,Created,LastUpdated,Due,Resolved,SLA,CustomFields,Told,Started,TimeWorked",
    "fields[Queue]": "Name,Lifecycle",
    "fields[Requestor]": "RealName,EmailAddress",
  });
  await get("/tickets", { ...page, query: "EffectiveId != id", fields: "EffectiveId" });
  const transactions = await walk(
    "/transactions",
    (after) =>
      `id > ${after} AND ObjectType='RT::Ticket' AND Type != 'EmailRecord' AND Type != 'CommentEmailRecord' AND Type != 'SetWatcher'`,
    { fields: "Type,Field,OldValue,NewValue,Data,Creator,Created,ObjectId,TimeTaken" },
  );
  const messages = transactions
    .filter((one) => ["Create", "Correspond", "Comment"].includes(String(one["Type"])))
    .map((one) => one.id);
  for (let at = 0; at < messages.length; at += 50) {
    const ids = messages.slice(at, at + 50);
    await walk(
      "/attachments",
      (after) =>
        JSON.stringify([
          { field: "TransactionId", operator: "IN", value: ids },
          { field: "Filename", operator: "IS", value: "NULL" },
          { field: "ContentType", operator: "LIKE", value: "text/" },
          { field: "id", operator: ">", value: after },
        ]),
      { fields: "Content,ContentType,TransactionId" },
    );
  }
  await walk(
    "/attachments",
    (after) =>
      JSON.stringify([
        { field: "Filename", operator: "IS NOT", value: "NULL" },
        { field: "id", operator: ">", value: after },
      ]),
    { fields: "Filename,ContentType,ContentLength,TransactionId" },
  );
  return { ms: performance.now() - started, requests };
}
