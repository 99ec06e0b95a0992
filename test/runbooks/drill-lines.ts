/** Lines of the journal of qstash-degraded-proof at the double, from its opening to its end; a test counts them. */
export const DRILL_LINES = 76;

/** The line that arms the duty: from there on production may be broken. */
export const FROM_THE_BREAK_ON = 34;
