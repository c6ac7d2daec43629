import {truncateText} from '../../report/escape.js'
import {Lines} from '../components/lines.js'
import {useKeys} from '../hooks/use-keys.js'
import type {Frame} from '../list-lines.js'
import type {Wish} from '../list-state.js'
import type {Size} from '../surface.js'

type Props = {frame: Frame; least: Size; act: (wish: Wish) => void}

export function TooSmallScreen({frame: {columns, rows}, least, act}: Props) {
  useKeys(key => {
    if (key === 'q' || key === 'ctrl-c') act({kind: 'quit'})
  })
  const words = [`${columns}x${rows} is too small`, `it needs ${least.columns}x${least.rows}`, 'q quits']
  const lines = words.slice(0, Math.max(1, rows - 1)).map(line => truncateText(line, columns))
  return <Lines lines={lines} columns={columns} />
}
