/** Makes identifiers for rows: random, so that a short prefix of one is usually enough to name it. */
export type Ids = {next(): string}
