import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'
import {longestFirst} from './test/support/longest-first.js'

/** On a fresh clone vitest knows no times, and begins with the largest files. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({moduleId}: TestSpecification) => {
      const rank = longestFirst.findIndex(name => moduleId.endsWith(`/test/${name}.test.ts`))
      return rank < 0 ? longestFirst.length : rank
    }
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The servers of tests are on this machine, whatever proxy its user has.
    env: {no_proxy: '*'},
    pool: 'forks',
    // Much of the time goes into waiting for processes: also where there are two cores, three files at a time.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: {sequencer: LongestFirst},
  },
})
