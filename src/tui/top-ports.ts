import type {Paint} from '../report/paint.js'
import type {ActionPorts} from './actions.js'

/** What the screens use of the outside. */
export type TopPorts = ActionPorts & {
  /** Of the person before the terminal. */
  timeZone: string
  paint: Paint
}
