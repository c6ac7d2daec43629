import {describe, expect, it} from 'vitest'
import {untilNobodyWasFaster} from '../../src/app/until-nobody-was-faster.js'
import {RevschedError} from '../../src/domain/errors.js'

const overtaken = new RevschedError('conflict', 'changed by another command', {canPass: true})

/** A change that fails with `error` the first `failures` times. */
function failing(failures: number, error: Error) {
  const change = {
    tried: 0,
    async run() {
      if (++change.tried <= failures) throw error
      return 'done'
    },
  }
  return change
}

describe('a change that others may overtake', () => {
  it.each([[0], [1], [49]])('is done after it was overtaken %i times', async failures => {
    const change = failing(failures, overtaken)
    expect(await untilNobodyWasFaster(change.run)).toBe('done')
    expect(change.tried).toBe(failures + 1)
  })

  it('is given up when it was overtaken 50 times', async () => {
    const change = failing(50, overtaken)
    await expect(untilNobodyWasFaster(change.run)).rejects.toBe(overtaken)
    expect(change.tried).toBe(50)
  })

  it.each<[string, Error]>([
    ['a conflict that stays, such as a taken name', new RevschedError('conflict', 'taken')],
    ['an error that passes but is no conflict', new RevschedError('source-failed', 'slow', {canPass: true})],
    ['a bug', new TypeError('undefined')],
  ])('fails at once with %s', async (_, error) => {
    const change = failing(1, error)
    await expect(untilNobodyWasFaster(change.run)).rejects.toBe(error)
    expect(change.tried).toBe(1)
  })
})
