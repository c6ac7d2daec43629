import {expect, it} from 'vitest'
import {wordsForLog} from '../../src/daemon/words-for-log.js'

it.each([
  {errorCode: 'timeout', errorMessage: 'the review took longer than its limit: 10 m', said: null},
  {errorCode: 'unreachable', errorMessage: 'HubSpot "apac" cannot be reached: ECONNREFUSED', said: null},
  {
    errorCode: 'source-failed',
    errorMessage:
      '3 of 3 rows of "/d.csv" cannot be read, more than 5%; the first: row 2, column "amount", value "x"',
    said: '3 of 3 rows of "…" (revsched history tells all of it)',
  },
  {
    errorCode: 'source-failed',
    errorMessage: 'no known column in the header: Northwind, 1200',
    said: 'no known column in the header (revsched history tells all of it)',
  },
  {
    errorCode: 'source-failed',
    errorMessage: 'two columns are called "a: "b", the 1st',
    said: 'two columns are called "…", the 1st (revsched history tells all of it)',
  },
  {
    errorCode: 'source-failed',
    errorMessage: 'called "two\nlines" twice',
    said: 'called "…" twice (revsched history tells all of it)',
  },
  {errorCode: 'source-failed', errorMessage: 'the file is empty', said: null},
  {
    errorCode: 'a-new-code',
    errorMessage: 'the deal "Northwind" is odd',
    said: 'the deal "…" is odd (revsched history tells all of it)',
  },
  {
    errorCode: 'internal',
    errorMessage: 'Cannot convert Northwind to a BigInt',
    said: 'an error of revsched itself (revsched history tells all of it)',
  },
])('$errorCode: $errorMessage', ({said, ...error}) => {
  expect(wordsForLog(error)).toBe(said ?? error.errorMessage)
})
