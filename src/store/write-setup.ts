import type {SetupStore} from '../domain/ports/setup-store.js'
import {changeChannel, deleteChannel, insertChannel} from './channels.js'
import {changeConnection, deleteConnection, insertConnection} from './connections.js'
import {markLogin} from './crm-access.js'
import {changeReview, deleteReview, insertReviews} from './scheduled-reviews.js'
import type {Session} from './session.js'

export function setupStore(session: Session): SetupStore {
  return {
    async writeSetup({userId, connections, channels, reviews}) {
      await session.writeOrm(orm => {
        const within = {session, orm}
        // A connection is there before who uses it and goes after it; a channel is changed when no review needs it as it was any more.
        for (const id of reviews.remove) deleteReview(session, {userId, id})
        for (const {connection, secret} of connections.add) insertConnection(within, connection, secret)
        for (const {connection, ...change} of connections.update) {
          changeConnection(within, connection, change)
          const {id, needsLogin} = connection
          if (change.secret === null) session.prepared(markLogin).run({id, needsLogin, expected: null})
        }
        insertReviews(session, reviews.add)
        for (const {review, expectedUpdatedAt} of reviews.update)
          changeReview(session, review, expectedUpdatedAt)
        for (const {channel, secret} of channels.add) insertChannel(session, channel, secret)
        for (const {channel, ...change} of channels.update) changeChannel(session, channel, change)
        for (const id of channels.remove) deleteChannel(session, {userId, id})
        for (const id of connections.remove) deleteConnection(within, {userId, id})
      })
    },
  }
}
