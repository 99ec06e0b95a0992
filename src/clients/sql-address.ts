import { CheckError } from "../core/check-error.ts";

/** Every session is read-only and bounded by itself, whatever a query may be; `statement` bounds what has no own bound. */
const SESSION =
  "-c default_transaction_read_only=on -c statement_timeout=30000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000";

export interface SqlAddress {
  /** The connection URL to dial, with the options of the session. */
  readonly url: string;
  /** The same without them, for a pooler that refuses start-up parameters; each transaction is read-only all the same. */
  readonly plain: string;
  /** Host and database, for people. */
  readonly place: string;
}

/**
 * Reads a connection URL. TLS is as it says: `sslmode=require`, `prefer` and `verify-ca` verify the certificate like
 * `verify-full`, `no-verify` does not, and without `sslmode` there is none.
 */
export function sqlAddress(written: string): SqlAddress {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new CheckError("config", "the database is not a connection URL", {
      hint: "write postgresql://user:password@host:5432/database",
    });
  }
  // pg means verify-full by these three and warns about it on stderr, which is the cockpit's screen.
  if (
    /^(require|prefer|verify-ca)$/.test(url.searchParams.get("sslmode") ?? "") &&
    !url.searchParams.has("uselibpqcompat")
  ) {
    url.searchParams.set("sslmode", "verify-full");
  }
  url.searchParams.set("application_name", "opsdeck");
  const plain = href(url);
  const own = url.searchParams.get("options");
  url.searchParams.set("options", own === null ? SESSION : `${own} ${SESSION}`);
  return { url: href(url), plain, place: `${url.host}${url.pathname}` };
}

/** pg decodes %20, not the + of forms. */
function href(url: URL): string {
  url.search = url.searchParams.toString().replaceAll("+", "%20");
  return url.href;
}
