import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {lockKey} from '../../src/store/key-lock.js'
import {storeFolder} from '../support/a-store.js'

const place = storeFolder()

it('one process at a time replaces a key, and gives the right back', () => {
  const keyFile = join(place.folder, 'data', 'revsched.key')
  const first = lockKey(keyFile)
  expect(() => lockKey(keyFile)).toThrow(expect.objectContaining({code: 'busy'}))
  const other = lockKey(join(place.folder, 'other', 'revsched.key'))
  first.release()
  first.release()
  lockKey(keyFile).release()
  other.release()
})

it('says what to do where the data folder cannot be made', () => {
  writeFileSync(join(place.folder, 'file'), '')
  expect(() => lockKey(join(place.folder, 'file', 'revsched.key'))).toThrow(
    expect.objectContaining({code: 'storage', hint: 'check that the data folder may be written'}),
  )
})
