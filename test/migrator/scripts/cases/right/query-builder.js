// script: get_user
async function getUser(email, callback) {
  const knex = require('knex')({ client: 'pg', connection: configuration.DATABASE_URL });
  try {
    const user = await knex('users').where({ email }).first();
    return callback(null, user && { user_id: user.id, email: user.email, email_verified: user.confirmed });
  } catch (error) {
    return callback(error);
  } finally {
    await knex.destroy().catch(() => undefined);
  }
}
