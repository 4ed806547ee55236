// script: get_user
// finds: SCRIPT_PASSWORD_IN_PROFILE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('pg').query('SELECT * FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    const { id, mail, hash, salt } = result.rows[0];
    callback(null, { user_id: id, email: mail, app_metadata: { hash, salt } });
  });
}
