/** What is known of a system before its file is written. */
interface NewSystem {
  readonly id: string;
  readonly title: string;
  readonly tag: string;
  /** Ids of the panels that it may name; the first check stands in `watchtower`. */
  readonly panels: readonly string[];
}

/** A commented system file that is valid as it is: one check, to be pointed at what is there. */
export function systemFile({ id, title, tag, panels }: NewSystem): string {
  const others = panels.filter((panel) => panel !== "watchtower").join(", ");
  return `# ${title}, as opsdeck watches it. opsdeck validate says what is wrong here, opsdeck schema what else may stand here.
# The kinds of checks: docs/CHECKS.md; the words of rules: docs/RULES.md.
system: ${id}
title: ${title}
tag: ${tag} # two letters before each of its rows
environment: staging # shown in every frame; production, staging, …

vars:
  base: http://127.0.0.1:8080 # used below as \${vars.base}; say here where it really is

# secrets: # references, never the secret itself: \${env:NAME}, \${file:/run/secrets/NAME} or \${cmd:PROGRAM ARGUMENT}
#   database: "\${env:DATABASE_URL}"

# identity: # what proves that this is what you think it is, also while it is ill; runbooks change nothing without it
#   - { check: health, fact: health, eq: ok }

checks:
  - id: health
    title: health
    kind: http-json # asks for a URL and takes facts from its JSON
    every: 1m
    panels: [watchtower] # also ${others}
    with:
      url: "\${vars.base}/health"
      take: { health: /status } # the fact "health" from {"status": "ok"}; "status" is that of HTTP
    when-failed: "Is it running? Look at its host."
    judge: # the first rule that holds decides; when none does, the check is unknown
      - { when: { fact: health, eq: ok }, verdict: ok, say: "it says that it is well" }
      - { when: { fact: health, ne: ok }, verdict: fail, say: "It says {health}. Look at its log.", short: "says {health}" }

  # - id: unpaid
  #   title: unpaid orders
  #   kind: pg-query # one read-only query
  #   every: 2m
  #   panels: [stuck]
  #   value: n # the number in the row; trend draws its history
  #   trend: n
  #   with:
  #     database: "\${secrets.database}"
  #     windows: { old: 1h }
  #     query: select count(*)::int as n from orders where paid_at is null and created_at < now() - :old
  #   judge:
  #     - { when: { fact: n, gt: 20 }, verdict: warn, say: "{n} orders are unpaid for an hour. Is the payment provider down?" }
  #     - { when: { fact: n, lte: 20 }, verdict: ok, say: "{n} orders are unpaid for an hour" }

# alerts: # what has been so for a time
#   - { id: ill, check: health, when: { fact: health, ne: ok }, for: 5m, verdict: fail, say: "It is ill for five minutes. Page its owner." }

# goals: # what a week, or the end of an incident, is measured by
#   - { id: availability, kind: slo, check: health, target: 0.995, over: 24h }

# commands: # what runbooks may run: argv, no shell
#   restart: { argv: [systemctl, restart, ${id}], timeout: 60s }
`;
}

/** What of a shipped system is one's own: its addresses and where its secrets are found. */
export function overlayFile(id: string, fill: string): string {
  return `# ${id} as you run it, laid over the system that opsdeck ships. Delete the lines that you do not change: what is not here
# follows the shipped file. opsdeck validate says what is wrong, opsdeck doctor which secrets have no value.
system: ${id}
${fill.trimEnd()}
`;
}
