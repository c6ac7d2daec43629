import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time goes into waiting for processes: also where there are two cores, two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
