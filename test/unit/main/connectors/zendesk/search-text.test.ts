import { describe, expect, test } from "vitest";
import { parseQuery } from "#domain/search/parse-query.ts";
import { toSearchText } from "#main/connectors/zendesk/search-text.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const write = (text: string) => toSearchText(parseQuery(text).query, NOW);

describe("a query in Zendesk's search language", () => {
  test.each([
    ["refund headphones", "type:ticket refund headphones"],
    ['"not what" shoes', 'type:ticket "not what" shoes'],
    ["#4711", "type:ticket 4711"],
    ["status:on-hold,open", "type:ticket status:hold status:open"],
    ["is:unsolved priority>=high", "type:ticket status<solved priority>=high"],
    ["-tag:spam -status:new,open", "type:ticket -tags:spam -status:new -status:open"],
    ['group:"Billing" assignee:none', "type:ticket group:Billing assignee:none"],
    ['customer:"Ana Lee"', 'type:ticket requester:"Ana Lee"'],
    ["(tag:a OR tag:b) x", "type:ticket tags:a tags:b x"],
    ["created<2d", "type:ticket created>=2026-11-20T12:00:00Z"],
    ["updated>1d", "type:ticket updated<2026-11-21T12:00:00Z"],
    ["-created<2d", "type:ticket -created>=2026-11-20T12:00:00Z"],
  ])("%s", (query, text) => {
    expect(write(query)).toEqual({ ok: true, text });
  });

  test.each([
    ["waiting>2h refund", ["waiting>2h"]],
    ["(status:open OR tag:x)", ["status:open OR tag:x"]],
    ["-(status:open tag:x)", ["-(status:open tag:x)"]],
    ["cf.size:xl sla<30m", ["cf.size:xl", "sla<30m"]],
    ["-created:2026-11-20", ["-created:2026-11-20"]],
  ])("%s cannot be asked, and says which part", (query, parts) => {
    expect(write(query)).toEqual({ ok: false, parts });
  });

  test("nothing typed gets out of its quotes", () => {
    expect(write('"a\\" status:open"')).toEqual({ ok: true, text: 'type:ticket "a  status:open"' });
  });
});
