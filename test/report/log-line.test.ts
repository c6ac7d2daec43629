import {expect, it} from 'vitest'
import type {LogFields, LogRecord} from '../../src/domain/ports/logger.js'
import {logLine} from '../../src/report/log-line.js'

const record = (fields: LogFields = {}, changes: Partial<LogRecord> = {}): LogRecord => ({
  time: '2026-11-16T06:00:00.123Z',
  level: 'info',
  event: 'run-started',
  message: 'weekly',
  ...changes,
  ...fields,
})

it.each<[string, LogRecord, string]>([
  ['without fields', record(), '2026-11-16T06:00:00Z info  run-started: weekly'],
  [
    'with fields, as plain words where they are',
    record({run: '1a2b', attempt: 2, isQueued: false, next: null, file: '/var/a.csv'}),
    '2026-11-16T06:00:00Z info  run-started: weekly  run=1a2b attempt=2 isQueued=false next=null file=/var/a.csv',
  ],
  [
    'with a value that holds blanks, quotes or nothing',
    record({name: 'a "b" c', hint: ''}),
    '2026-11-16T06:00:00Z info  run-started: weekly  name="a \\"b\\" c" hint=""',
  ],
  [
    'with what a terminal would obey',
    record({}, {level: 'error', message: 'gone\u001b[2J\nnext'}),
    '2026-11-16T06:00:00Z error run-started: gone\\u{1b}[2J next',
  ],
])('a line %s', (_, given, expected) => expect(logLine(given)).toBe(expected))
