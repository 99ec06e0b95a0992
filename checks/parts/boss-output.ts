/**
 * A job's error as pg-boss 10 stores it: a serialised error, `{"value":{"message":…}}` when it timed out in active state,
 * `{"value":"…"}` when pg-boss shut down, or anything that a handler rejected with.
 */
export const ERROR_TEXT =
  "left(coalesce(output->>'message', output->'value'->>'message', output->>'value', output::text), 2000)";
