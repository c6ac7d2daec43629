import type {CommandContext} from './context.js'

/** A secret that a person types, who does not see it, or the first line of what is piped in; empty where nothing is. */
export async function secretLine({host, io}: CommandContext, what: string): Promise<string> {
  let isShown = false
  const text = await host.readSecretLine(async () => {
    isShown = true
    await io.err.write(`${what} (not shown): `)
  })
  // The key that ended the line was not shown either.
  if (isShown) await io.err.write('\n')
  return text
}
