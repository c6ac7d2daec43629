export type HttpRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** From the first look-up to the last byte of the answer. */
  deadlineMs: number
  /** Of the body, decompressed. */
  maxBytes: number
  /** There is a connection: from here on the other side may get the request, and act on it, whatever becomes of the answer. */
  onConnected?(): void
  /** Its status has come: what it means to the other side stands, also where the body breaks off or is too long. */
  onStatus?(head: Omit<HttpAnswer, 'body'>): void
}

/** Any status: what it means is the caller's to say. Names of headers are lower case. */
export type HttpAnswer = {status: number; headers: Readonly<Record<string, string>>; body: string}

/**
 * Calls of one account's CRM. Nothing is repeated, no redirect is followed, and nothing that was given is in an error.
 * Throws `unreachable` (no connection, no name, a connection lost), `tls`, `timeout` (the deadline), `incomplete` (a body that is shorter
 * than announced, not UTF-8, or cannot be decompressed), `source-failed` (over `maxBytes`), `config` (an address that is
 * not allowed); those that can pass say so.
 */
export type HttpClient = {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
  /** A long body in pieces, as they come; `take` is waited for. The answer's `body` is empty where `take` got it: at a status of 200. */
  stream(
    request: HttpRequest,
    take: (piece: Uint8Array) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<HttpAnswer>
  /** Ends kept connections: a thread that waits for its next review closes none by itself. */
  close(): void
}

/** Where the user allows it, hosts with private addresses are called as well, and those without TLS. */
export type HttpClientOf = (rules: {isPrivateAllowed: boolean}) => HttpClient
