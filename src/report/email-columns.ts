import {count} from './amounts.js'
import type {DigestCell, DigestPart} from './digest.js'
import type {Locale} from './intl-text.js'

type Table = Extract<DigestPart, {kind: 'table'}>

/**
 * How a table of a digest fits into the width of a mail: what names the row, and the numbers, stay columns; further words stand below the
 * name, where they have room also on a phone.
 */
export type MailColumns = {
  /** Places of the columns that stay, in their order. */
  shown: readonly number[]
  /** The one of them that names the row. */
  name: number
  /** Places of those that stand below the name. */
  below: readonly number[]
}

export function mailColumns({columns}: Table): MailColumns {
  const name = columns.findIndex(({isNumber}) => !isNumber)
  const places = columns.map((_, place) => place)
  return {
    shown: places.filter(place => place === name || columns[place]!.isNumber),
    name,
    below: places.filter(place => place !== name && !columns[place]!.isNumber),
  }
}

/** `Deal, owner, why`. */
export function nameHeading({columns}: Table, {name, below}: MailColumns): string {
  return [name, ...below]
    .map((place, index) => (index === 0 ? columns[place]!.name : columns[place]!.name.toLowerCase()))
    .join(', ')
}

/** The words below the name: `Ada: close date past (critical) 5.1`; empty where there are none. */
export function textBelow(row: readonly DigestCell[], {below}: MailColumns): string {
  return below
    .map(place => row[place]!.text)
    .filter(text => text !== '')
    .join(': ')
}

/** What a list leaves out, `cut` rows of it only because the mail has no room for them; null for nothing. */
export function leftOutText(more: string | null, cut: number, locale: Locale): string | null {
  if (cut === 0) return more === null ? null : `and ${more}`
  return more === null ? `and ${count(cut, locale)} more` : `and ${count(cut, locale)} more, and ${more}`
}
