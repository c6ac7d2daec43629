import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {plainError} from '../../src/domain/plain-error.js'
import {ParentAccess} from '../../src/worker/parent-access.js'
import type {FromThread} from '../../src/worker/thread-messages.js'

const grant = {accessToken: 'token', apiUrl: 'https://crm.example'}
const rate = {bucket: 'search', everyMs: 250, burst: 1}

function asking() {
  const told: FromThread[] = []
  return {access: new ParentAccess(message => void told.push(message)), told}
}

describe('a thread that asks its parent', () => {
  it('gets each answer for its own question, in whatever order they come', async () => {
    const {access, told} = asking()
    const [first, permit, second] = [access.grant(null), access.permit(rate), access.grant('old')]
    expect(told).toEqual([
      {kind: 'ask', number: 1, ask: {kind: 'grant', refused: null}},
      {kind: 'ask', number: 2, ask: {kind: 'permit', rate}},
      {kind: 'ask', number: 3, ask: {kind: 'grant', refused: 'old'}},
    ])
    access.take({kind: 'answer', number: 3, answer: {...grant, accessToken: 'new'}})
    access.take({kind: 'answer', number: 2, answer: null})
    access.take({kind: 'answer', number: 1, answer: grant})
    expect(await Promise.all([first, permit, second])).toEqual([
      grant,
      undefined,
      {...grant, accessToken: 'new'},
    ])
  })

  it('has a mark of its connection set, and waits until that is done', async () => {
    const {access, told} = asking()
    const marked = access.markLogin('its rights were taken away')
    expect(told).toEqual([
      {kind: 'ask', number: 1, ask: {kind: 'mark', needsLogin: 'its rights were taken away'}},
    ])
    access.take({kind: 'answer', number: 1, answer: null})
    expect(await marked).toBeUndefined()
  })

  it('gets what was kept of an earlier read, and has a later one kept', async () => {
    const {access, told} = asking()
    const kept = {readAt: new Date('2026-11-26T09:00:00Z'), document: new Uint8Array([1, 2])}
    const [asked, keeping] = [access.keptRecords('deals'), access.keepRecords('deals', kept)]
    expect(told).toEqual([
      {kind: 'ask', number: 1, ask: {kind: 'kept', shape: 'deals'}},
      {kind: 'ask', number: 2, ask: {kind: 'keep', shape: 'deals', kept}},
    ])
    access.take({kind: 'answer', number: 2, answer: null})
    access.take({kind: 'answer', number: 1, answer: kept})
    expect(await asked).toBe(kept)
    expect(await keeping).toBeUndefined()
  })

  it('is refused with the error of the parent, code and all', async () => {
    const {access} = asking()
    const asked = access.grant(null)
    const error = new RevschedError('auth', 'log in again', {hint: 'revsched connection login emea'})
    access.take({kind: 'refusal', number: 1, error: plainError(error)})
    await expect(asked).rejects.toMatchObject({code: 'auth', message: 'log in again', hint: error.hint})
  })

  it('waits for nobody once its review is stopped', async () => {
    const {access} = asking()
    const [asked, permit] = [access.grant(null), access.permit(rate)]
    const reason = new RevschedError('interrupted', 'stopped by Ctrl-C')
    access.stop(reason)
    await expect(asked).rejects.toBe(reason)
    await expect(permit).rejects.toBe(reason)
    // An answer that was on its way is nobody's any more.
    access.take({kind: 'answer', number: 1, answer: grant})
  })
})
