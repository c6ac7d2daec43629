import {describeObject} from './describe.js'
import type {Rest} from './rest.js'

/** Where the owner of an opportunity gets mail. */
export const ownerEmail = 'Owner.Email'

/** Whether the user of the connection may see it: one hidden field fails a whole query. */
export async function mayReadOwnerEmails(rest: Rest): Promise<boolean> {
  return (await describeObject(rest, 'User')).has('Email')
}
