import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The servers of tests are on this machine, whatever proxy its user has.
    env: {no_proxy: '*'},
    pool: 'forks',
    // Much of the time goes into waiting for processes: also where there are two cores, two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
