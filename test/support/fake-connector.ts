import type {ConnectionTest, Connector} from '../../src/domain/ports/connector.js'
import type {SourceReport} from '../../src/domain/ports/deal-source.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'

/** A file of these deals, read in one go; `failure` is what reading it throws. */
export function fakeConnector(deals: readonly Deal[], failure: Error | null = null): Connector {
  const report: SourceReport = {
    rowsRead: deals.length,
    bytesRead: 1000,
    refusedCount: 0,
    refusals: [],
    warnings: [],
  }
  const test: ConnectionTest = {
    description: '/data/deals.csv: CSV, comma separated, UTF-8, 1 kB',
    columns: [{column: 'Name', field: 'name', reading: 'text', filled: 1, ambiguity: null}],
    missingFields: [],
    dealsOpen: deals.length,
    dealsWon: 0,
    dealsLost: 0,
    duplicateIds: 0,
    stages: [{stage: 'Proposal', deals: deals.length, outcome: 'open'}],
    sample: deals.slice(0, 3),
    report,
    problem: null,
  }
  return {
    kind: 'file',
    login: null,
    parseSettings: settings => settings as Record<string, unknown>,
    describe: settings => String(settings.path),
    open: () => ({
      async read(sink) {
        if (failure) throw failure
        sink.begin({fields: new Set(dealFields)})
        sink.add(deals)
        return report
      },
    }),
    async test() {
      if (failure) throw failure
      return test
    },
  }
}
