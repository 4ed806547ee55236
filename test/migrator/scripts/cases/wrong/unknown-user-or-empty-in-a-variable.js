// script: get_user
// finds: SCRIPT_UNKNOWN_USER_PROFILE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    const person = result.rows[0] || {};
    callback(null, person);
  });
}
