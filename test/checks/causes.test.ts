import { describe, expect, it } from "vitest";
import { causes } from "../../checks/causes.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { look } from "./look.ts";

const clients = createClients({ vault: createVault({ env: {} }) });
const params = {
  causes: {
    network: {
      title: "the network",
      evidence: [
        { for: { verdict: "edge", in: ["fail"] }, against: { verdict: "edge", in: ["ok"] } },
        {
          for: {
            all: [
              { fact: "log/refused", gt: 0 },
              { fact: "edge/status", ne: 200 },
            ],
          },
        },
      ],
    },
    disk: {
      title: "the disk",
      evidence: [{ for: { fact: "disk/free", lt: 5 }, against: { fact: "disk/free", gte: 5 } }],
    },
    both: {
      title: "both at once",
      evidence: [{ for: { fact: "disk/free", lt: 5 }, against: { fact: "disk/free", lt: 10 } }],
    },
  },
};

describe("causes", () => {
  it("finds what something speaks for, excludes what something speaks against", async () => {
    const { facts } = await look(clients, causes, params, {
      verdicts: { edge: "fail" },
      others: { disk: { free: 50 } },
    });
    expect(facts).toMatchObject({ network: true, disk: false, both: null });
    expect(facts).toMatchObject({ found: 1, named: "the network", contradicted: 0, unclear: null });
    expect(facts).toMatchObject({ unseen: 1, unlooked: "both at once" });
    expect(facts?.evidence).toMatchObject({
      rows: [
        { cause: "the network", state: "found", evidence: "edge", says: "for" },
        { cause: "the network", state: "found", evidence: "log, edge", says: "nothing" },
        { cause: "the disk", state: "excluded", evidence: "disk", says: "against" },
        { cause: "both at once", state: "unseen", evidence: "disk", says: "nothing" },
      ],
    });
  });

  it("determines nothing where the evidence contradicts itself, in one look or between two", async () => {
    const seen = { edge: { status: 502 }, log: { refused: 3 }, disk: { free: 1 } };
    const { facts } = await look(clients, causes, params, { verdicts: { edge: "ok" }, others: seen });
    expect(facts).toMatchObject({ network: null, disk: true, both: null });
    expect(facts).toMatchObject({ contradicted: 2, unclear: "the network; both at once", named: "the disk" });
  });

  it("takes what was not looked at, or not seen, for no evidence", async () => {
    const { facts } = await look(clients, causes, params, { verdicts: { edge: "unknown" }, others: { disk: {} } });
    expect(facts).toMatchObject({ network: null, disk: null, found: 0, contradicted: 0, unseen: 3 });
  });

  it("asks for the checks that it needs, and takes no test that would hold of what nobody saw", () => {
    expect(causes.needs?.(causes.params.parse(params))).toEqual(["edge", "log", "disk"]);
    const one = (test: object) => causes.params.safeParse({ causes: { a: { title: "A", evidence: [{ for: test }] } } });
    expect(one({ fact: "disk/free", lt: 5 }).success).toBe(true);
    expect(one({ fact: "disk/free", missing: true }).success).toBe(false);
    expect(one({ fact: "free", lt: 5 }).success).toBe(false);
    expect(
      causes.params.safeParse({ causes: { named: { title: "A", evidence: [{ for: { fact: "a/b", eq: 1 } }] } } })
        .success,
    ).toBe(false);
  });
});
