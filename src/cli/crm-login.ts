import {randomBytes} from 'node:crypto'
import {RevschedError} from '../domain/errors.js'
import type {Connector} from '../domain/ports/connector.js'
import type {AuthorizationRequest, CrmLogin} from '../domain/ports/crm-access.js'
import type {CommandContext} from './context.js'

const variable = 'REVSCHED_CRM_SECRET'

/** What Salesforce's own command line listens at, and thus stands in many apps already. */
const defaultPort = 1717

type Given = {secretStdin: boolean; redirectPort?: string | undefined}

/** The secret to store for a connection with these settings, asked of a person or a browser; null where none is needed. */
export async function loginSecret(
  context: CommandContext,
  {login}: Pick<Connector, 'login'>,
  {settings, ...given}: Given & {settings: Readonly<Record<string, unknown>>},
): Promise<string | null> {
  if (!login) return null
  const wanted = login.wantedSecret(settings)
  const usesBrowser = login.usesBrowser(settings)
  refuseIdleFlags(given, {wantsSecret: wanted !== null, usesBrowser})
  // Said before anything is asked for.
  const port = portOf(given.redirectPort)
  const text = wanted && (await givenSecret(context, wanted, given))
  if (usesBrowser) return browserSecret(context, login, {settings, clientSecret: text, port})
  return text === null ? null : login.secretOf(settings, text)
}

/** Who gives a secret or a port that nothing takes has another login in mind. */
function refuseIdleFlags(
  {secretStdin, redirectPort}: Given,
  {wantsSecret, usesBrowser}: {wantsSecret: boolean; usesBrowser: boolean},
): void {
  const idle =
    redirectPort !== undefined && !usesBrowser
      ? '--redirect-port is for logins with a browser, and this one uses none'
      : secretStdin && !wantsSecret
        ? '--secret-stdin gives a secret, and this login wants none'
        : null
  if (idle !== null)
    throw new RevschedError('usage', idle, {hint: 'leave it out, or add a connection with another --login'})
}

async function givenSecret(
  {host, io}: CommandContext,
  {name, isMultiline}: {name: string; isMultiline: boolean},
  {secretStdin}: Given,
): Promise<string> {
  const fromEnvironment = secretStdin ? null : host.environment(variable)
  const text =
    fromEnvironment ??
    (isMultiline
      ? await host.readSecretText(() => io.err.write(`${name} (ends with Ctrl-D, is not shown): `))
      : await host.readSecretLine(() => io.err.write(`${name} (is not shown): `)))
  // A person's own return key shows nothing either.
  if (fromEnvironment === null && io.err.isTerminal) await io.err.write('\n')
  if (text.trim() !== '') return isMultiline ? text : text.trim()
  throw new RevschedError('usage', `no ${name} was given`, {
    hint: `type it, pipe it in, or set ${variable} for this command`,
  })
}

async function browserSecret(
  context: CommandContext,
  login: CrmLogin,
  {
    settings,
    clientSecret,
    port,
  }: {settings: Readonly<Record<string, unknown>>; clientSecret: string | null; port: number},
): Promise<string> {
  const {host, io, signal} = context
  const listening = await host.loopbackLogin({port, signal})
  try {
    const request: AuthorizationRequest = {
      redirectUrl: listening.redirectUrl,
      state: randomBytes(24).toString('base64url'),
      codeVerifier: randomBytes(48).toString('base64url'),
    }
    const url = login.authorizationUrl(settings, request)
    const isOpen = await host.openBrowser(url)
    await io.err.write(
      `${isOpen ? 'log in with the browser; it was sent to' : 'open this page in a browser of this machine'}:\n  ${url}\n`,
    )
    const {code} = await listening.wait(request.state)
    const {loginPorts} = await context.crm()
    return await login.exchange(loginPorts, settings, {code, request, clientSecret}, signal)
  } finally {
    await listening.close()
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return defaultPort
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new RevschedError(
    'usage',
    `"${text}" is not a port for --redirect-port: 0 to 65535 (0 is any free one)`,
    {
      hint: 'give the one of the redirect URL in your app, e.g. --redirect-port 1717',
    },
  )
}
