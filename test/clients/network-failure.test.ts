import { expect, it } from "vitest";
import { networkFailure } from "../../src/clients/network-failure.ts";

it.each([
  ["ECONNREFUSED", "refused", "db:5432 refuses connections (ECONNREFUSED)"],
  ["ENETUNREACH", "refused", "db:5432 cannot be reached from here (ENETUNREACH)"],
  ["EHOSTUNREACH", "refused", "db:5432 cannot be reached from here (EHOSTUNREACH)"],
  ["ENETDOWN", "refused", "db:5432 cannot be reached from here (ENETDOWN)"],
  ["ENOTFOUND", "dns", "db:5432 is not known to the name server (ENOTFOUND)"],
])("%s is told as what it is", (code, kind, message) => {
  const thrown = Object.assign(new Error(`connect ${code}`), { code });
  expect(networkFailure(thrown, "db:5432", (text) => text)).toMatchObject({ kind, message, code });
});
