import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {RunProgram} from '../../domain/ports/crm-access.js'
import type {Token} from './token-endpoint.js'

/** It starts slowly, and may refresh its own login on the way. */
const timeoutMs = 30_000

const answer = z.object({status: z.number(), result: z.optional(z.unknown()), name: z.optional(z.string())})
const shownOrg = z.object({instanceUrl: z.string(), accessToken: z.optional(z.string())})
const shownToken = z.union([z.string(), z.object({accessToken: z.string()})])

/**
 * The token of a login that the Salesforce command line holds. `org display` comes first: it refreshes a login that has ended. Command lines
 * from before May 2026 show the token there and do not know the other command. What they print is neither logged nor quoted.
 */
export async function sfCliToken(run: RunProgram, org: string, signal: AbortSignal): Promise<Token> {
  const call = (args: readonly string[]) => result(run, [...args, '--target-org', org, '--json'], signal)
  const displayed = shownOrg.safeParse(await call(['org', 'display'])).data
  if (!displayed || !/^https?:\/\//.test(displayed.instanceUrl)) throw unreadable()
  const {instanceUrl, accessToken: old = ''} = displayed
  const shown = await call(['org', 'auth', 'show-access-token']).catch((error: unknown) => {
    if (isToken(old)) return old
    throw error
  })
  const token = shownToken.safeParse(shown).data
  const accessToken = typeof token === 'string' ? token : token?.accessToken
  if (accessToken === undefined || !isToken(accessToken)) throw unreadable()
  return {accessToken, instanceUrl: new URL(instanceUrl).origin, refreshToken: null}
}

/** Newer command lines write `[REDACTED] Use …` in its place. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]{15,}$/.test(text) && !text.includes('[REDACTED]')
}

async function result(run: RunProgram, args: readonly string[], signal: AbortSignal): Promise<unknown> {
  const {stdout} = await run('sf', args, {timeoutMs, signal}).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new RevschedError('config', 'the Salesforce command line "sf" is not installed here', {
      hint: 'npm install --global @salesforce/cli, or connect with --login browser',
    })
  })
  const told = answer.safeParse(jsonOrNull(stdout)).data
  if (!told) throw unreadable()
  if (told.status === 0) return told.result
  const name = /^\w{1,80}$/.test(told.name ?? '') ? told.name : `status ${told.status}`
  throw new RevschedError('auth', `the Salesforce command line has no login for this org (${name})`, {
    hint: 'sf org login web --alias <org>; sf org list shows what it knows',
  })
}

function unreadable(): RevschedError {
  return new RevschedError('config', 'the Salesforce command line does not show its access token', {
    hint: 'update it: npm install --global @salesforce/cli',
  })
}

function jsonOrNull(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    return null
  }
}
