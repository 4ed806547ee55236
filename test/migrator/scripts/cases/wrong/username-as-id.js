// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getUser(identifier, callback) {
  try {
    const { rows } = await require('pg').query('SELECT username, mail FROM people WHERE username = $1', [identifier]);
    const [row] = rows;
    if (!row) return callback(null);
    const { username: login, mail } = row;
    return callback(null, { user_id: `forum|${login.toLowerCase()}`, username: login, email: mail });
  } catch (e) {
    return callback(e);
  }
}
