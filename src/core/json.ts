/** A value as a JSON text can hold it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
