import type {ReviewTask} from '../../src/domain/ports/review-executor.js'
import {sampleFile} from './program.js'

/** A review of the sample: 185 open deals. */
export const sampleTask: ReviewTask = {
  connection: {kind: 'file', settings: {path: sampleFile}},
  label: 'file "sample"',
  stageOrder: null,
  filter: null,
  rules: {name: 'recommended', file: {extends: ['revsched:recommended']}},
  asOf: new Date('2026-11-16T12:00:00Z'),
  timeZone: 'UTC',
}
