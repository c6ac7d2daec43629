import {it} from 'vitest'
import {FakeSalesforce} from './server.js'

/** `it` whose tests get an org of their own as `fake`, so that those that wait for another attempt can do so side by side. */
export function withOrg(prepare: (fake: FakeSalesforce) => void = () => undefined) {
  return it.extend<{fake: FakeSalesforce}>({
    fake: async ({task: _}, use) => {
      const fake = await FakeSalesforce.start()
      prepare(fake)
      await use(fake)
      await fake.stop()
    },
  })
}
