import type pg from "pg";
import { SITES } from "./sites.ts";
import { GCLID_WINDOW } from "./windows.ts";

/** How many visits the hours before the lab's start are given. */
const VISITS = 180;

/**
 * Sites, and visits spread over the longest look-back, every third from an advertisement, so that the windows are
 * filled from the first second.
 */
export async function writeHistory(pool: pg.Pool, pace: number): Promise<void> {
  for (const site of SITES) {
    await pool.query("insert into sites (public_id, domain) values ($1, $2)", [
      site.publicId,
      new URL(site.origin).host,
    ]);
  }
  await pool.query(
    `with numbered as (select id, row_number() over (order by public_id) - 1 as n from sites),
     visits as (select i, now() - make_interval(secs => $1::float8 * i / $2::int) as at from generate_series(1, $2::int) i),
     new_sessions as (
       insert into sessions (site_id, created_at, created_month, gclid, entry_page, device_type, city, country)
       select s.id, v.at, date_trunc('month', v.at at time zone 'utc')::date,
         case when v.i % 3 = 0 then 'Cj0KCQ' || md5(v.i::text) end, '/', case v.i % 2 when 0 then 'mobile' else 'desktop' end,
         'Istanbul', 'TR'
       from visits v join numbered s on s.n = v.i % 3 returning id)
     select count(*) from new_sessions`,
    [GCLID_WINDOW / pace, VISITS],
  );
}
