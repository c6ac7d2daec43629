import {Lines} from '../components/lines.js'
import {helpLines} from '../help-lines.js'
import {useKeys} from '../hooks/use-keys.js'
import type {Frame} from '../list-lines.js'
import type {Wish} from '../list-state.js'

type Props = {frame: Frame; back: () => void; act: (wish: Wish) => void}

export function HelpScreen({frame, back, act}: Props) {
  useKeys(key => (key === 'q' || key === 'ctrl-c' ? act({kind: 'quit'}) : back()))
  return <Lines lines={helpLines(frame)} columns={frame.columns} />
}
