import {expect} from 'vitest'
import type {ErrorCode} from '../../src/domain/errors.js'
import type {CrmHome, CrmRan} from './crm-home.js'

/** What a fault does to `run-now weekly`, and what is stored of it. */
export type FaultEnd = {
  exit: 0 | 5 | 6
  /** Of the error, in `--json` and in the history; left out where the run completes. */
  code?: ErrorCode
  /** Deals of the review, where it completes. */
  deals?: number
  /** Whether the refresh token is another one afterwards. */
  refresh?: 'kept' | 'replaced'
  /** Whether the connection is marked "needs login". */
  marked?: boolean
}

/** Runs `weekly` in this home and compares what it says and stores; a run that fails leaves nothing of a review. */
export async function expectEnd(home: CrmHome, end: FaultEnd, env: NodeJS.ProcessEnv = {}): Promise<CrmRan> {
  const {exit, code = null, deals = 5, refresh = 'kept', marked = false} = end
  const before = refreshTokenIn(await home.secret())
  const ran = await home.run(['run-now', 'weekly', '--json', '--debug'], {env})
  const after = refreshTokenIn(await home.secret())
  const ended = {
    exit: ran.exit,
    code: ran.error?.code ?? null,
    stored: home.runs().at(-1),
    refresh: after === before ? 'kept' : 'replaced',
    marked: home.needsLogin(),
  }
  expect(ended, ran.error?.message).toEqual({
    exit,
    code,
    stored:
      code === null
        ? {status: 'completed', errorCode: null, deals, isScored: 1}
        : {status: 'failed', errorCode: code, deals: null, isScored: 0},
    refresh,
    marked,
  })
  return ran
}

function refreshTokenIn(secret: string): string {
  return (JSON.parse(secret) as {refreshToken: string}).refreshToken
}
