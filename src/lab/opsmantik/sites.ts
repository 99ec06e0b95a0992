export interface Site {
  readonly publicId: string;
  readonly origin: string;
}

/** The customers of the simulated system; the first is the one that the real proof.json and its runbook name. */
export const PROOF_SITE: Site = { publicId: "b298a0393f0541c6bd7e4643269abcc6", origin: "https://www.sosreklam.com" };

export const SITES: readonly Site[] = [
  PROOF_SITE,
  { publicId: "5d1f0c9be2a04a6c8f1e7b3d90c2a4e6", origin: "https://www.kombiservis.example" },
  { publicId: "e07a4d1c6b5f4e32a98d0c7f1b2e3a45", origin: "https://www.cilingir.example" },
];
