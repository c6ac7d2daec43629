import {Box, Text} from 'ink'
import {memo} from 'react'

/** A line that is drawn anew only when it changes. An empty one takes its place, too. */
const Line = memo(function Line({text}: {text: string}) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>
})

/** Lines that fit into the terminal, one below the other. */
export function Lines({lines, columns}: {lines: readonly string[]; columns: number}) {
  return (
    <Box flexDirection="column" width={columns}>
      {lines.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it is
        <Line key={row} text={text} />
      ))}
    </Box>
  )
}
