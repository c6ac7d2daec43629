import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {longestFirst} from '../support/longest-first.js'

it.each(longestFirst)('the test that takes long is there: %s', name =>
  expect(existsSync(join(import.meta.dirname, '..', `${name}.test.ts`))).toBe(true),
)
