/** Stands for the KV namespace AI_SESSIONS, which outlives isolates. Times in ms since 1970. */
export class KvStore {
  readonly #records = new Map<string, { readonly value: string; readonly expiresAt: number | undefined }>();

  get(key: string): string | undefined {
    const record = this.#records.get(key);
    if (record?.expiresAt === undefined || record.expiresAt > Date.now()) return record?.value;
    this.#records.delete(key);
    return undefined;
  }

  /** Without `expiresAt` the record stays for ever; an overwrite keeps the expiry it is given. */
  put(key: string, value: string, expiresAt: number | undefined): void {
    this.#records.set(key, { value, expiresAt });
  }

  expiryOf(key: string): number | undefined {
    return this.#records.get(key)?.expiresAt;
  }

  delete(key: string): void {
    this.#records.delete(key);
  }
}
