// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getByEmail(email, callback) {
  try {
    const { rows } = await require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email]);
    callback(null, { user_id: rows[0].id, email: rows[0].mail });
  } catch (error) {
    callback(error);
  }
}
