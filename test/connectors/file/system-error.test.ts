import {describe, expect, it} from 'vitest'
import {openError, readError} from '../../../src/connectors/file/system-error.js'

const path = '/data/deals.csv'
const failed = (code: string) => Object.assign(new Error(`${code}: it failed`), {code})

describe('an error of the system', () => {
  it.each<[string, boolean]>([
    ['EAGAIN', true],
    ['EBUSY', true],
    ['EIO', true],
    ['EMFILE', true],
    ['ESTALE', true],
    ['ENOENT', false],
    ['EACCES', false],
    ['ELOOP', false],
    ['EISDIR', false],
  ])('%s can pass: %s', (code, canPass) => {
    const cause = failed(code)
    for (const error of [openError(path, cause), readError(path, cause)])
      expect(error).toMatchObject({code: 'source-failed', canPass, cause})
  })

  it('tells of the file, in words where the reason is known', () => {
    expect(openError(path, failed('ENOENT')).message).toBe(`the file "${path}" does not exist`)
    expect(openError(path, failed('EACCES')).message).toBe(`the file "${path}" may not be read by this user`)
    expect(openError(path, failed('EBUSY')).message).toBe(
      `the file "${path}" cannot be opened: EBUSY: it failed`,
    )
    expect(readError(path, failed('EIO')).message).toBe(`the file "${path}" cannot be read: EIO: it failed`)
  })

  it.each([
    ['ENOENT', 'give the path of a file of deals'],
    ['ELOOP', 'give the path of a file of deals'],
    [
      'EACCES',
      'its owner can allow it: chmod +r "/data/deals.csv"; the folders above it have to let this user in, too',
    ],
    [
      'EPERM',
      'its owner can allow it: chmod +r "/data/deals.csv"; the folders above it have to let this user in, too',
    ],
  ])('%s: what to do', (code, hint) => expect(openError(path, failed(code)).hint).toBe(hint))

  it('is none that can pass where nothing is known of it', () => {
    expect(readError(path, new Error('oops')).canPass).toBe(false)
  })
})
