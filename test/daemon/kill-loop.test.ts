import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'
import {daemonIn} from '../support/daemon-process.js'
import {addedAgo, rowsIn} from '../support/due-now.js'
import {revsched} from '../support/program.js'

/** The gate kills a few times; `REVSCHED_KILLS=200` is the long form. */
const kills = Number(process.env.REVSCHED_KILLS ?? 10)

const deals = `id,name,stage,amount,close_date
1,First,Proposal,100,2027-01-01
2,Second,Discovery,,2026-01-01
`

const hours = 2

type Row = {
  status: string
  scheduled_for: number
  range_until: number | null
  missed_count: number | null
  analyses: number
}

describe('a daemon that is killed again and again', () => {
  it(`keeps one record of every occurrence, ${kills} kills`, async () => {
    const home = mkdtempSync(join(tmpdir(), 'revsched-kills-'))
    try {
      const path = join(home, 'deals.csv')
      writeFileSync(path, deals)
      await revsched(home, ['connection', 'add', 'file', 'emea', '--path', path])
      for (const [name, schedule, overlap] of [
        ['all', '* * * * *', 'queue'],
        ['latest', '*/2 * * * *', 'skip'],
        ['replaced', '*/3 * * * *', 'cancel-previous'],
      ] as const)
        await revsched(home, [
          ...['add', name, '--connection', 'emea', '--timezone', 'UTC', '--schedule', schedule],
          ...['--catch-up', name === 'all' ? 'all' : 'latest', '--overlap', overlap],
        ])
      addedAgo(home, hours * 3_600_000)
      // The places of the kills are spread over start, decisions, claims and results by their number alone.
      for (let kill = 0; kill < kills; kill++) {
        const daemon = daemonIn(home)
        if (kill % 4 !== 0) await daemon.logged('daemon-started')
        await pause((kill * 37) % 300)
        daemon.kill('SIGKILL')
        await daemon.ended
      }
      const last = daemonIn(home)
      await idle(home)
      last.kill('SIGTERM')
      expect((await last.ended).code).toBe(0)
      for (const {id, schedule, created_at, cursor} of rowsIn<Review>(
        home,
        'SELECT * FROM scheduled_reviews',
      )) {
        const due = occurrencesOf(schedule, 'UTC').list(new Date(created_at), 10_000)
        const expected = due.filter(at => at.getTime() <= cursor).map(at => at.getTime())
        expect(recorded(home, id, schedule)).toEqual(expected)
      }
      expect(rowsIn(home, "SELECT * FROM review_runs WHERE status IN ('queued', 'running')")).toEqual([])
      expect(rowsIn(home, `${withAnalyses} WHERE (status = 'completed') != (analyses = 1)`)).toEqual([])
      expect((await revsched(home, ['db', 'check'])).code).toBe(0)
    } finally {
      rmSync(home, {recursive: true, force: true})
    }
  }, 1_200_000)
})

type Review = {id: string; schedule: string; created_at: number; cursor: number}

const withAnalyses = `SELECT * FROM (SELECT run.*, (SELECT count(*) FROM analyses WHERE run_id = run.id) AS analyses
  FROM review_runs AS run)`

/** Every occurrence that has a record, in order; one with two records is there twice. */
function recorded(home: string, reviewId: string, schedule: string): number[] {
  const rows = rowsIn<Row>(
    home,
    'SELECT * FROM review_runs WHERE scheduled_review_id = ? AND scheduled_for IS NOT NULL ORDER BY scheduled_for',
    reviewId,
  )
  return rows.flatMap(({scheduled_for: from, range_until: until, missed_count: count}) => {
    if (until === null) return [from]
    const all = occurrencesOf(schedule, 'UTC').list(new Date(from - 1), count!)
    expect(all.at(-1)?.getTime()).toBe(until)
    return all.map(at => at.getTime())
  })
}

async function idle(home: string): Promise<void> {
  for (let left = 1200; left > 0; left--) {
    const [row] = rowsIn<{open: number; due: number}>(
      home,
      `SELECT (SELECT count(*) FROM review_runs WHERE status IN ('queued', 'running')) AS open,
        (SELECT count(*) FROM scheduled_reviews WHERE next_run_at <= ?) AS due`,
      Date.now(),
    )
    if (row!.open === 0 && row!.due === 0) return
    await pause(100)
  }
  throw new Error('the daemon never came to rest')
}
