import type { CheckKind } from "../src/core/check.ts";
import { httpHeaders } from "./http-headers.ts";
import { httpJson } from "./http-json.ts";
import { httpMany } from "./http-many.ts";
import { pgQuery } from "./pg-query.ts";

/** Everything that a system file can look at. */
export const checkKinds: readonly CheckKind[] = [httpJson, httpHeaders, httpMany, pgQuery];
