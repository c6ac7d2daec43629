import type {HttpClientOf} from './http-client.js'

/** What a call carries, and where it goes. Never stored by whoever asked for it. */
export type AccessGrant = {
  accessToken: string
  /** Without a slash at the end, e.g. `https://acme.my.salesforce.com`. */
  apiUrl: string
  /** Where people open records, where it is another than `apiUrl`. */
  pageUrl?: string
}

/** How often calls of one kind may be made, over all processes and runs of an account, which several connections may share. */
export type CallRate = {
  /** E.g. `hubspot 123456`; left out while it is not known: then it is the connection's own rate. */
  account?: string
  /** E.g. `search`. */
  bucket: string
  /** Least time from one call to the next, in milliseconds. */
  everyMs: number
  /** Calls that may be made at once after a pause. */
  burst: number
}

/** Records as a CRM gave them in one complete read. */
export type KeptRecords = {
  /** By the CRM's clock, when that read began. */
  readAt: Date
  /** Packed by whoever keeps them. */
  document: Uint8Array
}

/** One connection's way into its CRM, for one run. */
export type CrmAccess = {
  /** `refused` is the token that the CRM did not take; it is replaced once a run, the next time throws `auth`. */
  grant(refused: string | null): Promise<AccessGrant>
  /** Resolves when a call of this kind may be made. */
  permit(rate: CallRate): Promise<void>
  /** Why only a person can let the connection in, as the CRM answered a call; null once it took one. */
  markLogin(needsLogin: string | null): Promise<void>
  /** Of the last read that asked the same, as `shape` tells; null where none was kept. */
  keptRecords(shape: string): Promise<KeptRecords | null>
  /** For later reads. Nothing where somebody kept those of a later read meanwhile; the document may not be used afterwards. */
  keepRecords(shape: string, kept: KeptRecords): Promise<void>
}

/** What a connector of a CRM needs beside its settings. */
export type CrmPorts = {http: HttpClientOf; access: CrmAccess}

/** Runs a program without a shell; its output is never logged. Throws the error of the system where it cannot be started. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  options: {timeoutMs: number; signal: AbortSignal},
) => Promise<{code: number | null; stdout: string}>

export type LoginPorts = {http: HttpClientOf; runProgram: RunProgram; now(): Date}

/** A connection's settings and its secret: JSON whose shape belongs to the connector, null where there is none yet. */
export type LoginState = {settings: Readonly<Record<string, unknown>>; secret: string | null}

/** What a browser is sent to, and what it comes back with. */
export type AuthorizationRequest = {redirectUrl: string; state: string; codeVerifier: string}

/** How one kind of CRM lets somebody in. Used by the process that holds the secrets, never by the thread of a review. */
export type CrmLogin = {
  /**
   * A token for calls. `refused` is one that the CRM did not take. `secret` is what to store before the grant is used, null when
   * nothing changed: a refresh token may be valid once. Throws `auth` when only a person can help, and what calls throw.
   */
  access(
    ports: LoginPorts,
    state: LoginState,
    refused: string | null,
    signal: AbortSignal,
  ): Promise<{grant: AccessGrant; secret: string | null}>
  /**
   * Where these settings log in, as whom, and where calls go. What is stored of a login goes with settings of the same place alone: it
   * would be sent to another host, or show the deals of another org. Never throws.
   */
  placeOf(settings: LoginState['settings']): string
  /** Whether these settings are logged in with a browser. */
  usesBrowser(settings: LoginState['settings']): boolean
  /** The page to open in the browser. */
  authorizationUrl(settings: LoginState['settings'], request: AuthorizationRequest): string
  /** The secret to store, for the code that the browser came back with. `clientSecret` is null for a public client. */
  exchange(
    ports: LoginPorts,
    settings: LoginState['settings'],
    given: {code: string; request: AuthorizationRequest; clientSecret: string | null},
    signal: AbortSignal,
  ): Promise<string>
  /**
   * What `connection add` and `connection login` ask a person for, e.g. `access token`; with a browser, the client secret of the app;
   * null when nothing. A private key may have many lines.
   */
  wantedSecret(settings: LoginState['settings']): {name: string; isMultiline: boolean} | null
  /** The secret to store for what was given. Throws `usage` for what cannot be one. */
  secretOf(settings: LoginState['settings'], given: string): string
  /** Of a stored secret, what `secretOf` made of what a person gave: without tokens that were fetched since. Absent where that is all of it. */
  givenPart?(stored: string): string
}
