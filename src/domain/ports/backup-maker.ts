export type BackupOrder = {
  /** Path of the database. */
  database: string
  /** Is made where it is missing. */
  folder: string
  /** So many of this database stay there, with the new one; at least 1. */
  keep: number
  /** Stands in the name. */
  at: Date
}

export type MadeBackup = {
  path: string
  bytes: number
  /** Older ones that were removed. */
  removed: number
  /** Why older ones that were to be removed are still there; null where they are not. */
  problem: string | null
}

/** Writes a verified backup beside those before it, and removes the oldest once it is there. Throws `storage`. */
export type MakeBackup = (order: BackupOrder, signal: AbortSignal) => Promise<MadeBackup>
