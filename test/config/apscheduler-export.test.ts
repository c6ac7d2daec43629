import {expect, it} from 'vitest'
import {readApschedulerExport} from '../../src/config/apscheduler-export.js'
import {csvRecords} from '../../src/connectors/csv-records.js'

const read = (text: string) => readApschedulerExport(text, csvRecords).map(job => ({...job}))

const exports: readonly [name: string, text: string, jobs: object[]][] = [
  ['an array', '[{"name":"a","cron":"0 6 * * mon"}]', [{name: 'a', cron: '0 6 * * mon'}]],
  ['an object of jobs', '{"jobs":[{"id":"a","hour":6}]}', [{id: 'a', hour: '6'}]],
  ['a trigger of its own', '[{"trigger":{"type":"cron","hour":"6"}}]', [{type: 'cron', hour: '6'}]],
  [
    'other names',
    '[{"job_name":"a","Time Zone":"UTC","Schedule":"0 6 * * *"}]',
    [{name: 'a', timezone: 'UTC', cron: '0 6 * * *'}],
  ],
  ['nothing where there is nothing', '[{"name":"a","year":null,"hour":""}]', [{name: 'a'}]],
  [
    'a table',
    'name,cron,timezone\na,"0 6 1,15 * *",UTC\n',
    [{name: 'a', cron: '0 6 1,15 * *', timezone: 'UTC'}],
  ],
  ['semicolons and a mark', '\ufeffName;Cron\r\na;0 6 * * *\r\n', [{name: 'a', cron: '0 6 * * *'}]],
  [
    'a name of the language',
    '[{"__proto__":"x","constructor":"y","cron":"0 6 * * *"}]',
    [{constructor: 'y', cron: '0 6 * * *'}],
  ],
]

it.each(exports)('reads %s', (_, text, jobs) => {
  expect(read(text)).toEqual(jobs)
})

const refusals: readonly [name: string, text: string, error: RegExp][] = [
  ['a store in SQLite', 'SQLite format 3\u0000...', /jobs are pickled.*runs whatever program/],
  ['a pickle', '\ufffd\u0004\u0095', /jobs are pickled/],
  ['a row of the store', '[{"id":"a","job_state":"gASV"}]', /jobs are pickled/],
  ['an empty list', '[]', /it has no job/],
  ['an empty file', '', /it has no job/],
  ['half of JSON', '[{', /it is no JSON/],
  ['something else', '{"a":1}', /neither an array of jobs/],
  ['a broken table', 'name,cron\n"a,0 6 * * *\n', /it is no table: row 2/],
]

it.each(refusals)('refuses %s', (_, text, error) => {
  expect(() => read(text)).toThrow(error)
})
