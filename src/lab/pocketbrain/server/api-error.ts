/** An error with its own status and code; any other thrown error becomes 500 INTERNAL_ERROR. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;

  constructor(status: number, code: string, message: string, retryable = false) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryable = retryable;
  }
}

export function errorBody(code: string, message: string, retryable = false) {
  return { error: { code, message, retryable } };
}
