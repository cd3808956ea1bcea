import { idBase, userId } from "#main/demo/ids.ts";
import { mix, Rng } from "#main/demo/seed/rng.ts";
import { moods, type Language } from "#main/demo/seed/texts.ts";
import type { Group, Identity, Membership, Organization, User } from "#main/demo/store/model.ts";

const day = 86_400;
/** Customers by language: first names, last names, cities, time zone, dialling prefix. */
const nations: readonly {
  readonly language: Language;
  readonly weight: number;
  readonly first: string;
  readonly last: string;
  readonly cities: string;
  readonly zones: string;
  readonly dial: string;
}[] = [
  {
    language: "en",
    weight: 38,
    dial: "+44 20 7946",
    zones: "Europe/London,America/New_York,Europe/Dublin,Australia/Sydney",
    first:
      "Olivia,Harry,Amelia,Jack,Priya,Charlie,Grace,Liam,Chloe,Ethan,Zainab,Noah,Ruby,Callum,Aisha,Owen,Megan,Declan,Siobhán,Marcus",
    last: "Taylor,O'Brien,Patel,Wilson,Ahmed,Hughes,MacLeod,Clarke,Nguyen,Walker,Bennett,Okafor,Shaw,Fitzgerald,Campbell,Reid",
    cities: "Leeds,Bristol,Dublin,Glasgow,Boston,Cork,Cardiff,Melbourne",
  },
  {
    language: "de",
    weight: 18,
    dial: "+49 30 23125",
    zones: "Europe/Berlin,Europe/Vienna,Europe/Zurich",
    first:
      "Anna,Lukas,Jürgen,Sabine,Mehmet,Lena,Björn,Friederike,Paul,Katharina,Ayşe,Torben,Ute,Moritz",
    last: "Müller,Schneider,Weiß,Özdemir,Krüger,Baumgartner,Vogel,Schröder,Hartmann,Jansen,Kühn,Lindner",
    cities: "Köln,Leipzig,Wien,Hamburg,Zürich,Münster,Graz",
  },
  {
    language: "fr",
    weight: 9,
    dial: "+33 1 99 00",
    zones: "Europe/Paris,Europe/Brussels",
    first: "Camille,Jérôme,Zoé,Benoît,Inès,Mathieu,Aïcha,François,Élodie",
    last: "Lefèvre,Moreau,Garnier,Benali,Rousseau,Petit,Noël,Durand",
    cities: "Lyon,Nantes,Lille,Bruxelles,Genève",
  },
  {
    language: "es",
    weight: 9,
    dial: "+34 91 0555",
    zones: "Europe/Madrid,America/Mexico_City",
    first: "Lucía,Íñigo,Carmen,Javier,Begoña,Mateo,Ximena,Álvaro",
    last: "García Núñez,Fernández,Ibáñez,Muñoz,Rojas,Peña,Castaño",
    cities: "Sevilla,Bilbao,Valencia,Monterrey",
  },
  {
    language: "ar",
    weight: 7,
    dial: "+971 4 555",
    zones: "Asia/Dubai,Africa/Cairo,Asia/Amman",
    first: "ليلى,أحمد,فاطمة,يوسف,مريم,خالد,نور,عمر",
    last: "الحسن,المصري,حداد,خوري,العلي,منصور,الزهراني",
    cities: "دبي,القاهرة,عمّان,بيروت",
  },
  {
    language: "he",
    weight: 3,
    dial: "+972 3 555",
    zones: "Asia/Jerusalem",
    first: "נועה,דוד,מאיה,יונתן,תמר,איתי",
    last: "כהן,לוי,מזרחי,פרידמן,ביטון",
    cities: "תל אביב,חיפה,ירושלים",
  },
  {
    language: "ja",
    weight: 5,
    dial: "+81 3 5550",
    zones: "Asia/Tokyo",
    first: "美咲,健太,陽子,大輔,さくら,翔",
    last: "佐藤,鈴木,高橋,渡辺,山本,小林",
    cities: "東京,大阪,札幌,福岡",
  },
  {
    language: "zh",
    weight: 4,
    dial: "+86 10 5550",
    zones: "Asia/Shanghai,Asia/Taipei",
    first: "伟,芳,静,磊,雨桐,浩然",
    last: "王,李,张,陈,刘,欧阳",
    cities: "上海,北京,台北,成都",
  },
  {
    language: "pt",
    weight: 4,
    dial: "+351 21 555",
    zones: "Europe/Lisbon,America/Sao_Paulo",
    first: "João,Inês,Tiago,Conceição,Rafael,Beatriz",
    last: "Gonçalves,Araújo,Simões,Magalhães,Conceição",
    cities: "Lisboa,Porto,Braga,São Paulo",
  },
  {
    language: "pl",
    weight: 3,
    dial: "+48 22 555",
    zones: "Europe/Warsaw",
    first: "Agnieszka,Łukasz,Małgorzata,Paweł,Zofia,Grzegorz",
    last: "Wójcik,Kowalczyk,Dąbrowska,Żak,Szymański",
    cities: "Kraków,Gdańsk,Łódź",
  },
];
const split = nations.map((n) => ({
  ...n,
  first: n.first.split(","),
  last: n.last.split(","),
  cities: n.cities.split(","),
  zones: n.zones.split(","),
}));
const nationWeights = nations.map((n) => n.weight);
const nationTotal = nationWeights.reduce((a, b) => a + b, 0);

export const groupNames = [
  ["Orders & Delivery", "Where is my order, wrong and damaged goods, addresses"],
  ["Returns & Refunds", "Return labels, refunds, exchanges"],
  ["Technical Support", "Set-up, defects, warranty, cloud service"],
  ["Billing & Accounts", "Invoices, payments, subscriptions, sign-in"],
  ["Social & Community", "Posts, mentions, reviews, praise"],
  ["Escalations", "Complaints, data protection, press, legal"],
] as const;

/** Staff in the order of their ids: name, e-mail name, groups (first = default), role. */
const staff: readonly (readonly [string, string, readonly number[], "admin" | "agent" | "lead"])[] =
  [
    ["Ingrid Solheim", "ingrid.solheim", [5], "admin"],
    ["Maya Lindqvist", "maya.lindqvist", [0, 1], "agent"],
    ["Tomás Rivera", "tomas.rivera", [5, 0, 2], "lead"],
    ["Jonas Weber", "jonas.weber", [0, 1], "agent"],
    ["Amira Haddad", "amira.haddad", [0, 4], "agent"],
    ["Chen Wei", "chen.wei", [2], "agent"],
    ["Yuki Tanaka", "yuki.tanaka", [2, 4], "agent"],
    ["Noor de Vries", "noor.devries", [1, 0], "agent"],
    ["Pedro Almeida", "pedro.almeida", [3, 1], "agent"],
    ["Hannah Levi", "hannah.levi", [3], "agent"],
    ["Oluwaseun Adeyemi", "oluwaseun.adeyemi", [2], "agent"],
    ["Klara Nováková", "klara.novakova", [0, 3], "agent"],
    ["Sean Gallagher", "sean.gallagher", [4, 0], "agent"],
    ["Léa Fontaine", "lea.fontaine", [1, 3], "agent"],
    ["Ravi Menon", "ravi.menon", [2, 5], "agent"],
    ["Zuzanna Lis", "zuzanna.lis", [3, 4], "agent"],
  ];

const domains = ["mail.example", "post.example", "inbox.example", "web.example"];
const latin = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/ł/g, "l")
    .replace(/ş/g, "s")
    .replace(/[^a-z]+/g, "");

export type People = {
  readonly groups: readonly Group[];
  readonly memberships: readonly Membership[];
  readonly agents: readonly User[];
  readonly customers: readonly User[];
  readonly organizations: readonly Organization[];
  /** Agent numbers by group number. */
  readonly members: readonly (readonly number[])[];
};

function blank(id: number, name: string, createdAt: number): User {
  return {
    id,
    name,
    email: null,
    role: "end-user",
    lead: false,
    active: true,
    suspended: false,
    phone: null,
    alias: null,
    locale: "en",
    timeZone: "Etc/UTC",
    organizationId: null,
    defaultGroupId: null,
    externalId: null,
    tags: [],
    notes: "",
    details: "",
    signature: "",
    city: "",
    mood: "calm",
    fields: {},
    identities: [],
    ticketRestriction: null,
    createdAt,
    updatedAt: createdAt,
    logSeq: -1,
  };
}
/** A user record with nothing but a name; used for people who appear after the start. */
export const blankUser = blank;

const companies = [
  "Hafenkontor",
  "Bright Oak Schools",
  "Studio Kaskade",
  "Marwick & Sons",
  "Ferrocarril Sur",
  "Atelier Lumière",
  "Kite Logistics",
  "Panda Clinics",
  "Nordwind Energie",
  "Al Waha Trading",
  "Sakura Design",
  "Porto Verde Hotels",
];

/** Builds staff, groups, customers and organisations. @param now epoch seconds */
export function buildPeople(seed: number, customerCount: number, now: number): People {
  const started = now - 900 * day;
  const groups = groupNames.map(([name, description], n): Group => ({
    id: idBase.group + n * 13,
    name,
    description,
    default: n === 0,
    createdAt: started,
  }));
  const members: number[][] = groups.map(() => []);
  const memberships: Membership[] = [];
  const agents = staff.map(([name, mail, of, kind], n): User => {
    for (const [i, g] of of.entries()) {
      members[g]?.push(n);
      memberships.push({
        id: idBase.membership + memberships.length * 11,
        userId: userId(n),
        groupId: (groups[g] as Group).id,
        default: i === 0,
        createdAt: started + n * day,
      });
    }
    return {
      ...blank(userId(n), name, started + n * day),
      email: `${mail}@nordlicht.example`,
      role: kind === "admin" ? "admin" : "agent",
      lead: kind !== "agent",
      defaultGroupId: (groups[of[0] ?? 0] as Group).id,
      timeZone: "Europe/Berlin",
      city: "Kiel",
      signature: `${name}\nNordlicht Support`,
      alias: name.split(" ")[0] ?? name,
      identities: [
        {
          id: idBase.identity + n * 5,
          type: "email",
          value: `${mail}@nordlicht.example`,
          primary: true,
          verified: true,
        },
      ],
    };
  });
  const orgCount = Math.max(4, Math.min(400, Math.round(customerCount / 25)));
  const organizations: Organization[] = [];
  for (let n = 0; n < orgCount; n++) {
    const base = companies[n % companies.length] as string;
    const name = n < companies.length ? base : `${base} ${Math.floor(n / companies.length) + 1}`;
    organizations.push({
      id: idBase.organization + n * 9,
      name,
      externalId: `org-${1000 + n}`,
      domains: [`${latin(name)}${n < companies.length ? "" : n}.example`],
      groupId: null,
      shared: n % 3 === 0,
      tags: n % 4 === 0 ? ["b2b", "key_account"] : ["b2b"],
      notes: n % 5 === 0 ? "Invoices only as PDF, 30 days net." : "",
      details: "",
      fields: { contract: n % 2 === 0 ? "care_plus_business" : "none" },
      createdAt: started + n * 3600,
      updatedAt: now - (n % 80) * day - 7200,
      logSeq: -1,
    });
  }
  const customers: User[] = [];
  for (let n = 0; n < customerCount; n++)
    customers.push(customer(seed, n, agents.length, organizations, now));
  return { groups, memberships, agents, customers, organizations, members };
}

function customer(
  seed: number,
  n: number,
  staffCount: number,
  organizations: readonly Organization[],
  now: number,
): User {
  const rng = new Rng(mix(seed, 7_000_003 + n));
  const nation = split[rng.weighted(nationWeights, nationTotal)] as (typeof split)[number];
  const first = rng.pick(nation.first);
  const last = rng.pick(nation.last);
  const eastern = nation.language === "ja" || nation.language === "zh";
  const name = eastern
    ? nation.language === "zh"
      ? `${last}${first}`
      : `${last} ${first}`
    : `${first} ${last}`;
  const org = rng.chance(0.14) ? rng.pick(organizations) : null;
  const handle = `${latin(first) || nation.language}.${latin(last) || "k"}${n}`;
  const email = rng.chance(0.96) ? `${handle}@${org?.domains[0] ?? rng.pick(domains)}` : null;
  const phone =
    rng.chance(0.55) || email === null ? `${nation.dial} ${String(1000 + rng.int(9000))}` : null;
  const createdAt = now - (90 + rng.int(800)) * day - rng.int(day);
  const identities: Identity[] = [];
  const add = (type: Identity["type"], value: string, primary: boolean) =>
    identities.push({
      id: idBase.identity + (staffCount + n) * 40 + identities.length * 5,
      type,
      value,
      primary,
      verified: primary || rng.chance(0.6),
    });
  if (email !== null) add("email", email, true);
  if (email !== null && rng.chance(0.12))
    add("email", `${handle}.privat@${rng.pick(domains)}`, false);
  if (phone !== null) add("phone_number", phone, email === null);
  if (rng.chance(0.1)) add("twitter", handle.replace(".", "_"), false);
  if (rng.chance(0.07)) add("facebook", String(100_000_000_000 + rng.int(900_000_000)), false);
  const vip = rng.chance(0.05);
  const mood = moods[rng.weighted([50, 20, 18, 12], 100)] ?? "calm";
  return {
    ...blank(userId(staffCount + n), name, createdAt),
    email,
    phone,
    identities,
    locale: nation.language,
    timeZone: rng.pick(nation.zones),
    city: rng.pick(nation.cities),
    mood,
    organizationId: org?.id ?? null,
    externalId: `C-${100_000 + n}`,
    tags: vip ? ["vip"] : rng.chance(0.2) ? ["care_plus"] : [],
    notes: vip
      ? "VIP: answer within the hour, call rather than write."
      : rng.chance(0.08)
        ? "Prefers to be called after 17:00."
        : "",
    details: `Customer no. C-${100_000 + n}`,
    fields: { loyalty_points: rng.int(4000), newsletter: rng.chance(0.4) },
    updatedAt: Math.min(now - 7200, createdAt + rng.int(800 * day)),
  };
}
